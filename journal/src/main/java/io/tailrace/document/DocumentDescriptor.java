package io.tailrace.document;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteOrder;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Layout of encoded objects and arrays. Little-endian, whole length a multiple of 8, nested values 8-aligned, all
 * padding zero.
 *
 * <pre>
 *   object
 *   0         4       6        8
 *   +---------+-------+--------+---------------+-----------+--------------+---------------+
 *   | length  | shape | n | f  | names, inline | n slots   | n tags, to 8 | variable part |
 *   | u32     | u16   | 12 | 4 |               | 8 bytes   | 1 byte       |               |
 *   +---------+-------+--------+---------------+-----------+--------------+---------------+
 *
 *   names, only where shape = 0xFFFF
 *   0         4              4 + 4n
 *   +---------+--------------+-------------+
 *   | length  | n ends, u32  | text, to 8  |
 *   +---------+--------------+-------------+
 *
 *   array
 *   0         4        8
 *   +---------+--------+-----------+--------------+---------------+
 *   | length  | f | n  | n slots   | n tags, to 8 | variable part |
 *   | u32     | 8 | 24 | 8 bytes   | 1 byte       |               |
 *   +---------+--------+-----------+--------------+---------------+
 * </pre>
 *
 * <p>{@code n} counts fields or elements, {@code f} are flags. A slot holds a boolean as 0 or 1, an integer, the bits
 * of a float, a time in epoch nanoseconds; for what lies in the variable part, its offset from the start of that part
 * (low half) and its length in bytes (high half). Fields are sorted by their UTF-8 names and the variable part follows
 * their order, so that equal documents of the same numeric types are equal bytes.
 */
final class DocumentDescriptor {
    /** Stands in place of a shape's id where the names are written out. */
    static final int INLINE_SHAPE = 0xFFFF;

    /** Largest number of shapes; ids run from zero. */
    static final int MAX_SHAPES = 0xFFFF;

    /** Largest number of fields the header can say. */
    static final int MAX_FIELDS = 0xFFF;

    /** No object that is whole and interned has this layout. */
    static final int NO_LAYOUT = -1;

    /** Largest number of elements an array's header can say. */
    static final int MAX_ELEMENTS = 0xFF_FFFF;

    /** This object carries its names itself. */
    static final int FLAG_INLINE = 1;

    /** Some value nested in this one carries its names itself. */
    static final int FLAG_NESTED_INLINE = 1 << 1;

    /** Something in here could still be interned. */
    static final int FLAG_OPEN = 1 << 2;

    static final int HEADER_LENGTH = 8;
    static final int SLOT_LENGTH = 8;
    static final int ALIGNMENT = 8;

    private static final int LENGTH_OFFSET = 0;
    private static final int SHAPE_OFFSET = 4;
    private static final int COUNT_OFFSET = 6;
    private static final int ELEMENTS_OFFSET = 4;
    private static final int COUNT_SHIFT = 4;
    private static final int FLAGS_MASK = (1 << COUNT_SHIFT) - 1;
    private static final int ELEMENTS_SHIFT = 24;
    private static final int NAME_ENDS_OFFSET = 4;
    private static final int NAME_END_LENGTH = 4;

    private static final boolean IS_LITTLE_ENDIAN = ByteOrder.nativeOrder() == LITTLE_ENDIAN;

    private DocumentDescriptor() {}

    static int align(int length) {
        return BitUtil.align(length, ALIGNMENT);
    }

    /** Length of an object or array. */
    static int length(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + LENGTH_OFFSET, LITTLE_ENDIAN);
    }

    /** The whole header of an object in one load; taken apart by the four methods below. */
    static long header(DirectBuffer buffer, int object) {
        return buffer.getLong(object + LENGTH_OFFSET, LITTLE_ENDIAN);
    }

    static int lengthOfHeader(long header) {
        return (int) header;
    }

    static int shapeOfHeader(long header) {
        return (int) (header >>> SHAPE_OFFSET * Byte.SIZE) & 0xFFFF;
    }

    static int countOfHeader(long header) {
        return (int) (header >>> COUNT_OFFSET * Byte.SIZE + COUNT_SHIFT);
    }

    static int flagsOfHeader(long header) {
        return (int) (header >>> COUNT_OFFSET * Byte.SIZE) & FLAGS_MASK;
    }

    /** Shape, number of fields and flags in one: objects for which it is the same have the same slots and names. */
    static int layoutOfHeader(long header) {
        return (int) (header >>> SHAPE_OFFSET * Byte.SIZE);
    }

    /** The same of an interned object whose slots and tags lie inside it, else none. */
    static int soundLayout(long header) {
        return variable(HEADER_LENGTH, countOfHeader(header)) <= lengthOfHeader(header)
                ? layoutOfHeader(header)
                : NO_LAYOUT;
    }

    static int shapeOfLayout(int layout) {
        return layout & 0xFFFF;
    }

    static int countOfLayout(int layout) {
        return layout >>> (COUNT_OFFSET - SHAPE_OFFSET) * Byte.SIZE + COUNT_SHIFT;
    }

    static int flagsOfLayout(int layout) {
        return layout >>> (COUNT_OFFSET - SHAPE_OFFSET) * Byte.SIZE & FLAGS_MASK;
    }

    /** Whether two objects have one shape, and the same flags; false where they carry their names themselves. */
    static boolean hasSameFields(long header, long other) {
        return header >>> Integer.SIZE == other >>> Integer.SIZE && (flagsOfHeader(header) & FLAG_INLINE) == 0;
    }

    static int shapeId(DirectBuffer buffer, int object) {
        return buffer.getShort(object + SHAPE_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    static int fieldCount(DirectBuffer buffer, int object) {
        return (buffer.getShort(object + COUNT_OFFSET, LITTLE_ENDIAN) & 0xFFFF) >>> COUNT_SHIFT;
    }

    static int objectFlags(DirectBuffer buffer, int object) {
        return buffer.getShort(object + COUNT_OFFSET, LITTLE_ENDIAN) & FLAGS_MASK;
    }

    static int elementCount(DirectBuffer buffer, int array) {
        return buffer.getInt(array + ELEMENTS_OFFSET, LITTLE_ENDIAN) & MAX_ELEMENTS;
    }

    static int arrayFlags(DirectBuffer buffer, int array) {
        return buffer.getInt(array + ELEMENTS_OFFSET, LITTLE_ENDIAN) >>> ELEMENTS_SHIFT;
    }

    /** What a value that contains this nested one has to say of it. */
    static int flagsForParent(DirectBuffer buffer, int nested, byte tag) {
        int flags = tag == Tag.OBJECT ? objectFlags(buffer, nested) : arrayFlags(buffer, nested);
        return flags & FLAG_OPEN | ((flags & (FLAG_INLINE | FLAG_NESTED_INLINE)) != 0 ? FLAG_NESTED_INLINE : 0);
    }

    /** Whether the object carries its names itself. */
    static boolean isInline(DirectBuffer buffer, int object) {
        return (objectFlags(buffer, object) & FLAG_INLINE) != 0;
    }

    static int names(int object) {
        return object + HEADER_LENGTH;
    }

    static int namesLength(DirectBuffer buffer, int object) {
        return isInline(buffer, object) ? buffer.getInt(names(object), LITTLE_ENDIAN) : 0;
    }

    /** Where the text of the name at {@code index} starts; only of inline objects. */
    static int nameOffset(DirectBuffer buffer, int object, int count, int index) {
        int names = names(object);
        int text = names + NAME_ENDS_OFFSET + count * NAME_END_LENGTH;
        return index == 0 ? text : text + nameEnd(buffer, names, index - 1);
    }

    static int nameLength(DirectBuffer buffer, int object, int index) {
        int names = names(object);
        int end = nameEnd(buffer, names, index);
        return index == 0 ? end : end - nameEnd(buffer, names, index - 1);
    }

    private static int nameEnd(DirectBuffer buffer, int names, int index) {
        return buffer.getInt(names + NAME_ENDS_OFFSET + index * NAME_END_LENGTH, LITTLE_ENDIAN);
    }

    /** Names of an inline object as they stand in it. */
    static byte[] encodeNames(Field[] fields) {
        int text = 0;
        for (Field field : fields) {
            text += field.utf8.length;
        }
        int start = NAME_ENDS_OFFSET + fields.length * NAME_END_LENGTH;
        byte[] names = new byte[align(start + text)];
        UnsafeBuffer buffer = new UnsafeBuffer(names);
        buffer.putInt(0, names.length, LITTLE_ENDIAN);
        int end = 0;
        for (int i = 0; i < fields.length; i++) {
            buffer.putBytes(start + end, fields[i].utf8);
            end += fields[i].utf8.length;
            buffer.putInt(NAME_ENDS_OFFSET + i * NAME_END_LENGTH, end, LITTLE_ENDIAN);
        }
        return names;
    }

    static int slots(DirectBuffer buffer, int object) {
        return object + HEADER_LENGTH + namesLength(buffer, object);
    }

    static int arraySlots(int array) {
        return array + HEADER_LENGTH;
    }

    static int tags(int slots, int count) {
        return slots + count * SLOT_LENGTH;
    }

    static int variable(int slots, int count) {
        return tags(slots, count) + align(count);
    }

    static long slot(DirectBuffer buffer, int slots, int index) {
        return buffer.getLong(slots + index * SLOT_LENGTH, LITTLE_ENDIAN);
    }

    /** From the slots to one of them. */
    static int toSlot(int index) {
        return index * SLOT_LENGTH;
    }

    /** From the slots to one of the tags, never zero. */
    static int toTag(int count, int index) {
        return count * SLOT_LENGTH + index;
    }

    /** From the slots to the variable part. */
    static int toVariable(int count) {
        return count * SLOT_LENGTH + align(count);
    }

    /** The slot at a place and not of a number; so below. */
    static long slotAt(DirectBuffer buffer, int place) {
        return buffer.getLong(place, LITTLE_ENDIAN);
    }

    static byte tagAt(DirectBuffer buffer, int place) {
        return buffer.getByte(place);
    }

    /**
     * The slot at a place that is known to lie inside.
     *
     * @param array of the buffer that holds it, null where that has none
     * @param place as an address, or from where the array begins
     */
    static long slotAt(byte[] array, long place) {
        long slot = UnsafeApi.getLong(array, place);
        return IS_LITTLE_ENDIAN ? slot : Long.reverseBytes(slot);
    }

    static byte tagAt(byte[] array, long place) {
        return UnsafeApi.getByte(array, place);
    }

    static byte tag(DirectBuffer buffer, int slots, int count, int index) {
        return buffer.getByte(tags(slots, count) + index);
    }

    /** The tags of eight fields, the first of them a multiple of eight; zero where there are no more. */
    static long tags(DirectBuffer buffer, int slots, int count, int first) {
        return buffer.getLong(tags(slots, count) + first, LITTLE_ENDIAN);
    }

    /** Where a nested object or array starts. */
    static int nested(DirectBuffer buffer, int slots, int count, int index) {
        return variable(slots, count) + offsetOf(slot(buffer, slots, index));
    }

    static long pack(int offset, int length) {
        return (long) length << 32 | offset;
    }

    static int offsetOf(long slot) {
        return (int) slot;
    }

    static int lengthOf(long slot) {
        return (int) (slot >>> 32);
    }

    static void putObjectHeader(MutableDirectBuffer buffer, int object, int length, int shapeId, int count, int flags) {
        long header = (long) (count << COUNT_SHIFT | flags) << 48 | (long) shapeId << 32 | length;
        buffer.putLong(object, header, LITTLE_ENDIAN);
    }

    /** Gives an object that has its header another length. */
    static void putLength(MutableDirectBuffer buffer, int object, int length) {
        buffer.putInt(object + LENGTH_OFFSET, length, LITTLE_ENDIAN);
    }

    static void putArrayHeader(MutableDirectBuffer buffer, int array, int length, int count, int flags) {
        buffer.putLong(array, (long) (flags << ELEMENTS_SHIFT | count) << 32 | length, LITTLE_ENDIAN);
    }

    static void putSlot(MutableDirectBuffer buffer, int slots, int index, long slot) {
        buffer.putLong(slots + index * SLOT_LENGTH, slot, LITTLE_ENDIAN);
    }

    static void putTag(MutableDirectBuffer buffer, int slots, int count, int index, byte tag) {
        buffer.putByte(tags(slots, count) + index, tag);
    }

    /** Writes the tags of eight values, the first of them a multiple of eight; zero where there are no more. */
    static void putTags(MutableDirectBuffer buffer, int slots, int count, int first, long tags) {
        buffer.putLong(tags(slots, count) + first, tags, LITTLE_ENDIAN);
    }

    /** Writes zero from {@code offset} to the next multiple of 8 from {@code base}; returns where that is. */
    static int pad(MutableDirectBuffer buffer, int base, int offset) {
        int end = base + align(offset - base);
        for (int i = offset; i < end; i++) {
            buffer.putByte(i, (byte) 0);
        }
        return end;
    }
}
