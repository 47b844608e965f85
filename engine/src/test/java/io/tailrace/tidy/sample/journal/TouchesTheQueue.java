package io.tailrace.tidy.sample.journal;

import net.openhft.chronicle.queue.ChronicleQueue;

/** Touches Chronicle Queue without being named for it. */
public final class TouchesTheQueue {
    /** Opens a queue. */
    public Object open() {
        return ChronicleQueue.single("nowhere");
    }
}
