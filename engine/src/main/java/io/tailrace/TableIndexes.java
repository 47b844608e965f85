package io.tailrace;

import io.tailrace.error.IndexFullException;
import io.tailrace.error.LimitException;
import io.tailrace.error.QueryException;
import io.tailrace.error.QueryException.Reason;
import io.tailrace.error.UnknownTableException;
import io.tailrace.expression.Expression;
import io.tailrace.expression.IndexKeys;
import io.tailrace.journal.IndexCatalogue;
import io.tailrace.write.Ack;
import io.tailrace.write.Operation;
import io.tailrace.write.Outcome;
import io.tailrace.write.WriteError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** The secondary indexes of a table as its users see them. Any thread. */
final class TableIndexes {
    private final Engine engine;
    private final TableName table;
    private final IndexCatalogue catalogue;

    TableIndexes(Engine engine, TableName table) {
        this.engine = engine;
        this.table = table;
        catalogue = engine.journal().indexes();
    }

    void create(String name, Expression expression, boolean multi) {
        OpenTables.checkName("index", name);
        if (name.equals(table.keyField())) {
            throw new QueryException(
                    Reason.BAD_ARGUMENT,
                    "index name is that of the primary key: table=" + table.name() + " index=" + name
                            + ", choose another");
        }
        if (!expression.isDeterministic() || expression.usesNow()) {
            throw new QueryException(
                    Reason.NON_DETERMINISTIC,
                    "index depends on time or chance: table=" + table.name() + " index=" + name + " expression="
                            + expression + ", use the document only");
        }
        String text = expression.toString();
        // What cannot be parsed or planned is refused here, and not by the writer first.
        new IndexKeys(Expression.parse(text), multi, engine.dictionary());
        UnsafeBuffer definition = utf8(text);
        String where = "table=" + table.name() + " index=" + name;
        engine.checkWritable();
        if (definition.capacity() > engine.largestDefinitionBytes()) {
            throw new LimitException("expressionBytes", definition.capacity(), engine.largestDefinitionBytes(), where);
        }
        int bytes = name.length() + definition.capacity();
        engine.journal().checkDefinition(bytes, where);
        Ack ack = engine.define(Operation.CREATE_INDEX, table.id(), multi ? 1 : 0, utf8(name), definition);
        if (ack.outcome() == Outcome.SKIPPED) {
            throw new QueryException(
                    Reason.BAD_ARGUMENT,
                    "Index `" + name + "` already exists on table `" + table.name()
                            + "`: drop it first, or choose another name");
        }
        if (ack.error() == WriteError.NO_SUCH_TABLE) {
            throw new UnknownTableException(table.name());
        }
        if (ack.outcome() == Outcome.ERROR) {
            engine.journal().checkDefinition(bytes, where);
            if (catalogue.size() >= IndexCatalogue.MAXIMUM) {
                throw IndexCatalogue.tooMany(catalogue.size(), where);
            }
            ack.orThrow();
        }
        awaitBuilt(name);
    }

    private void awaitBuilt(String name) {
        try {
            engine.awaitIndex(table, engine.reads().secondary(table.id(), name));
        } catch (IndexFullException e) {
            drop(name);
            throw e;
        }
    }

    boolean drop(String name) {
        OpenTables.checkName("index", name);
        engine.checkWritable();
        engine.readable(table); // refuses the handle of a dropped table
        int id = catalogue.idOf(table.id(), name);
        if (id == IndexCatalogue.NOT_FOUND) {
            return false;
        }
        Ack ack = engine.define(Operation.DROP_INDEX, table.id(), id, new UnsafeBuffer(0, 0), null);
        return ack.outcome() == Outcome.DELETED;
    }

    List<String> names() {
        engine.readable(table);
        List<String> names = new ArrayList<>();
        for (int id : catalogue.ofTable(table.id())) {
            names.add(catalogue.name(id));
        }
        names.sort(null);
        return names;
    }

    boolean isReady(String name) {
        EngineReads reads = engine.reads();
        return reads.isReady(table.id(), reads.secondary(table.id(), name));
    }

    private static UnsafeBuffer utf8(String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }
}
