package io.tailrace.document;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.tailrace.bytes.Bytes;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Whether a field equals some text. Immutable, any thread; the text must stay as it is.
 *
 * @hidden
 */
public final class TextTest extends FieldTest {
    private final UnsafeBuffer text = new UnsafeBuffer(0, 0);
    private final int length;
    private final long head;
    private final long mask;

    TextTest(Dictionary dictionary, List<String> path, UnsafeBuffer text, boolean isNegated) {
        super(dictionary, path, isNegated);
        this.text.wrap(text);
        length = text.capacity();
        mask = length < Long.BYTES ? (1L << length * Byte.SIZE) - 1 : -1;
        head = head(text, 0);
    }

    @Override
    public int look(UnsafeBuffer source, byte[] array, long tag, long slot, int variable) {
        byte type = DocumentDescriptor.tagAt(array, tag);
        long bits = DocumentDescriptor.slotAt(array, slot);
        if (type != Tag.STRING) {
            return isType(type) ? NO : UNKNOWN;
        }
        if (DocumentDescriptor.lengthOf(bits) != length) {
            return NO;
        }
        int start = variable + DocumentDescriptor.offsetOf(bits);
        return head(source, start) == head && (length <= Long.BYTES || Bytes.equal(source, start, text, 0, length))
                ? YES
                : NO;
    }

    /** The first eight bytes, with zeros for those that are not there; one load where eight can be read. */
    private long head(UnsafeBuffer buffer, int start) {
        return start <= buffer.capacity() - Long.BYTES
                ? buffer.getLong(start, LITTLE_ENDIAN) & mask
                : atEnd(buffer, start);
    }

    private long atEnd(UnsafeBuffer buffer, int start) {
        long bytes = 0;
        for (int i = 0; i < length; i++) {
            bytes |= (buffer.getByte(start + i) & 0xFFL) << i * Byte.SIZE;
        }
        return bytes;
    }
}
