package io.tailrace.feed;

import io.tailrace.index.EntryScan;
import io.tailrace.index.Index;
import io.tailrace.journal.Cursors;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalGauge;
import io.tailrace.journal.JournalReader;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** A journal without an engine around it: whoever needs more of one says what it does. */
public class JournalContext implements FeedContext, AutoCloseable {
    public final Journal journal;
    private final JournalGauge gauge;

    public JournalContext(Journal journal) {
        this.journal = journal;
        gauge = JournalGauge.of(journal);
    }

    @Override
    public JournalReader reader(long fromSequence) {
        return journal.reader(fromSequence);
    }

    @Override
    public Cursors cursors() {
        return Cursors.of(journal);
    }

    @Override
    public boolean isClosed() {
        return false;
    }

    @Override
    public boolean usedHere() {
        return false;
    }

    @Override
    public List<FeedGroup> groupsHere() {
        return List.of();
    }

    @Override
    public long firstSequence() {
        return journal.firstSequence();
    }

    @Override
    public long lastSequence() {
        return journal.lastSequence();
    }

    @Override
    public long knownSequence() {
        return lastSequence();
    }

    @Override
    public long appliedSequence() {
        return journal.lastSequence();
    }

    @Override
    public long lastTimeNs() {
        return gauge.lastTimeNs();
    }

    @Override
    public long writtenBytes() {
        return 0;
    }

    @Override
    public long writtenBefore(long sequence) {
        return 0;
    }

    @Override
    public boolean isPast(long timeNs) {
        return journal.timeFloor() >= timeNs;
    }

    @Override
    public Index index(int tableId) {
        throw new UnsupportedOperationException("table=" + tableId + " has no index: only the journal is there");
    }

    @Override
    public EntryScan scan(int tableId, int indexId) {
        return index(tableId).entries();
    }

    @Override
    public long epochNs() {
        return 0;
    }

    @Override
    public LongSupplier random() {
        return () -> 4;
    }

    @Override
    public long nanoTime() {
        return 0;
    }

    @Override
    public boolean await(BooleanSupplier condition, long deadlineNs) {
        return condition.getAsBoolean();
    }

    @Override
    public void released(Feed feed) {}

    @Override
    public void close() {
        journal.close();
    }
}
