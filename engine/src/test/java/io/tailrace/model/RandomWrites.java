package io.tailrace.model;

import io.tailrace.Conflict;
import io.tailrace.Table;
import io.tailrace.Transaction;
import io.tailrace.Write;
import io.tailrace.model.World.Store;
import io.tailrace.write.Ack;
import io.tailrace.write.Outcome;
import io.tailrace.write.WriteError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Writes with and without conditions, a transaction or one alone, and what has to become of them. */
final class RandomWrites {
    /** How a write alone ends, and a transaction. */
    static final List<WriteError> ENDS =
            List.of(WriteError.NONE, WriteError.DUPLICATE_KEY, WriteError.VERSION_MISMATCH);

    static final List<WriteError> TRANSACTION_ENDS = List.of(
            WriteError.NONE,
            WriteError.DUPLICATE_KEY,
            WriteError.VERSION_MISMATCH,
            WriteError.VERSION_UNKNOWN,
            WriteError.NO_SUCH_DOCUMENT);

    private static final long ANY = -1;

    private enum Kind {
        INSERT,
        UPSERT,
        MERGE,
        UPDATE,
        REPLACE,
        DELETE;

        boolean isAboutADocument() {
            return this == UPDATE || this == REPLACE || this == DELETE;
        }
    }

    private final World world;
    private final boolean inTransaction;
    private final List<Runnable> changes = new ArrayList<>();
    /** What earlier writes have changed, null where nothing is left. */
    private final Map<Object, Map<String, Object>> written = new TreeMap<>(Values.ORDER);

    // Of the write that was composed last.
    private Store store;
    private Object key;
    private Map<String, Object> before;
    private Map<String, Object> after;
    private WriteError error;

    RandomWrites(World world, boolean inTransaction) {
        this.world = world;
        this.inTransaction = inTransaction;
    }

    void transaction(Random random) {
        Transaction transaction = world.engine.transaction();
        WriteError expected = WriteError.NONE;
        String where = "-1 null null";
        int writes = 1 + random.nextInt(6);
        for (int i = 0; i < writes; i++) {
            transaction.add(next(random));
            if (error != WriteError.NONE && expected == WriteError.NONE) {
                expected = error;
                where = i + " " + store.table.name() + " " + Values.text(key);
            }
        }
        Ack ack = transaction.commit();
        String got = ack.failedWrite() + " " + ack.failedTable() + " " + Values.text(ack.failedKey());
        world.check(ack.error() == expected && got.equals(where), "transaction " + ack + " of " + expected + where);
        world.coverage.decided("transaction", expected);
        if (expected == WriteError.NONE) {
            changes.forEach(Runnable::run);
        }
    }

    void alone(Random random) {
        Ack ack = next(random).commit();
        world.check(ack.error() == error, "write " + ack + " of " + error);
        world.coverage.decided("write", error);
        if (error == WriteError.NONE) {
            world.check(ack.outcome() == outcome(), "write " + ack + " of " + outcome());
            changes.forEach(Runnable::run);
        }
    }

    private Outcome outcome() {
        if (before == null) {
            return after == null ? Outcome.SKIPPED : Outcome.INSERTED;
        }
        return after == null ? Outcome.DELETED : Values.same(before, after) ? Outcome.UNCHANGED : Outcome.REPLACED;
    }

    private Write next(Random random) {
        store = world.store(random);
        key = Documents.key(random);
        Object place = List.of((long) store.number, key);
        before = written.containsKey(place) ? written.get(place) : store.documents.get(key);
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        Map<String, Object> document = kind == Kind.UPDATE ? Documents.patch(random) : Documents.document(random);
        Write write = begin(kind, document);
        boolean skips = kind.isAboutADocument() && random.nextInt(3) > 0;
        if (skips) {
            write.skipMissing();
        }
        long expected = condition(kind, write, random);
        error = refusal(kind, written.containsKey(place), expected, skips);
        after = after(kind, document, skips);
        if (error == WriteError.NONE) {
            note(place);
        }
        return write;
    }

    private Write begin(Kind kind, Map<String, Object> document) {
        Table table = store.table;
        return switch (kind) {
            case INSERT -> table.insert().putAll(Values.with(document, "id", key));
            case MERGE -> table.insert(Conflict.UPDATE).putAll(Values.with(document, "id", key));
            case UPSERT -> table.upsert(key).putAll(document);
            case UPDATE -> table.update(key).putAll(document);
            case REPLACE -> table.replace(key).putAll(document);
            case DELETE -> table.delete(key);
        };
    }

    /** The version that is asked for: the right one, another one, 0 for none, or any. */
    private long condition(Kind kind, Write write, Random random) {
        int which = random.nextInt(6);
        if (which == 0 && !kind.isAboutADocument()) {
            write.ifAbsent();
            return kind == Kind.INSERT ? ANY : 0;
        }
        if (which > 2 || kind == Kind.INSERT) {
            return ANY;
        }
        long version = random.nextInt(3) == 0 ? random.nextLong(world.model.sequence + 1) : version();
        write.ifVersion(version);
        return version;
    }

    /** The sequence of the last change of the document before the transaction, 0 for none. */
    private long version() {
        for (int i = world.model.log.size() - 1; i >= 0; i--) {
            Model.Change change = world.model.log.get(i);
            if (change.table() == store.number && Values.same(change.key(), key)) {
                return change.after() == null ? 0 : change.sequence();
            }
        }
        return 0;
    }

    private WriteError refusal(Kind kind, boolean wasWritten, long expected, boolean skips) {
        if (expected > 0 && wasWritten) {
            return WriteError.VERSION_UNKNOWN;
        }
        if (expected > 0 && expected != version() || expected == 0 && before != null) {
            return WriteError.VERSION_MISMATCH;
        }
        if (kind == Kind.INSERT && before != null) {
            return WriteError.DUPLICATE_KEY;
        }
        boolean needed = kind == Kind.UPDATE || kind == Kind.REPLACE;
        return needed && before == null && inTransaction && !skips ? WriteError.NO_SUCH_DOCUMENT : WriteError.NONE;
    }

    private Map<String, Object> after(Kind kind, Map<String, Object> document, boolean skips) {
        Map<String, Object> whole = Values.with(document, "id", key);
        return switch (kind) {
            case INSERT, UPSERT -> whole;
            case MERGE -> before == null ? whole : Values.merge(before, document);
            case UPDATE -> before == null ? null : Values.merge(before, document);
            case REPLACE -> before == null && skips ? null : whole;
            case DELETE -> null;
        };
    }

    private void note(Object place) {
        boolean changed = before == null || after == null ? before != after : !Values.same(before, after);
        if (changed) {
            written.put(place, after);
            Store where = store;
            Object which = key;
            Map<String, Object> left = after;
            changes.add(() -> world.changed(where, which, left));
        }
    }
}
