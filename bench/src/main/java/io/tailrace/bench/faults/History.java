package io.tailrace.bench.faults;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.document.Document;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.query.Cursor;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the changes of a journal are, by sequence, as an engine delivers them; and whether the documents, the walk by
 * index and the feeds of that engine agree. Not thread safe.
 */
final class History {
    /** Tables that are compared; others come and go while a journal is written. */
    static final String[] TABLES = {"orders", "audit"};

    static final String INDEX = "by-count";

    /** Of each change. */
    record Entry(String table, Map<String, Object> before, Map<String, Object> after) {}

    final TreeMap<Long, Entry> entries = new TreeMap<>();
    long lastSequence;
    /** What was before it was taken away. */
    long oldestSequence;

    /** What the tables hold in the end. */
    private final Map<String, Map<Object, Map<String, Object>>> documents = new TreeMap<>();

    private History() {}

    /**
     * Reads everything.
     *
     * @param engine open, for writing or for reading
     * @return what it shows
     * @throws WrongAnswer when two ways to look at the same thing differ
     */
    static History of(Tailrace engine) {
        History history = new History();
        history.lastSequence = engine.lastSequence();
        history.oldestSequence = engine.oldestSequence();
        for (String name : TABLES) {
            if (engine.tables().contains(name)) {
                history.read(engine.existingTable(name));
            }
        }
        return history;
    }

    private void read(Table table) {
        Map<Object, Map<String, Object>> state = new HashMap<>();
        try (Feed feed = table.changes(ChangesOptions.squash(false).fromStart().until(Math.max(1, lastSequence)))) {
            while (!feed.ended() && feed.position() < lastSequence) {
                feed.poll(change -> take(table.name(), change, state), 1_000);
            }
        }
        Map<Object, Map<String, Object>> scanned = new HashMap<>();
        table.scan((document, version) -> scanned.put(document.string("id"), document.toMap()));
        documents.put(table.name(), scanned);
        for (Object key : oldestSequence == 1 ? scanned.keySet() : Set.of()) {
            WrongAnswer.unless(state.containsKey(key), "a document that no change has made: " + key);
        }
        state.forEach((key, document) -> WrongAnswer.unless(
                Objects.equals(document, scanned.get(key)),
                "the documents are not what the changes add up to: " + table.name()));
        if (table.indexes().contains(INDEX) && table.isIndexReady(INDEX)) {
            long walked = 0;
            try (Cursor cursor = table.orderBy(INDEX).read()) {
                while (cursor.next()) {
                    walked++;
                }
            }
            WrongAnswer.unless(walked == scanned.size(), "the index has " + walked + " of " + scanned.size());
        }
    }

    private void take(String table, Change change, Map<Object, Map<String, Object>> state) {
        Map<String, Object> before = map(change.oldVal());
        Map<String, Object> after = map(change.newVal());
        Object key = (after == null ? before : after).get("id");
        boolean isKnown = oldestSequence == 1 || state.containsKey(key); // else from what was taken away
        WrongAnswer.unless(!isKnown || Objects.equals(before, state.get(key)), "old image: " + change.sequence());
        state.put(key, after);
        Entry twice = entries.put(change.sequence(), new Entry(table, before, after));
        WrongAnswer.unless(twice == null, "a sequence was delivered twice: " + change.sequence());
    }

    private static Map<String, Object> map(Document document) {
        return document == null ? null : document.toMap();
    }

    /**
     * Checks that this is what another history was, up to the last sequence of this.
     *
     * @param truth the whole history
     * @throws WrongAnswer when it is not
     */
    void requirePrefixOf(History truth) {
        WrongAnswer.unless(
                lastSequence <= truth.lastSequence,
                "never written: last=" + lastSequence + " of " + truth.lastSequence);
        Map<Long, Entry> expected = truth.entries.headMap(lastSequence, true);
        if (!entries.equals(expected)) {
            for (Map.Entry<Long, Entry> entry : expected.entrySet()) {
                Entry found = entries.get(entry.getKey());
                WrongAnswer.unless(
                        entry.getValue().equals(found),
                        "wrong at sequence=" + entry.getKey() + ": " + found + " instead of " + entry.getValue());
            }
            throw new WrongAnswer("more changes than were written");
        }
        WrongAnswer.unless(
                lastSequence < truth.lastSequence || documents.equals(truth.documents),
                "the documents are not those that there were");
    }
}
