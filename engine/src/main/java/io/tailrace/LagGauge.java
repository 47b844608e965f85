package io.tailrace;

import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalGauge;

/** How far a position is behind the journal, measured again and again. One thread at a time, without garbage. */
final class LagGauge {
    private final Journal journal;
    private final JournalGauge space;
    private final CommitTimes times;

    /** Changes committed after the position. */
    long changes;
    /** About how much journal they are. */
    long bytes;
    /** How long ago the first of them was committed. */
    long ns;

    LagGauge(Journal journal, JournalGauge space, CommitTimes times) {
        this.journal = journal;
        this.space = space;
        this.times = times;
    }

    void measure(long position, long nowNs) {
        changes = Math.max(0, journal.knownSequence() - position);
        bytes = changes == 0 ? 0 : space.bytesAfter(position);
        ns = changes == 0 ? 0 : times.age(position + 1, nowNs);
    }
}
