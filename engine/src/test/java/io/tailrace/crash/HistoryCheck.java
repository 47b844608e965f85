package io.tailrace.crash;

import io.tailrace.Tailrace;
import io.tailrace.document.Document;
import io.tailrace.feed.Change;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Compares what a journal holds with what the {@link Script} says: everything acknowledged is there, nothing is there
 * that was not issued, the sequences of all tables together have no gap, every change has the right old and new
 * document, and the index is what the changes add up to.
 */
final class HistoryCheck {
    /**
     * Documents are compared field by field at the end of the journal, where a crash leaves its traces, and here and
     * there.
     */
    private static final long DEEP = 4_000;

    private static final int SAMPLE = 64;

    private HistoryCheck() {}

    /**
     * Checks a history.
     *
     * @param acknowledged greatest sequence that was acknowledged
     * @param issued greatest sequence that a write was begun for
     * @throws AssertionError that says what is wrong
     */
    static void check(History history, long acknowledged, long issued) {
        long last = history.lastSequence();
        require(last >= acknowledged, "an acknowledged change is lost: acknowledged=" + acknowledged + " last=" + last);
        require(last <= issued, "a change was never issued: issued=" + issued + " last=" + last);
        for (int i = 0; i < Script.TABLES.size() && last > i; i++) {
            TableCheck table = new TableCheck(i, last - DEEP);
            history.changes(i, table::change);
            table.end(last);
            Map<String, Map<String, Object>> documents = new HashMap<>();
            history.documents(i, (document, version) -> documents.put(document.string("id"), document.toMap()));
            require(
                    documents.equals(table.state),
                    "the index is not what the changes add up to: table=" + Script.TABLES.get(i) + " documents="
                            + documents.size() + " expected=" + table.state.size());
        }
    }

    static void check(Tailrace engine, long acknowledged, long issued) {
        check(History.of(engine), acknowledged, issued);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new AssertionError(message);
        }
    }

    /** Checks the changes of one table as they come. */
    static final class TableCheck {
        private final int table;
        private final long deepFrom;
        private final Map<String, Map<String, Object>> state = new HashMap<>();
        private long expected = Script.FIRST - 1;

        TableCheck(int table, long deepFrom) {
            this.table = table;
            this.deepFrom = deepFrom;
            advance();
        }

        /** The sequence that the next change of this table must have. */
        long expected() {
            return expected;
        }

        void change(Change change) {
            long sequence = change.sequence();
            if (sequence != expected) {
                throw new AssertionError(
                        "a change is missing or out of place: expected=" + expected + " sequence=" + sequence);
            }
            Script.Step step = Script.at(sequence);
            Map<String, Object> before = state.get(step.key());
            Map<String, Object> after = step.after(before);
            boolean deep = sequence >= deepFrom || sequence % SAMPLE == 0;
            compare(sequence, "old", change.oldVal(), before, deep);
            compare(sequence, "new", change.newVal(), after, deep);
            if (after == null) {
                state.remove(step.key());
            } else {
                state.put(step.key(), after);
            }
            advance();
        }

        /** Checks that nothing is missing at the end. */
        void end(long last) {
            require(expected > last, "a change is missing: expected=" + expected + " last=" + last);
        }

        private void advance() {
            do {
                expected++;
            } while (Script.tableOf(expected) != table);
        }

        private static void compare(
                long sequence, String which, Document found, Map<String, Object> expected, boolean deep) {
            boolean same = (found == null) == (expected == null);
            if (same && found != null) {
                same = deep
                        ? Objects.equals(found.toMap(), expected)
                        : found.longValue("s") == (Long) expected.get("s")
                                && found.stringEquals("id", (String) expected.get("id"));
            }
            if (!same) {
                throw new AssertionError("a change is not the one that was written: sequence=" + sequence + " " + which
                        + "=" + found + " expected=" + expected);
            }
        }
    }
}
