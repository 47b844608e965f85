package io.tailrace.journal;

/**
 * The walk over one segment that nobody writes to any more, in bounded steps, so that it can be sealed: over the frames
 * of what may be a quarter of a gigabyte, on the thread that forces, and who waits for a force waits for one step at
 * most. What is in the blocks is passed over: their own checksums vouch for it, to whoever reads them. Not thread safe.
 */
final class Sealing implements AutoCloseable {
    /** Walked in about a millisecond, and less than what a busy writer has forced at once. */
    static final int STEP_BYTES = 4 << 20;

    private final int segment;
    /** Null where there is no such file. */
    private final SegmentMap map;

    private final FrameWalk walk;
    private boolean done;

    Sealing(SegmentFiles files, int segment) {
        this.segment = segment;
        map = SegmentMap.open(files.path(segment));
        walk = map == null ? null : new FrameWalk(map);
        done = map == null;
    }

    /** Walks on; whether that was all. */
    boolean step() {
        if (!done) {
            long end = walk.position() + STEP_BYTES;
            do {
                done = !walk.next();
            } while (!done && walk.position() < end);
        }
        return done;
    }

    int segment() {
        return segment;
    }

    /** What is walked over, null where there is no such file. */
    SegmentMap map() {
        return map;
    }

    /** A walk that has come to the end, once that was all; null where there is no such file. */
    FrameWalk walk() {
        return walk;
    }

    @Override
    public void close() {
        if (map != null) {
            map.close();
        }
    }
}
