package io.tailrace.bench.journal;

import io.tailrace.bench.rows.Quotes;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalAppender;
import io.tailrace.journal.JournalConfig;
import java.nio.file.Path;

/** A new journal with one table, all of its first segment reserved and touched. Not thread safe. */
public final class OpenJournal implements AutoCloseable {
    /** Changes in a block: the lower end of what the engine's writer closes a block at when it is busy. */
    static final int BLOCK_CHANGES = 64;

    private static final int SEGMENT_BYTES = 512 << 20;
    private static final long TIME_NS = 1_700_000_000_000_000_000L;

    private final Journal journal;
    private final JournalAppender appender;
    private final Quotes quotes;

    public OpenJournal(Path directory) {
        journal = Journal.open(new JournalConfig()
                .directory(directory)
                .segmentBytes(SEGMENT_BYTES)
                .reserveStepBytes(SEGMENT_BYTES));
        journal.recover(change -> {});
        appender = journal.appender();
        appender.open(TIME_NS);
        appender.table(Quotes.TABLE, "quotes", "id");
        appender.tableCreated(Quotes.TABLE, TIME_NS);
        appender.commit();
        quotes = new Quotes(journal.dictionary(), appender);
    }

    public Journal journal() {
        return journal;
    }

    /** Reserves and touches, so that the appender meets no page for the first time. */
    public void touch() {
        while (journal.maintain()) {
            Thread.onSpinWait();
        }
    }

    /** Appends so many changes in blocks; each block is committed before the next is opened. */
    public void append(int changes) {
        for (int change = 0; change < changes; ) {
            appender.open(TIME_NS);
            for (int end = Math.min(changes, change + BLOCK_CHANGES); change < end; change++) {
                quotes.change(appender, TIME_NS, change);
            }
            appender.commit();
        }
    }

    @Override
    public void close() {
        journal.close();
    }
}
