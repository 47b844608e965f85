package io.tailrace;

import io.tailrace.document.Value;
import io.tailrace.document.ValueOrder;
import io.tailrace.error.Arguments;
import io.tailrace.error.EngineException;
import io.tailrace.error.LimitException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.journal.TableCatalogue;
import io.tailrace.query.Cursor;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Compares the documents of two sequences; see {@link Tailrace#diff(long, long)}. For one thread at a time.
 *
 * <p>It reads the changes in between as one squash: for each key the document before the first change and the one after
 * the last, in the order in which keys were first changed. So it costs as much as there are changes in between, however
 * large the states. Only a table that was dropped in between, or dropped and made again, is compared state by state.
 */
public final class Diff {
    private static final long MOST_BYTES = 1L << 30;
    private static final int EVENTS_PER_POLL = 1_024;

    private final Engine engine;
    private final long from;
    private final long until;
    private String only;

    Diff(Engine engine, long from, long until) {
        if (from < 0 || until < from) {
            throw new EngineException("from=" + from + " until=" + until + " are no stretch: from 0 on, and in order");
        }
        this.engine = engine;
        this.from = from;
        this.until = until;
    }

    /**
     * One table alone.
     *
     * @param name of a table that there was at one of the ends
     * @return this
     */
    public Diff table(String name) {
        only = Arguments.given(name, "name", "table(name)");
        return this;
    }

    /**
     * Hands out what differs, table by table in the order of their names. A document that was changed back, or that
     * came and went, is left out.
     *
     * @param handler takes it, on this thread
     * @return how many documents differ
     * @throws UnknownTableException when there was no such table at either end
     * @throws io.tailrace.error.BeyondEndException when the end is not committed yet
     * @throws io.tailrace.error.ExpiredException when the journal no longer holds the stretch
     * @throws LimitException when more than 1 GiB of documents of one table have changed; what was handed out is right
     */
    public long run(DifferenceHandler handler) {
        Arguments.given(handler, "handler", "run(handler)");
        Engine after = engine.upTo(until);
        try {
            TableCatalogue ended = after.journal().tables();
            TableCatalogue began = engine.journal().upTo(from).tables();
            SortedSet<String> names = new TreeSet<>();
            addNames(began, names);
            addNames(ended, names);
            if (only != null && !names.contains(only)) {
                throw new UnknownTableException(only);
            }
            OpenTables tables = new OpenTables(after, ended);
            long count = 0;
            for (String name : only == null ? names : new TreeSet<>(List.of(only))) {
                int id = began.idOf(name);
                count += id == TableCatalogue.NOT_FOUND || id == ended.idOf(name)
                        ? changes(tables.existing(name), handler)
                        : states(name, handler);
            }
            return count;
        } finally {
            after.close();
        }
    }

    private static void addNames(TableCatalogue tables, SortedSet<String> names) {
        for (int id = 0; id < tables.size(); id++) {
            if (tables.exists(id)) {
                names.add(tables.name(id));
            }
        }
    }

    private long changes(Table table, DifferenceHandler handler) {
        if (from == until) {
            return 0;
        }
        ChangesOptions folded = ChangesOptions.squash(true)
                .from(from + 1)
                .until(until)
                .includeInitial(false)
                .pendingBytes(MOST_BYTES);
        long count = 0;
        try (Feed feed = table.changes(folded)) {
            int round = 0;
            while (!feed.ended()) {
                int shown = feed.poll(
                        change -> handler.onDifference(change.table(), change.oldValue(), change.newValue()),
                        EVENTS_PER_POLL);
                if (feed.earlyEmissions() > 0) {
                    throw new LimitException(
                            "pendingBytes",
                            MOST_BYTES + 1,
                            MOST_BYTES,
                            "table=" + table.name() + ", ask for shorter stretches");
                }
                count += shown;
                round = shown > 0 ? 0 : round + 1;
                if (round > 0 && !feed.ended()) {
                    engine.threads().waiting().idle(null, round);
                }
            }
        }
        return count;
    }

    /** Of a table that is another one at the end, or none: both in the order of their keys. */
    private long states(String name, DifferenceHandler handler) {
        try (AsOf first = new AsOf(engine.asOf(from));
                AsOf last = new AsOf(engine.asOf(until))) {
            if (!last.tables().contains(name)) {
                try (Cursor old = inOrder(first.existingTable(name))) {
                    long count = 0;
                    while (old.next()) {
                        handler.onDifference(name, old.value(), null);
                        count++;
                    }
                    return count;
                }
            }
            Table before = first.existingTable(name);
            Table after = last.existingTable(name);
            try (Cursor old = inOrder(before);
                    Cursor now = inOrder(after)) {
                return merged(old, before.keyField(), now, after.keyField(), name, handler);
            }
        }
    }

    private static Cursor inOrder(Table table) {
        return table.orderBy(table.keyField()).read();
    }

    private static long merged(
            Cursor old, String oldKey, Cursor now, String nowKey, String name, DifferenceHandler handler) {
        long count = 0;
        boolean hasOld = old.next();
        boolean hasNow = now.next();
        while (hasOld || hasNow) {
            int order = !hasOld ? 1 : !hasNow ? -1 : ValueOrder.compare(key(old, oldKey), key(now, nowKey));
            boolean differs = order != 0 || !ValueOrder.equal(old.value(), now.value());
            if (differs) {
                handler.onDifference(name, order <= 0 ? old.value() : null, order >= 0 ? now.value() : null);
                count++;
            }
            hasOld = order <= 0 ? old.next() : hasOld;
            hasNow = order >= 0 ? now.next() : hasNow;
        }
        return count;
    }

    private static Value key(Cursor cursor, String field) {
        Value key = new Value(cursor.value().dictionary());
        boolean there = cursor.value().document().value(field, key);
        assert there : "every document has its key";
        return key;
    }
}
