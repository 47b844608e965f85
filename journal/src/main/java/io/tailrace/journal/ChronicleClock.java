package io.tailrace.journal;

import net.openhft.chronicle.core.time.TimeProvider;

/**
 * The clock Chronicle Queue rolls its files by: it counts segments and never goes back, as Chronicle appends to older
 * files when time does. Written by the writer thread, read by any.
 */
final class ChronicleClock implements TimeProvider {
    private volatile int segment;

    ChronicleClock(int segment) {
        this.segment = segment;
    }

    int segment() {
        return segment;
    }

    void next() {
        segment = segment + 1;
    }

    @Override
    public long currentTimeMillis() {
        return ChronicleSettings.timeOf(segment);
    }
}
