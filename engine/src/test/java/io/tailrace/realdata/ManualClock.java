package io.tailrace.realdata;

import org.agrona.concurrent.EpochNanoClock;

/** A clock that moves when it is told to. One thread moves it, any reads it. */
final class ManualClock implements EpochNanoClock {
    private volatile long nowNs;

    void moveTo(final long epochNs) {
        nowNs = epochNs;
    }

    @Override
    public long nanoTime() {
        return nowNs;
    }
}
