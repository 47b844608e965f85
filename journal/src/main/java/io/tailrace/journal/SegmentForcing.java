package io.tailrace.journal;

import io.tailrace.error.JournalException;
import java.io.IOException;

/**
 * Has what a store has written reach the device, and the watermark say so: which segments have bytes that may not be
 * there, and which names. Whoever stores the blocks, it is this that forces them. Callers hold its lock.
 *
 * <p>Sequence and time are looked at before the place, so that all up to them lies before that place, and all that
 * before anything is forced, so that what the writer adds meanwhile is not counted.
 */
final class SegmentForcing {
    private final SegmentFiles files;
    private final ForceOrder order;
    private final Fence fence;
    /** Null for a copy that nobody opens. */
    private final WatermarkFile watermark;

    /** First segment with bytes that may not be forced. */
    private int dirtyFrom;
    /** Newest segment whose name is forced. */
    private int namedTo;

    private long sequence;
    private long floorNs;

    /** @param segment the first one that the store writes to */
    SegmentForcing(SegmentFiles files, int segment, ForceOrder order, Fence fence, WatermarkFile watermark) {
        this.files = files;
        this.order = order;
        this.fence = fence;
        this.watermark = watermark;
        dirtyFrom = segment;
    }

    /** Looks how far the writer has got; the place to which that reaches comes next. */
    void begin(Progress progress) {
        fence.check();
        sequence = progress.lastSequence();
        floorNs = progress.timeFloorNs();
    }

    /**
     * Returns when everything before a place is on the device.
     *
     * @param segment where the writer was after {@link #begin}
     * @param offset end of the blocks in it
     * @return a sequence up to which all changes are there
     */
    long force(int segment, long offset) {
        try {
            int last = offset == 0 ? segment - 1 : segment;
            order.forceSegments(files, dirtyFrom, last, last > namedTo);
            watermark.write(segment, offset, sequence, floorNs);
            namedTo = Math.max(namedTo, last);
            dirtyFrom = Math.max(dirtyFrom, last);
            return sequence;
        } catch (IOException e) {
            throw new JournalException(
                    "cannot force the journal: directory=" + files.directory() + ": " + e.getMessage()
                            + ": what was written may not be on the device; open the journal anew",
                    e);
        }
    }
}
