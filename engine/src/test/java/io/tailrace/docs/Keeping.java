package io.tailrace.docs;

import io.tailrace.Compaction;
import io.tailrace.RetentionPolicy;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.journal.Snapshot;
import io.tailrace.write.SnapshotPolicy;
import java.nio.file.Path;
import java.time.Duration;

/** Snapshots and retention, as their pages set them. */
final class Keeping {
    private Keeping() {}

    static String run(Path directory) {
        // tag::snapshots
        TailraceConfig config = new TailraceConfig()
                .directory(directory)
                .snapshots(SnapshotPolicy.onDemand()
                        .everyBytes(1L << 30) // a thread of the engine takes one after every GiB of journal,
                        .every(Duration.ofMinutes(10)) // or when the last one is that old and something was written,
                        .atClose() // and close takes one
                        .keep(2)); // so many are kept
        // end::snapshots
        // tag::retention
        config.retention(RetentionPolicy.keepAll() // without snapshots nothing goes
                .bytes(8L << 30) // segments go where all together are larger,
                .age(Duration.ofDays(7)) // and where all of their changes are older, by the time of the journal
                .waitingBytes(32L << 30)); // who asks to be waited for is, until the segments are that large
        // end::retention
        try (Tailrace engine = Tailrace.open(config)) {
            engine.table("quotes").upsert("BTCUSDT").put("bid", 61_800.2).commit();
            // tag::taken
            Snapshot taken = engine.snapshot(); // now, on this thread, while writes go on
            // end::taken
            // tag::compact
            Compaction done = engine.compact(); // a snapshot, and what the policy says now; all that may go without one
            long oldest = engine.oldestSequence(); // from here on changes can be read
            // end::compact
            return taken.sequence() + " " + done.oldestSequence() + " " + oldest;
        }
    }
}
