package io.tailrace.conformance;

import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.document.DocumentLimits;
import java.nio.file.Path;
import org.agrona.concurrent.EpochNanoClock;

/** How the engine of a case runs. */
enum Mode {
    /** The caller drives it, under a clock that begins at 0 and that only the case moves. */
    INVOKED_IN_MEMORY(true, true),
    /** The same with a journal on the disk. */
    INVOKED_ON_DISK(true, false),
    /** As the first, with each feed in a group. */
    INVOKED_IN_A_GROUP(true, true),
    /** Threads of its own, the real clock. */
    DEDICATED_THREADS(false, true);

    /** The smallest, as a case opens an engine for a few writes. */
    private static final int SEGMENT_BYTES = 8 << 20;

    private static final int DOCUMENT_BYTES = 64 << 10;

    private final boolean isInvoked;
    private final boolean isInMemory;

    Mode(boolean isInvoked, boolean isInMemory) {
        this.isInvoked = isInvoked;
        this.isInMemory = isInMemory;
    }

    boolean isInvoked() {
        return isInvoked;
    }

    boolean isGrouped() {
        return this == INVOKED_IN_A_GROUP;
    }

    boolean needsDirectory() {
        return !isInMemory;
    }

    Tailrace open(Path directory, EpochNanoClock clock) {
        TailraceConfig config = new TailraceConfig()
                .threading(isInvoked ? Threading.INVOKER : Threading.DEDICATED)
                .limits(new DocumentLimits().documentBytes(DOCUMENT_BYTES))
                .ringSlots(512);
        if (isGrouped()) {
            config = config.errorHandler(error -> {}); // each run tells it too
        }
        config = isInMemory
                ? config.inMemory()
                : config.directory(directory).segmentBytes(SEGMENT_BYTES).reserveStepBytes(SEGMENT_BYTES / 8);
        return Tailrace.open(isInvoked ? config.clock(clock) : config);
    }
}
