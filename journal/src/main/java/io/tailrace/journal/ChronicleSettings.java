package io.tailrace.journal;

import java.nio.file.Path;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

/**
 * How Chronicle Queue is set up, all in one place, its system properties included. Stateless.
 *
 * <p>A file is one mapped chunk, twice a segment, so that addresses in it stay and nothing is mapped anew while it is
 * written. Its own index is kept small and coarse: we position by file offset and never ask it.
 */
final class ChronicleSettings {
    /**
     * Chronicle's own notes: which files there are, and a write lock. Taken away before Chronicle opens a directory for
     * writing, under our own lock, and made anew by it from what the files say: so no damage in it can matter, nor a
     * lock of a dead process whose id the new one has, as in containers, for which Chronicle would wait for ever.
     */
    static final String METADATA_FILE = "metadata.cq4t";

    /**
     * Up to where Chronicle has seen to the end marks of segments, by its own name. All have theirs when it is opened;
     * where it is not told so, it opens them all for writing, and lengthens them by what it maps at once.
     */
    static final String ENDED_UP_TO = "normalisedEOFsTo";

    /**
     * How much of that file Chronicle maps at once, and never comes to the end of. It is reserved before, as on a full
     * disk Chronicle's first store to it would fail as an error of the JVM.
     */
    static final int METADATA_BYTES = 64 << 10;

    /** Room that Chronicle may take for itself between two blocks: an index page, its frame, the end mark. */
    static final int OVERHEAD_BYTES = 16 << 10;

    private static final int INDEX_COUNT = 512;
    private static final int INDEX_SPACING = 1_024;
    private static final long LOCK_TIMEOUT_MS = 1_000;
    private static final long MILLIS_PER_SEGMENT = 3_600_000;
    private static final int BLOCKS_PER_CHUNK = 8;

    static {
        set("chronicle.analytics.disable", "true");
        set("chronicle.announcer.disable", "true");
    }

    private ChronicleSettings() {}

    private static void set(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }

    static SingleChronicleQueue open(Path directory, JournalConfig config, TimeProvider clock) {
        return SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(RollCycles.FAST_HOURLY)
                .timeProvider(clock)
                .blockSize(chunkBytes(config))
                .indexCount(INDEX_COUNT)
                .indexSpacing(INDEX_SPACING)
                .timeoutMS(LOCK_TIMEOUT_MS)
                .build();
    }

    /** What a clock must say so that Chronicle writes to that segment. */
    static long timeOf(int segment) {
        return segment * MILLIS_PER_SEGMENT;
    }

    private static long chunkBytes(JournalConfig config) {
        long wanted = Math.max(2L * config.segmentBytes(), (long) BLOCKS_PER_CHUNK * config.largestBlockBytes());
        return Long.highestOneBit(wanted - 1) << 1;
    }
}
