package io.tailrace.bench.simulation;

import io.tailrace.document.Document;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeKind;
import java.util.Map;

/**
 * An event of a feed, expected or delivered.
 *
 * @param kind of event
 * @param table name of the table; null for states
 * @param sequence as {@link Change#sequence()}
 * @param before document before it, or null
 * @param after document after it, or null
 * @param oldOffset place before it, where places are asked for
 * @param newOffset place after it
 * @param skipped how many events were thrown away
 */
record Event(
        ChangeKind kind,
        String table,
        long sequence,
        Map<String, Object> before,
        Map<String, Object> after,
        int oldOffset,
        int newOffset,
        long skipped) {
    static Event of(Change change) {
        return new Event(
                change.kind(),
                change.table(),
                change.sequence(),
                map(change.oldVal()),
                map(change.newVal()),
                change.oldOffset(),
                change.newOffset(),
                change.skipped());
    }

    static Event change(String table, long sequence, Map<String, Object> before, Map<String, Object> after) {
        return of(ChangeKind.CHANGE, table, sequence, before, after);
    }

    static Event initial(String table, long sequence, Map<String, Object> document) {
        return of(ChangeKind.INITIAL, table, sequence, null, document);
    }

    static Event state(ChangeKind kind, long sequence) {
        return of(kind, null, sequence, null, null);
    }

    static Event overflow(long sequence, long skipped) {
        return new Event(ChangeKind.OVERFLOW, null, sequence, null, null, Change.NO_OFFSET, Change.NO_OFFSET, skipped);
    }

    private static Event of(
            ChangeKind kind, String table, long sequence, Map<String, Object> before, Map<String, Object> after) {
        return new Event(kind, table, sequence, before, after, Change.NO_OFFSET, Change.NO_OFFSET, 0);
    }

    /** The same with places in an order. */
    Event at(int from, int to) {
        return new Event(kind, table, sequence, before, after, from, to, skipped);
    }

    private static Map<String, Object> map(Document document) {
        return document == null ? null : document.toMap();
    }

    String key() {
        Map<String, Object> document = after == null ? before : after;
        return document == null ? null : (String) document.get("id");
    }

    boolean isChange() {
        return kind == ChangeKind.CHANGE;
    }

    /** This one, and then another one of the same document. */
    Event and(Event next) {
        return change(table, next.sequence, before, next.after);
    }

    @Override
    public String toString() {
        String values = isChange() ? text(before) + "->" + text(after) : kind + " " + text(after);
        String places = oldOffset < 0 && newOffset < 0 ? "" : " at " + oldOffset + "->" + newOffset;
        return sequence + ":" + table + " " + values + places + (skipped == 0 ? "" : " skipped=" + skipped);
    }

    private static String text(Map<String, Object> document) {
        return document == null ? "-" : document.get("id") + "(" + document.get("n") + " " + document.get("w") + ")";
    }
}
