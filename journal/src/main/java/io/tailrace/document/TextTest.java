package io.tailrace.document;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.tailrace.bytes.Bytes;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Whether a field equals some text, or not. Immutable, any thread; the text must stay as it is.
 *
 * @hidden
 */
public final class TextTest extends FieldTest {
    private final UnsafeBuffer text = new UnsafeBuffer(0, 0);
    private final int length;
    private final long head;
    private final int equal;

    TextTest(Dictionary dictionary, List<String> path, UnsafeBuffer text, boolean isNegated) {
        super(dictionary, path);
        this.text.wrap(text);
        length = text.capacity();
        head = head(text, 0, length);
        equal = isNegated ? NO : YES;
    }

    @Override
    public int test(Document document) {
        int index = document.index(first);
        if (index < 0) {
            return UNKNOWN;
        }
        return rest == null && document.old == null
                ? look(document.source(), document.slotsHere(), document.size(), index)
                : elsewhere(document, index);
    }

    @Override
    int look(UnsafeBuffer source, int slots, int count, int index) {
        byte tag = DocumentDescriptor.tag(source, slots, count, index);
        long slot = DocumentDescriptor.slot(source, slots, index);
        if (tag != Tag.STRING) {
            return isType(tag) ? YES - equal : UNKNOWN;
        }
        if (DocumentDescriptor.lengthOf(slot) != length) {
            return YES - equal;
        }
        int start = DocumentDescriptor.variable(slots, count) + DocumentDescriptor.offsetOf(slot);
        return head(source, start, length) == head
                        && (length <= Long.BYTES || Bytes.equal(source, start, text, 0, length))
                ? equal
                : YES - equal;
    }

    /** The first eight bytes, with zeros for those that are not there; one load where eight can be read. */
    private static long head(UnsafeBuffer buffer, int start, int length) {
        if (length >= Long.BYTES) {
            return buffer.getLong(start, LITTLE_ENDIAN);
        }
        if (start <= buffer.capacity() - Long.BYTES) {
            return buffer.getLong(start, LITTLE_ENDIAN) & (1L << length * Byte.SIZE) - 1;
        }
        long head = 0;
        for (int i = 0; i < length; i++) {
            head |= (buffer.getByte(start + i) & 0xFFL) << i * Byte.SIZE;
        }
        return head;
    }
}
