package io.tailrace.conformance;

import io.tailrace.Commands;
import io.tailrace.Conflict;
import io.tailrace.ReturnChanges;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.WriteResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes of a case in the words of the API, and their results in the words of a case. Knows the key fields. */
final class WriteText {
    private final Tailrace engine;
    private final Map<String, String> keyFields;

    WriteText(Tailrace engine, Map<String, String> keyFields) {
        this.engine = engine;
        this.keyFields = keyFields;
    }

    /** Carries a write out. */
    Map<String, Object> apply(Map<String, Object> json) {
        String type = (String) json.get("type");
        String table = (String) json.getOrDefault("table", "t");
        return switch (type) {
            case "create_table" -> {
                engine.table(table, (String) json.getOrDefault("primary_key", keyFields.getOrDefault(table, "id")));
                yield Map.of("tables_created", 1);
            }
            case "drop_table" -> Map.of("tables_dropped", engine.dropTable(table) ? 1 : 0);
            case "sync" -> {
                engine.existingTable(table);
                engine.sync();
                yield Map.of("synced", 1);
            }
            default -> result(documents(type, commands(engine.existingTable(table), json), json));
        };
    }

    private static Commands commands(Table table, Map<String, Object> json) {
        Commands commands = table.commands();
        if (json.get("conflict") instanceof String conflict) {
            commands = commands.conflict(Conflict.valueOf(conflict.toUpperCase(Locale.ROOT)));
        }
        Object which = json.get("return_changes");
        return which == null || which.equals(false)
                ? commands
                : commands.returnChanges(which.equals("always") ? ReturnChanges.ALWAYS : ReturnChanges.YES);
    }

    private static WriteResult documents(String type, Commands commands, Map<String, Object> json) {
        Object key = Plain.of(json.get("key"));
        return switch (type) {
            case "insert" ->
                commands.insert(
                        Case.objects(json.get("docs")).stream().map(Plain::map).toList());
            case "update" -> commands.update(key, Plain.map(json.get("patch")));
            case "update_all" -> commands.updateAll(Plain.map(json.get("patch")));
            case "replace" -> commands.replace(key, json.get("doc") == null ? null : Plain.map(json.get("doc")));
            case "delete" -> commands.delete(key);
            case "delete_all" -> commands.deleteAll();
            default -> throw new IllegalArgumentException("unknown write " + json);
        };
    }

    private static Map<String, Object> result(WriteResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("inserted", result.inserted());
        json.put("replaced", result.replaced());
        json.put("unchanged", result.unchanged());
        json.put("deleted", result.deleted());
        json.put("skipped", result.skipped());
        json.put("errors", result.errors());
        json.put("first_error", result.firstError());
        json.put("generated_keys", result.generatedKeys());
        json.put(
                "generated_keys_count",
                result.generatedKeys() == null ? 0 : result.generatedKeys().size());
        if (result.changes() != null) {
            List<Object> changes = new ArrayList<>();
            result.changes().forEach(change -> changes.add(returned(change)));
            json.put("changes", changes);
        }
        return json;
    }

    private static Map<String, Object> returned(WriteResult.Returned change) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("old_val", change.oldVal());
        json.put("new_val", change.newVal());
        if (change.error() != null) {
            json.put("error", change.error());
        }
        return json;
    }

    /** What of a result is not as expected, or null. */
    static String difference(Map<String, Object> expected, Map<String, Object> result) {
        for (Map.Entry<String, Object> entry : expected.entrySet()) {
            String name = entry.getKey();
            boolean isRight = name.equals("first_error_contains")
                    ? result.get("first_error") instanceof String error && error.contains((String) entry.getValue())
                    : result.containsKey(name) && Plain.matches(entry.getValue(), result.get(name));
            if (!isRight) {
                return name;
            }
        }
        return null;
    }
}
