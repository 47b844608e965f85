package io.tailrace.bench.journal;

import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.measure.Side;
import io.tailrace.bench.measure.Timing;
import java.io.IOException;
import java.nio.file.Path;

/** Appends changes in blocks with checksum to a new journal, pages touched: ours in B1. */
public final class JournalAppend implements Side {
    private static final int WARM_RECORDS = 20_000;

    private final Scratch scratch;
    private final int records;

    public JournalAppend(Scratch scratch, int records) {
        this.scratch = scratch;
        this.records = records;
    }

    @Override
    public String name() {
        return "append";
    }

    @Override
    public double round() throws IOException {
        Path directory = scratch.fresh("journal");
        try (OpenJournal journal = new OpenJournal(directory)) {
            journal.touch();
            journal.append(WARM_RECORDS);
            Timing timing = Timing.start(name());
            journal.append(records);
            return (double) timing.end() / records;
        } finally {
            Scratch.remove(directory);
        }
    }
}
