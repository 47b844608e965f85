package io.tailrace.realdata;

import java.util.HashSet;
import java.util.Set;

/** Counts the windows of 100 ms that were written in, and the keys that were written in each. */
final class Windows {
    private static final long WIDTH_NS = 100_000_000;

    private final Set<String> keys = new HashSet<>();
    private long window = -1;
    private long windows;
    private long touched;

    /** Whether a time lies in another window than the one before. */
    boolean enters(long timeNs) {
        long next = Math.floorDiv(timeNs, WIDTH_NS);
        if (next == window) {
            return false;
        }
        window = next;
        windows++;
        keys.clear();
        return true;
    }

    void touch(String key) {
        touched += keys.add(key) ? 1 : 0;
    }

    long windows() {
        return windows;
    }

    long touched() {
        return touched;
    }
}
