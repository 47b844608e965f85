package io.tailrace.document;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Layout of an old document as what differs from the new one, which has the same fields. Little-endian, whole length a
 * multiple of 8, all padding zero.
 *
 * <pre>
 *   0
 *   +-------------------+---------------+--------------+---------------+
 *   | mask, n bits      | k slots       | k tags, to 8 | variable part |
 *   | to 8 bytes        | 8 bytes       | 1 byte       |               |
 *   +-------------------+---------------+--------------+---------------+
 * </pre>
 *
 * <p>{@code n} is the number of fields in the new document, which says their names too. The lowest bit of the first
 * eight bytes stands for its first field; {@code k} bits are set, each for a field whose old value is another one, in
 * other bytes at least. From the slots on it is what an object has of these fields after its header, see
 * {@link DocumentDescriptor}: so that what looks at slots, tags and variable part serves both.
 */
final class DeltaDescriptor {
    private static final int WORD_LENGTH = Long.BYTES;
    private static final int WORD_SHIFT = 6;

    private DeltaDescriptor() {}

    /** Words of the mask. */
    static int words(int fields) {
        return fields + (Long.SIZE - 1) >>> WORD_SHIFT;
    }

    /** Word of the mask that a field is in. */
    static int wordOf(int field) {
        return field >>> WORD_SHIFT;
    }

    static long word(DirectBuffer buffer, int delta, int index) {
        return buffer.getLong(delta + index * WORD_LENGTH, LITTLE_ENDIAN);
    }

    static void putWord(MutableDirectBuffer buffer, int delta, int index, long word) {
        buffer.putLong(delta + index * WORD_LENGTH, word, LITTLE_ENDIAN);
    }

    static int slots(int delta, int fields) {
        return delta + words(fields) * WORD_LENGTH;
    }

    /** Length of what stands before the variable part. */
    static int fixedLength(int fields, int changed) {
        return DocumentDescriptor.variable(slots(0, fields), changed);
    }

    static boolean isChanged(DirectBuffer buffer, int delta, int field) {
        return (word(buffer, delta, wordOf(field)) >>> field & 1) != 0;
    }

    /** Place of a changed field among the slots. */
    static int place(DirectBuffer buffer, int delta, int field) {
        int last = wordOf(field);
        int place = Long.bitCount(word(buffer, delta, last) & (1L << field) - 1);
        for (int i = 0; i < last; i++) {
            place += Long.bitCount(word(buffer, delta, i));
        }
        return place;
    }

    /** How many fields have changed. */
    static int changed(DirectBuffer buffer, int delta, int fields) {
        int changed = 0;
        for (int i = words(fields) - 1; i >= 0; i--) {
            changed += Long.bitCount(word(buffer, delta, i));
        }
        return changed;
    }

    /** Whether the mask names a field that there is not; there is one at least. */
    static boolean namesMore(DirectBuffer buffer, int delta, int fields) {
        return (fields & Long.SIZE - 1) != 0 && word(buffer, delta, wordOf(fields - 1)) >>> fields != 0;
    }
}
