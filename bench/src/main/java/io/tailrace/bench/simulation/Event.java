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
 */
record Event(ChangeKind kind, String table, long sequence, Map<String, Object> before, Map<String, Object> after) {
    static Event of(Change change) {
        return new Event(change.kind(), change.table(), change.sequence(), map(change.oldVal()), map(change.newVal()));
    }

    static Event change(String table, long sequence, Map<String, Object> before, Map<String, Object> after) {
        return new Event(ChangeKind.CHANGE, table, sequence, before, after);
    }

    private static Map<String, Object> map(Document document) {
        return document == null ? null : document.toMap();
    }

    String key() {
        Map<String, Object> document = after == null ? before : after;
        return document == null ? null : (String) document.get("id");
    }

    /** This one, and then another one of the same document. */
    Event and(Event next) {
        return new Event(kind, table, next.sequence, before, next.after);
    }

    @Override
    public String toString() {
        String values = kind == ChangeKind.CHANGE ? text(before) + "->" + text(after) : kind + " " + text(after);
        return sequence + ":" + table + " " + values;
    }

    private static String text(Map<String, Object> document) {
        return document == null ? "-" : document.get("id") + "(" + document.get("n") + " " + document.get("w") + ")";
    }
}
