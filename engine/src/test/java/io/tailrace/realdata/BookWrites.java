package io.tailrace.realdata;

import io.tailrace.Tailrace;
import io.tailrace.Write;
import io.tailrace.write.Ack;
import io.tailrace.write.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Writes the levels of recorded lines to a book and counts what the engine says each write did. */
final class BookWrites {
    private final BookTable book;
    private final WritesInFlight<LevelWrite> writes;
    private final Map<Level, Long> byLevel = new HashMap<>();
    private final List<Long> lineEnds = new ArrayList<>();
    private final Set<Level> inBatch = new HashSet<>();
    private long issued;
    private int batch;
    private int decidedBatch = -1;
    private long batches;
    private long batchKeys;

    BookWrites(Tailrace engine, BookTable book) {
        this.book = book;
        writes = new WritesInFlight<>(engine, this::decided);
    }

    /** All levels of a line. */
    void line(MarketLine line) {
        line(line, write -> write);
    }

    /** All levels of a line, each at the time of the line. */
    void lineAtItsTime(MarketLine line) {
        line(line, write -> write.time(line.localNs()));
    }

    private void line(MarketLine line, UnaryOperator<Write> time) {
        int number = lineEnds.size();
        lineEnds.add(number == 0 ? 0L : null);
        line.levels((level, qtyE8) -> {
            writes.commit(time.apply(book.write(level, qtyE8)), new LevelWrite(level, number, batch));
            issued++;
        });
    }

    /** Writes so far, decided or not. */
    long issued() {
        return issued;
    }

    /** What follows belongs to the next batch. */
    void endBatch() {
        batch++;
    }

    /** Waits until every write is decided. */
    void drain() {
        writes.drain();
    }

    /** Counts of a squashed feed, beside the keys that were written in each batch; all writes are decided. */
    Map<String, Object> squash(EventCounts events) {
        batchKeys += inBatch.size();
        inBatch.clear();
        return Map.of(
                "raw_changes", writes.count(),
                "batches", batches,
                "keys_touched", batchKeys,
                "net_nothing", batchKeys - events.all(),
                "net_insert", events.added(),
                "net_modify", events.changed(),
                "net_delete", events.removed());
    }

    long count() {
        return writes.count();
    }

    /** Writes per kind, named as in the facts. */
    Map<String, Object> outcomes() {
        Map<String, Object> facts = new HashMap<>();
        facts.put("insert", writes.count(Outcome.INSERTED));
        facts.put("modify", writes.count(Outcome.REPLACED));
        facts.put("set_same_value", writes.count(Outcome.UNCHANGED));
        facts.put("delete_present", writes.count(Outcome.DELETED));
        facts.put("delete_absent", writes.count(Outcome.SKIPPED));
        return facts;
    }

    long count(Outcome outcome) {
        return writes.count(outcome);
    }

    int levels() {
        return byLevel.size();
    }

    /** The levels that were written most often: side, price and number of writes. */
    List<List<Object>> busiest(int limit) {
        return byLevel.entrySet().stream()
                .sorted(Map.Entry.<Level, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(limit)
                .map(level ->
                        List.<Object>of(level.getKey().side(), level.getKey().priceE8(), level.getValue()))
                .toList();
    }

    /** For each line the last sequence that was assigned when its last write was decided. */
    List<Long> lineEnds() {
        for (int i = 1; i < lineEnds.size(); i++) {
            if (lineEnds.get(i) == null) {
                lineEnds.set(i, lineEnds.get(i - 1));
            }
        }
        return lineEnds;
    }

    private void decided(LevelWrite write, Ack ack) {
        byLevel.merge(write.level(), 1L, Long::sum);
        lineEnds.set(write.line(), ack.sequence());
        if (write.batch() != decidedBatch) {
            decidedBatch = write.batch();
            batches++;
            batchKeys += inBatch.size();
            inBatch.clear();
        }
        inBatch.add(write.level());
    }

    private record LevelWrite(Level level, int line, int batch) {}
}
