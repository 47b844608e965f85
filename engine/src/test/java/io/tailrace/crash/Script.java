package io.tailrace.crash;

import io.tailrace.Table;
import io.tailrace.Write;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a writing process does, as a pure function of the sequence: the change with sequence n is always the same one,
 * so whoever reads a journal knows what must stand there. Every step makes exactly one change.
 */
final class Script {
    static final List<String> TABLES = List.of("orders", "audit");

    /** The sequences before are the creation of the tables. */
    static final long FIRST = TABLES.size() + 1L;

    private static final int HOT_KEYS = 200;

    private Script() {}

    enum Kind {
        UPSERT,
        UPDATE,
        DELETE
    }

    /**
     * One step.
     *
     * @param table index into {@link #TABLES}
     * @param kind what is done
     * @param key of the document
     * @param fields what is put beside the key
     */
    record Step(int table, Kind kind, String key, Map<String, Object> fields) {
        Write write(Table table) {
            return switch (kind) {
                case UPSERT -> table.upsert(key).putAll(fields);
                case UPDATE -> table.update(key).putAll(fields);
                case DELETE -> table.delete(key);
            };
        }

        /** The document after this step, or null. */
        Map<String, Object> after(Map<String, Object> before) {
            if (kind == Kind.DELETE) {
                return null;
            }
            Map<String, Object> after = new TreeMap<>();
            if (kind == Kind.UPDATE) {
                after.putAll(before);
            }
            after.put("id", key);
            after.putAll(fields);
            return after;
        }
    }

    static Step at(long sequence) {
        int turn = (int) (sequence % 10);
        int table = tableOf(sequence);
        return switch (turn) {
            case 6 -> new Step(table, Kind.UPSERT, "passing-" + sequence, fields(sequence));
            case 7 -> new Step(table, Kind.DELETE, "passing-" + (sequence - 1), Map.of());
            case 5 -> new Step(table, Kind.UPDATE, hot(sequence - 1), Map.of("s", sequence, "patched", true));
            default -> new Step(table, Kind.UPSERT, hot(sequence), fields(sequence));
        };
    }

    /** Steps 4 and 5, and 6 and 7, are about the same document. */
    static int tableOf(long sequence) {
        long pair = sequence % 10 == 5 || sequence % 10 == 7 ? sequence - 1 : sequence;
        return (int) (mix(pair) >>> 7 & 1);
    }

    private static String hot(long sequence) {
        return "hot-" + Long.remainderUnsigned(mix(sequence), HOT_KEYS);
    }

    private static Map<String, Object> fields(long sequence) {
        long random = mix(~sequence);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("s", sequence);
        fields.put("price", (random >>> 40) / 8.0);
        fields.put("note", text(random, (int) (random & 127) + ((random & 0xFF00) == 0 ? 9_000 : 0)));
        fields.put("leg", Map.of("size", random >>> 50, "venue", "v" + (random & 7)));
        fields.put("levels", List.of(random & 0xFFFF, random >>> 60, (random & 3) == 0));
        if ((random & 511) == 0) {
            fields.put("extra" + (random >>> 57), "seldom");
        }
        return fields;
    }

    private static String text(long random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + ((random >>> (i & 31)) & 15)));
        }
        return text.toString();
    }

    static long mix(long value) {
        long z = value * 0x9E37_79B9_7F4A_7C15L + 0x632B_E59B_D9B4_E019L;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}
