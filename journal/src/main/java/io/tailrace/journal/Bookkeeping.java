package io.tailrace.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What Chronicle Queue writes for itself at the begin of a segment, made anew from where the blocks lie. Chronicle
 * believes these bytes without a look, so those of a segment that has no seal are compared, bit for bit, with what they
 * must be, and replaced where they differ: a writer that was killed leaves them one block behind, a disk anything. A
 * segment with so many blocks that there are more pages is written anew as a whole.
 *
 * <pre>
 *      0  header: ...  64: position of the last frame (8)  72: that position (high 32 bits), its number (low 32 bits)
 *         ... 152: position of the index of indexes (8)  ... 176: number of the next frame to index (8)
 *    200  index of indexes, which names one page: ... 240: its position (8)
 *   4336  page: ... 4360: entries in use (8)  4368: position of every 1,024th frame (8 each)
 *   8464  blocks
 * </pre>
 *
 * <p>All but the figures named is the same in every segment; it is taken from one that Chronicle has just made.
 */
final class Bookkeeping {
    static final int LENGTH = 8_464;

    private static final int LAST_POSITION = ChronicleHeader.WRITE_POSITION_OFFSET;
    private static final int LAST_NUMBER = LAST_POSITION + Long.BYTES;
    private static final int NEXT_INDEXED = 176;
    private static final int PAGE_USED = 4_360;
    private static final int PAGE_ENTRIES = PAGE_USED + Long.BYTES;
    private static final int FRAMES_PER_ENTRY = 1_024;
    /** After that many blocks another page follows, of which nothing is known here. */
    private static final int MOST_FRAMES = 512 * FRAMES_PER_ENTRY;

    private Bookkeeping() {}

    /**
     * What these bytes must be in a segment; null where there are so many blocks that a second page follows.
     *
     * @param pattern the same bytes of any segment
     */
    static ByteBuffer of(SegmentMap map, byte[] pattern) {
        ByteBuffer whole = ByteBuffer.wrap(pattern.clone()).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = PAGE_ENTRIES; at + Long.BYTES <= LENGTH; at += Long.BYTES) {
            whole.putLong(at, 0);
        }
        FrameWalk walk = new FrameWalk(map);
        long frames = 0;
        while (walk.next()) {
            if (frames % FRAMES_PER_ENTRY == 0 && frames < MOST_FRAMES) {
                whole.putLong(PAGE_ENTRIES + (int) (frames / FRAMES_PER_ENTRY) * Long.BYTES, walk.framePosition());
            }
            frames++;
        }
        if (frames == 0 || frames > MOST_FRAMES) {
            return null;
        }
        long entries = (frames + FRAMES_PER_ENTRY - 1) / FRAMES_PER_ENTRY;
        whole.putLong(LAST_POSITION, walk.framePosition());
        whole.putLong(LAST_NUMBER, walk.framePosition() << Integer.SIZE | frames - 1);
        whole.putLong(NEXT_INDEXED, entries * FRAMES_PER_ENTRY);
        return whole.putLong(PAGE_USED, entries);
    }

    /** Whether the bytes at the begin of a segment are these. */
    static boolean equal(SegmentMap map, ByteBuffer wanted) {
        return map.length() >= LENGTH
                && wanted.equals(
                        map.buffer().byteBuffer().duplicate().limit(LENGTH).position(0));
    }
}
