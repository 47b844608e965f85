package io.tailrace.query;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Copies of some live entries, so that one wait for the writer and one look at the journal serve all of them. Not
 * thread safe; allocates only while it grows.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+
 *  |                          Version (64)                         |
 *  +---------------------------------------------------------------+
 *  |                    Length of the key in the order             |
 *  +---------------------------------------------------------------+
 *  |                    Length of the primary key                  |
 *  +---------------------------------------------------------------+
 *  |                     Length of the document                    |
 *  +---------------------------------------------------------------+
 *  |                            Position                           |
 *  +---------------------------------------------------------------+
 *  |                             Copies                            |
 *  +---------------------------------------------------------------+
 *  |                              Range                            |
 *  +---------------------------------------------------------------+
 *  |                              Flags                            |
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>After it lie key in the order, primary key and document, each padded to 8 bytes.
 */
final class EntryBatch {
    private static final int VERSION = 0;
    private static final int ORDER_LENGTH = VERSION + Long.BYTES;
    private static final int KEY_LENGTH = ORDER_LENGTH + Integer.BYTES;
    private static final int DOCUMENT_LENGTH = KEY_LENGTH + Integer.BYTES;
    private static final int POSITION = DOCUMENT_LENGTH + Integer.BYTES;
    private static final int COPIES = POSITION + Integer.BYTES;
    private static final int RANGE = COPIES + Integer.BYTES;
    private static final int FLAGS = RANGE + Integer.BYTES;
    private static final int HEADER = aligned(FLAGS + Integer.BYTES);
    private static final int TRUNCATED = 1;
    private static final int DROPPED = 2;
    private static final int INITIAL_BYTES = 1 << 12;

    private UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(INITIAL_BYTES));
    private int[] starts = new int[16];
    private int count;
    private int end;

    void clear() {
        count = 0;
        end = 0;
    }

    int count() {
        return count;
    }

    int bytes() {
        return end;
    }

    void add(LiveEntries live) {
        EntryPlace place = live.place;
        int keyAt = HEADER + aligned(place.orderLength);
        int documentAt = keyAt + aligned(place.keyLength);
        int bytes = documentAt + aligned(live.documentLength);
        makeRoom(bytes);
        buffer.putLong(end + VERSION, live.version);
        buffer.putInt(end + ORDER_LENGTH, place.orderLength);
        buffer.putInt(end + KEY_LENGTH, place.keyLength);
        buffer.putInt(end + DOCUMENT_LENGTH, live.documentLength);
        buffer.putInt(end + POSITION, place.position);
        buffer.putInt(end + COPIES, live.copies);
        buffer.putInt(end + RANGE, live.range);
        buffer.putInt(end + FLAGS, live.truncated ? TRUNCATED : 0);
        buffer.putBytes(end + HEADER, place.order, place.orderOffset, place.orderLength);
        buffer.putBytes(end + keyAt, place.key, place.keyOffset, place.keyLength);
        buffer.putBytes(end + documentAt, live.document, live.documentOffset, live.documentLength);
        starts[count++] = end;
        end += bytes;
    }

    /** Leaves an entry out; its place still says how far the live entries have been read. */
    void drop(int index) {
        int at = starts[index] + FLAGS;
        buffer.putInt(at, buffer.getInt(at) | DROPPED);
    }

    boolean isDropped(int index) {
        return (buffer.getInt(starts[index] + FLAGS) & DROPPED) != 0;
    }

    boolean isTruncated(int index) {
        return (buffer.getInt(starts[index] + FLAGS) & TRUNCATED) != 0;
    }

    long version(int index) {
        return buffer.getLong(starts[index] + VERSION);
    }

    int copies(int index) {
        return buffer.getInt(starts[index] + COPIES);
    }

    int range(int index) {
        return buffer.getInt(starts[index] + RANGE);
    }

    void place(int index, EntryPlace into) {
        int at = starts[index];
        int orderLength = buffer.getInt(at + ORDER_LENGTH);
        into.order(buffer, at + HEADER, orderLength);
        into.key(buffer, at + HEADER + aligned(orderLength), buffer.getInt(at + KEY_LENGTH));
        into.position = buffer.getInt(at + POSITION);
    }

    DirectBuffer buffer() {
        return buffer;
    }

    int documentOffset(int index) {
        int at = starts[index];
        return at + HEADER + aligned(buffer.getInt(at + ORDER_LENGTH)) + aligned(buffer.getInt(at + KEY_LENGTH));
    }

    int documentLength(int index) {
        return buffer.getInt(starts[index] + DOCUMENT_LENGTH);
    }

    private void makeRoom(int bytes) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count << 1);
        }
        if (end + bytes > buffer.capacity()) {
            UnsafeBuffer from = buffer;
            buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(Integer.highestOneBit(end + bytes) << 1));
            buffer.putBytes(0, from, 0, end);
        }
    }

    private static int aligned(int length) {
        return (length + 7) & -8;
    }
}
