package io.tailrace;

import java.util.Arrays;

/**
 * When about which changes were committed, as far as somebody has looked. Of long ago less is kept, so that it never
 * grows. Not thread safe.
 */
final class CommitTimes {
    private static final int CAPACITY = 1024;

    private final Looks recent = new Looks();
    /** Those that were recent once, at least so far from each other; when there are too many, at least twice as far. */
    private final Looks old = new Looks();

    private long spacingNs;

    /** The last committed sequence now. */
    void look(long sequence, long nowNs) {
        if (recent.count > 0 && recent.sequences[recent.count - 1] >= sequence) {
            return;
        }
        if (recent.count == CAPACITY) {
            for (int i = 0; i < CAPACITY / 2; i++) {
                keep(recent.sequences[i], recent.timesNs[i]);
            }
            recent.drop(CAPACITY / 2);
        }
        recent.add(sequence, nowNs);
    }

    private void keep(long sequence, long timeNs) {
        if (old.count > 0 && timeNs - old.timesNs[old.count - 1] < spacingNs) {
            return;
        }
        if (old.count == CAPACITY) {
            old.halve();
            spacingNs = Math.max(2 * spacingNs, (old.timesNs[old.count - 1] - old.timesNs[0]) / old.count);
        }
        old.add(sequence, timeNs);
    }

    /** How long ago a change was committed, at least; 0 where nobody has seen it yet. */
    long age(long sequence, long nowNs) {
        long seenNs = nowNs;
        if (old.count > 0 && old.sequences[old.count - 1] >= sequence) {
            seenNs = old.seen(sequence);
        } else if (recent.count > 0 && recent.sequences[recent.count - 1] >= sequence) {
            seenNs = recent.seen(sequence);
        }
        return Math.max(0, nowNs - seenNs);
    }

    private static final class Looks {
        final long[] sequences = new long[CAPACITY];
        final long[] timesNs = new long[CAPACITY];
        int count;

        void add(long sequence, long timeNs) {
            sequences[count] = sequence;
            timesNs[count] = timeNs;
            count++;
        }

        void drop(int first) {
            System.arraycopy(sequences, first, sequences, 0, count - first);
            System.arraycopy(timesNs, first, timesNs, 0, count - first);
            count -= first;
        }

        void halve() {
            count /= 2;
            for (int i = 0; i < count; i++) {
                sequences[i] = sequences[2 * i + 1];
                timesNs[i] = timesNs[2 * i + 1];
            }
        }

        /** When a sequence was first seen, which was. */
        long seen(long sequence) {
            int at = Arrays.binarySearch(sequences, 0, count, sequence);
            return timesNs[at < 0 ? -at - 1 : at];
        }
    }
}
