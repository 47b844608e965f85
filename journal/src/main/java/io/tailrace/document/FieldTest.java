package io.tailrace.document;

import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Asks whether a field of a document is among some values, where it lies, without making a value of it. Not thread
 * safe; allocates nothing.
 *
 * <p>It answers for what is there and as it should be. Of a field that is absent, or lies in no object, it says that it
 * cannot tell; what that means is said in one place, by who evaluates expressions.
 *
 * @hidden
 */
public abstract sealed class FieldTest permits RangeTest, TextTest, NumbersTest {
    /** The field is none of the values. */
    public static final int NO = 0;
    /** The field is one of them. */
    public static final int YES = 1;
    /** The field is absent, or somewhere on the way to it there is no object, or one that carries its names itself. */
    public static final int UNKNOWN = 2;

    /*
     * That all slots and tags of a document lie inside is known for whatever has a layout, so a field of it is looked
     * at without a check of its own; of an object in there the same is checked once.
     */

    /** The header of no object. */
    private static final long NO_HEADER = (long) DocumentDescriptor.INLINE_SHAPE << Integer.SIZE;

    final Field first;
    /** The field in the object that is the first one's value, and so on; null where there is none. */
    final InnerField inner;
    /** Whether who asks wants the contrary of what is found. */
    final boolean isNegated;

    /** The header, without the length, of the object that was looked at last and has the field itself. */
    private long innerHeader = NO_HEADER;

    // From where that object begins.
    private int innerTag;
    private int innerSlot;
    private int innerVariable = DocumentDescriptor.HEADER_LENGTH;

    FieldTest(Dictionary dictionary, List<String> path, boolean isNegated) {
        this.isNegated = isNegated;
        first = dictionary.field(path.get(0));
        InnerField last = null;
        for (int i = path.size() - 1; i > 0; i--) {
            last = new InnerField(dictionary.field(path.get(i)), last);
        }
        inner = last;
    }

    /**
     * Whether a field lies on some sides of a constant, in the order of all values.
     *
     * @param dictionary of the documents
     * @param path names of the field
     * @param constant to compare with
     * @param less whether what is smaller will do
     * @param equal whether what is equal will do
     * @param greater whether what is greater will do
     * @return the test, or null where it takes more than a look at the slot
     */
    public static FieldTest compare(
            Dictionary dictionary, List<String> path, Value constant, boolean less, boolean equal, boolean greater) {
        if (less != greater || less != equal) {
            boolean isNegated = less && greater;
            ValueRange range = ValueRange.of(constant, less && !isNegated, equal || isNegated, greater && !isNegated);
            if (range != null) {
                return new RangeTest(dictionary, path, range, isNegated);
            }
            if (constant.tag() == Tag.STRING && less == greater) {
                return new TextTest(dictionary, path, constant.text(), isNegated);
            }
        }
        return null;
    }

    /**
     * Whether a field is neither false nor null.
     *
     * @param dictionary of the documents
     * @param path names of the field
     * @return the test
     */
    public static FieldTest truth(Dictionary dictionary, List<String> path) {
        return new RangeTest(dictionary, path, ValueRange.UNTRUE, true);
    }

    /**
     * Whether a field is one of some numbers.
     *
     * @param dictionary of the documents
     * @param path names of the field
     * @param elements what it may be
     * @return the test, or null where there are no elements or some are no whole numbers of 64 bits
     */
    public static FieldTest among(Dictionary dictionary, List<String> path, ArrayView elements) {
        long[] numbers = new long[elements.size()];
        Value element = new Value(dictionary);
        for (int i = 0; i < numbers.length; i++) {
            elements.valueAt(i, element);
            double number = element.tag() == Tag.FLOAT ? element.doubleValue() : 0;
            if (Tag.rank(element.tag()) != Tag.INTEGER || !LongSet.isWhole(number)) {
                return null;
            }
            numbers[i] = element.longValue();
        }
        return numbers.length == 0 ? null : new NumbersTest(dictionary, path, numbers);
    }

    /** {@return whether the field is one of an object in the document} */
    public final boolean isInside() {
        return inner != null;
    }

    /**
     * Looks at a value whose tag and slot are known to lie inside.
     *
     * @param source buffer that holds it
     * @param array of that buffer, null where it has none
     * @param tag where its tag is: an address, or from where the array begins
     * @param slot where its slot is, as that
     * @param variable where the variable part of the object is that it belongs to: an index of the buffer
     * @return {@link #NO}, {@link #YES} or {@link #UNKNOWN}
     */
    public abstract int look(UnsafeBuffer source, byte[] array, long tag, long slot, int variable);

    /**
     * Looks at a value in an object, or in an object that is in there.
     *
     * @param source buffer that holds it
     * @param array of that buffer, null where it has none
     * @param tag where the tag of the object is, which is known to lie inside
     * @param slot where its slot is, as that
     * @param variable where the variable part is in which the object lies: an index of the buffer
     * @return {@link #NO}, {@link #YES} or {@link #UNKNOWN}
     */
    public final int lookInside(UnsafeBuffer source, byte[] array, long tag, long slot, int variable) {
        if (DocumentDescriptor.tagAt(array, tag) != Tag.OBJECT) {
            return UNKNOWN;
        }
        long where = DocumentDescriptor.slotAt(array, slot);
        int object = variable + DocumentDescriptor.offsetOf(where);
        int length = DocumentDescriptor.lengthOf(where);
        if (object >= 0 && length >= innerVariable && length <= source.capacity() - object) {
            long at = source.addressOffset() + object;
            if (DocumentDescriptor.slotAt(array, at) - length == innerHeader) {
                return look(source, array, at + innerTag, at + innerSlot, object + innerVariable);
            }
        }
        return lookInOther(source, object, length);
    }

    /** Looks at a value in an object that is not like the last one, or is one of those on the way. */
    private int lookInOther(UnsafeBuffer source, int outer, int outerLength) {
        int object = outer;
        int length = outerLength;
        for (InnerField field = inner; ; field = field.next) {
            if (object < 0 || length < DocumentDescriptor.HEADER_LENGTH || length > source.capacity() - object) {
                return UNKNOWN; // damaged, as whoever lays a document over it finds out
            }
            long header = DocumentDescriptor.header(source, object);
            if (DocumentDescriptor.lengthOfHeader(header) != length
                    || !field.isPlacedIn(DocumentDescriptor.layoutOfHeader(header))
                    || field.variable > length) {
                return UNKNOWN;
            }
            if (field.next == null) {
                if (field == inner) {
                    innerHeader = header - length;
                    innerTag = field.tag;
                    innerSlot = field.slot;
                    innerVariable = field.variable;
                }
                long at = source.addressOffset() + object;
                return look(source, source.byteArray(), at + field.tag, at + field.slot, object + field.variable);
            }
            if (DocumentDescriptor.tagAt(source, object + field.tag) != Tag.OBJECT) {
                return UNKNOWN;
            }
            long where = DocumentDescriptor.slotAt(source, object + field.slot);
            object += field.variable + DocumentDescriptor.offsetOf(where);
            length = DocumentDescriptor.lengthOf(where);
        }
    }

    /**
     * Looks at any document, also at one that is only what is different from another.
     *
     * @param document of any dictionary
     * @return {@link #NO}, {@link #YES} or {@link #UNKNOWN}
     */
    public final int lookAnywhere(Document document) {
        int index = document.index(first);
        if (index < 0 || inner != null && document.dictionary() != first.dictionary) {
            return UNKNOWN;
        }
        OldImage old = document.old;
        int slots = document.slotsHere();
        int count = document.size();
        if (old != null && old.isChanged(index)) {
            slots = old.slots();
            count = old.changed();
            index = old.place(index);
        }
        int tag = slots + DocumentDescriptor.toTag(count, index);
        int slot = slots + DocumentDescriptor.toSlot(index);
        int variable = slots + DocumentDescriptor.toVariable(count);
        UnsafeBuffer source = document.source();
        source.boundsCheck(tag, Byte.BYTES);
        source.boundsCheck(slot, Long.BYTES);
        byte[] array = source.byteArray();
        long start = source.addressOffset();
        return inner == null
                ? look(source, array, start + tag, start + slot, variable)
                : lookInside(source, array, start + tag, start + slot, variable);
    }

    /** No value has another tag; who makes a value of it refuses it. */
    static boolean isType(byte tag) {
        return tag >= Tag.ARRAY && tag <= Tag.STRING;
    }
}
