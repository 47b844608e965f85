package io.tailrace.write;

import static io.tailrace.write.MessageDescriptor.DOCUMENT_LENGTH_OFFSET;
import static io.tailrace.write.MessageDescriptor.KEY_LENGTH_OFFSET;
import static io.tailrace.write.MessageDescriptor.KEY_OFFSET;
import static io.tailrace.write.MessageDescriptor.NONE;
import static io.tailrace.write.MessageDescriptor.OPERATION_OFFSET;
import static io.tailrace.write.MessageDescriptor.SLOTS_OFFSET;
import static io.tailrace.write.MessageDescriptor.VERSION_OFFSET;
import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Layout of the place of a cursor among the writes of a transaction: a message as {@link MessageDescriptor} has it,
 * with the generation that the cursor has to be at as version, and in the place of a key
 *
 * <pre>
 *   0        4         8            16           24      32
 *   | cursor | events  | generation | sequence   | end   |
 * </pre>
 */
final class PlaceDescriptor {
    private static final int CURSOR_OFFSET = KEY_OFFSET;
    private static final int EVENTS_OFFSET = CURSOR_OFFSET + SIZE_OF_INT;
    private static final int GENERATION_OFFSET = EVENTS_OFFSET + SIZE_OF_INT;
    private static final int SEQUENCE_OFFSET = GENERATION_OFFSET + SIZE_OF_LONG;
    private static final int END_OFFSET = SEQUENCE_OFFSET + SIZE_OF_LONG;
    static final int LENGTH = END_OFFSET + SIZE_OF_LONG;

    private PlaceDescriptor() {}

    static void put(
            MutableDirectBuffer buffer,
            int at,
            int cursor,
            long before,
            long generation,
            long sequence,
            long end,
            int events) {
        buffer.putInt(at + SLOTS_OFFSET, LENGTH);
        buffer.putByte(at + OPERATION_OFFSET, (byte) Operation.MOVE_CURSOR.ordinal());
        buffer.putLong(at + VERSION_OFFSET, before);
        buffer.putInt(at + KEY_LENGTH_OFFSET, 0);
        buffer.putInt(at + DOCUMENT_LENGTH_OFFSET, NONE);
        buffer.putInt(at + CURSOR_OFFSET, cursor);
        buffer.putInt(at + EVENTS_OFFSET, events);
        buffer.putLong(at + GENERATION_OFFSET, generation);
        buffer.putLong(at + SEQUENCE_OFFSET, sequence);
        buffer.putLong(at + END_OFFSET, end);
    }

    static int cursor(DirectBuffer buffer, int at) {
        return buffer.getInt(at + CURSOR_OFFSET);
    }

    static int events(DirectBuffer buffer, int at) {
        return buffer.getInt(at + EVENTS_OFFSET);
    }

    static long before(DirectBuffer buffer, int at) {
        return buffer.getLong(at + VERSION_OFFSET);
    }

    static long generation(DirectBuffer buffer, int at) {
        return buffer.getLong(at + GENERATION_OFFSET);
    }

    static long sequence(DirectBuffer buffer, int at) {
        return buffer.getLong(at + SEQUENCE_OFFSET);
    }

    static long end(DirectBuffer buffer, int at) {
        return buffer.getLong(at + END_OFFSET);
    }
}
