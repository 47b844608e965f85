package io.tailrace;

import org.agrona.concurrent.EpochNanoClock;

/** The journal time that a replay has come to. Written by the thread that plays, read by any. */
final class ReplayClock implements EpochNanoClock {
    private volatile long timeNs;

    void begin(long beginNs) {
        timeNs = beginNs;
    }

    void advance(long toNs) {
        if (toNs > timeNs) {
            timeNs = toNs;
        }
    }

    @Override
    public long nanoTime() {
        return timeNs;
    }
}
