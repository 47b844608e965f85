package io.tailrace;

import io.tailrace.error.DocumentException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.journal.TableCatalogue;
import io.tailrace.write.Ack;
import io.tailrace.write.Operation;
import io.tailrace.write.Outcome;
import io.tailrace.write.WriteError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/** The tables of an engine as its users hold them. Any thread. */
final class OpenTables {
    private final Engine engine;
    private final TableCatalogue catalogue;
    private final Map<Integer, Table> byId = new ConcurrentHashMap<>();

    OpenTables(Engine engine, TableCatalogue catalogue) {
        this.engine = engine;
        this.catalogue = catalogue;
    }

    Table existing(String name) {
        int id = catalogue.idOf(name);
        if (id == TableCatalogue.NOT_FOUND) {
            throw new UnknownTableException(name);
        }
        return byId.computeIfAbsent(id, same -> new Table(engine, named(id, name)));
    }

    Table open(String name, String keyField) {
        checkName("table", name);
        if (catalogue.idOf(name) == TableCatalogue.NOT_FOUND) {
            create(name, keyField);
        }
        Table table = existing(name);
        if (keyField != null && !keyField.equals(table.keyField())) {
            throw new DocumentException("table=" + name + " has the key field " + table.keyField()
                    + ", asked for keyField=" + keyField + ": a key field cannot be changed");
        }
        return table;
    }

    private TableName named(int id, String name) {
        String keyField = catalogue.keyField(id);
        return new TableName(id, name, keyField, engine.field(keyField));
    }

    private void create(String name, String keyField) {
        engine.checkWritable();
        if (keyField != null) {
            engine.field(keyField); // refuses what cannot be the name of a field
        }
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] keyBytes = (keyField == null ? Tailrace.DEFAULT_KEY_FIELD : keyField).getBytes(StandardCharsets.UTF_8);
        if (keyBytes.length == 0 || keyBytes.length > engine.limits().fieldNameBytes()) {
            throw new DocumentException("key field of table=" + name + " must have 1 to "
                    + engine.limits().fieldNameBytes() + " bytes: keyField=" + keyField);
        }
        engine.journal().checkDefinition(nameBytes.length + keyBytes.length, "table=" + name);
        UnsafeBuffer key = new UnsafeBuffer(keyBytes);
        Ack ack = engine.define(Operation.CREATE_TABLE, 0, 0, new UnsafeBuffer(nameBytes), key);
        if (ack.error() != WriteError.NONE) {
            engine.journal().checkDefinition(nameBytes.length + keyBytes.length, "table=" + name);
            if (catalogue.size() >= TableCatalogue.MAXIMUM) {
                throw TableCatalogue.tooMany(catalogue.size(), "table=" + name);
            }
            ack.orThrow();
        }
    }

    /** Drops a table; false when there is none of this name. */
    boolean drop(String name) {
        checkName("table", name);
        engine.checkWritable();
        int id = catalogue.idOf(name);
        if (id == TableCatalogue.NOT_FOUND) {
            return false;
        }
        Ack ack = engine.define(Operation.DROP_TABLE, id, 0, new UnsafeBuffer(0, 0), null);
        byId.remove(id);
        return ack.outcome() == Outcome.DELETED;
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        for (int id = 0; id < catalogue.size(); id++) {
            if (catalogue.exists(id)) {
                names.add(catalogue.name(id));
            }
        }
        names.sort(null);
        return names;
    }

    /** 1 to 64 letters, digits, '_', '-', '.', not beginning with '.'. */
    static void checkName(String what, String name) {
        boolean good = name != null && !name.isEmpty() && name.length() <= 64 && name.charAt(0) != '.';
        for (int i = 0; good && i < name.length(); i++) {
            char c = name.charAt(i);
            good = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '_'
                    || c == '-'
                    || c == '.';
        }
        if (!good) {
            throw new DocumentException(
                    what + " name must be 1 to 64 letters, digits, '_', '-' or '.', not beginning with" + " '.': name="
                            + name);
        }
    }
}
