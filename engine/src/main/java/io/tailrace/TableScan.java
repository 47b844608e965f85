package io.tailrace;

import io.tailrace.document.Document;
import io.tailrace.document.LentDocument;
import io.tailrace.error.EngineClosedException;
import io.tailrace.index.EntryScan;
import io.tailrace.index.IndexEntry;
import io.tailrace.index.IndexWalk;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Shows each document of a table to a handler, as it is at that moment. For one scan, by one thread. */
final class TableScan {
    private final Engine engine;
    private final TableName table;
    private final DocumentHandler handler;
    private LentDocument lent;

    TableScan(Engine engine, TableName table, DocumentHandler handler) {
        this.engine = engine;
        this.table = table;
        this.handler = handler;
        lent = new LentDocument(engine.dictionary());
    }

    /** In no particular order; how many there were. */
    long unordered() {
        IndexWalk walk = engine.readable(table).walk();
        return show(walk::next, walk::entry);
    }

    /** In key order; how many there were. */
    long inKeyOrder() {
        EntryScan scan = engine.orderedKeys(table);
        scan.all();
        return show(scan::next, scan::entry);
    }

    private long show(BooleanSupplier next, Supplier<IndexEntry> found) {
        long count = 0;
        while (hasNext(next)) {
            IndexEntry entry = found.get();
            Document document = lent.document();
            handler.onDocument(document.wrap(entry.buffer(), entry.docOffset(), entry.docLength()), entry.sequence());
            takeBack();
            count++;
        }
        return count;
    }

    /** An index that went away meanwhile cannot tell whether its table was dropped or the engine closed. */
    private boolean hasNext(BooleanSupplier next) {
        try {
            return next.getAsBoolean();
        } catch (EngineClosedException e) {
            engine.readable(table); // throws what was dropped
            throw e;
        }
    }

    /** Where assertions are on, the next document has a view of its own, so that who kept this one is told. */
    private void takeBack() {
        if (Session.LENDING) {
            lent.takeBack();
            lent = new LentDocument(engine.dictionary());
        }
    }
}
