package io.tailrace.bench.scale;

/**
 * What a feed has to have told in the end: of each change that it concerns, once, or squashed, and of each document the
 * last that was to be seen. Told by one thread; asked when that has ended.
 */
final class ScaleOracle {
    private static final long GONE = -1;

    private final boolean squashed;
    private final long[] last;
    private final boolean[] member;
    private final long[] seen; // by the reading thread
    private long expected;
    private long events; // by the reading thread

    /** Goes through all changes beforehand. */
    ScaleOracle(ScalePoint point, long seed, int[] ranks) {
        squashed = point.squashNs() >= 0;
        int keys = point.keysEach() * point.producers();
        last = new long[keys];
        member = new boolean[keys];
        seen = new long[keys];
        int threshold = ScaleWrites.threshold(point.matchPercent());
        for (int producer = 0; producer < point.producers(); producer++) {
            ScaleWrites writes = new ScaleWrites(point, producer, seed, ranks);
            for (int i = 1; i <= point.writesEach(); i++) {
                int key = writes.nextKey();
                boolean is = writes.nextLevel() < threshold;
                boolean was = last[key] == 0 ? threshold == ScaleWrites.LEVELS : member[key];
                expected += was || is ? 1 : 0;
                member[key] = is;
                last[key] = i;
            }
        }
    }

    /** An event with a new document. */
    void saw(long key, long number) {
        events++;
        seen[(int) key] = number;
    }

    /** An event without one. */
    void sawGone(long key) {
        events++;
        seen[(int) key] = GONE;
    }

    long events() {
        return events;
    }

    /**
     * Throws where an event was lost or told twice, or the last that was seen of a document is not the last there is.
     */
    void check(ScalePoint point) {
        if (squashed ? events > expected : events != expected) {
            throw new IllegalStateException("events=" + events + " expected=" + expected + " at " + point);
        }
        for (int key = 0; key < last.length; key++) {
            if (last[key] != 0 && (member[key] ? seen[key] != last[key] : seen[key] > 0)) {
                throw new IllegalStateException("key=" + key + " seen=" + seen[key] + " last=" + last[key] + " member="
                        + member[key] + " at " + point);
            }
        }
    }
}
