package io.tailrace.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;

/**
 * What we have to know of the frames that Chronicle Queue makes for itself: their names, and of the first one of a
 * file, where the file was written last. Chronicle goes on from there without a look, so it must point to a frame.
 *
 * <pre>
 *   header frame, after its word:   0xB9, length of the name, name (header, index2index or index) ...
 *   in the file:   28: "writePosition" ... 64: position of the last frame (8), 72: its number and position (8)
 * </pre>
 */
final class ChronicleHeader {
    static final int WRITE_POSITION_OFFSET = 64;

    private static final byte EVENT_NAME = (byte) 0xB9;
    private static final String[] NAMES = {"header", "index2index", "index"};
    private static final String FIELD = "writePosition";
    private static final int FIELD_OFFSET = 28;

    private ChronicleHeader() {}

    /** Whether a frame that says it is Chronicle's begins as those do. */
    static boolean isNamed(DirectBuffer file, int start, int length) {
        if (length < 2 || file.getByte(start) != EVENT_NAME) {
            return false;
        }
        for (String name : NAMES) {
            if (file.getByte(start + 1) == name.length() && length > name.length() + 2 && is(file, start + 2, name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the header of a file points to one of its blocks, or to what comes before them. */
    static boolean fits(SegmentMap map) {
        if (map.length() < WRITE_POSITION_OFFSET + Long.BYTES || !is(map.buffer(), FIELD_OFFSET, FIELD)) {
            return false;
        }
        long written = map.buffer().getLong(WRITE_POSITION_OFFSET);
        FrameWalk walk = new FrameWalk(map);
        long firstBlock = -1;
        boolean found = written == 0;
        while (!found && walk.next()) {
            firstBlock = firstBlock < 0 ? walk.framePosition() : firstBlock;
            found = walk.framePosition() == written;
        }
        return found || written > 0 && written < firstBlock;
    }

    /** Checksum of what lies before the first block. */
    static int crc(SegmentMap map) {
        CRC32C crc = new CRC32C();
        ByteBuffer bytes = map.buffer().byteBuffer().duplicate();
        bytes.position(0).limit(Math.min(map.length(), Bookkeeping.LENGTH));
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static boolean is(DirectBuffer file, int offset, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (file.getByte(offset + i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
