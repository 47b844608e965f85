package io.tailrace.document;

import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Asks whether a field of a document is among some values, where it lies, without making a value of it. Immutable, any
 * thread; allocates nothing.
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

    private static final long NOWHERE = -1;
    private static final int COUNT_BITS = 12;
    private static final int COUNT_MASK = (1 << COUNT_BITS) - 1;

    final Field first;
    /** Those in the object that is the first one's value, and so on; null where there are none. */
    final Field[] rest;

    FieldTest(Dictionary dictionary, List<String> path) {
        first = dictionary.field(path.get(0));
        rest = path.size() == 1 ? null : new Field[path.size() - 1];
        for (int i = 1; i < path.size(); i++) {
            rest[i - 1] = dictionary.field(path.get(i));
        }
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

    /**
     * Looks at a document.
     *
     * @param document of any dictionary
     * @return {@link #NO}, {@link #YES} or {@link #UNKNOWN}
     */
    public abstract int test(Document document);

    /** Looks at the value that is one of some slots. */
    abstract int look(UnsafeBuffer source, int slots, int count, int index);

    /** Looks at a value in an object in the document, or in what is different in an old one. */
    final int elsewhere(Document document, int index) {
        OldImage old = document.old();
        int slots = document.slotsHere();
        int count = document.size();
        int at = index;
        if (old != null && old.isChanged(index)) {
            slots = old.slots();
            count = old.changed();
            at = old.place(index);
        }
        if (rest == null) {
            return look(document.source(), slots, count, at);
        }
        long place = nested(document, slots, count, at);
        return place < 0 ? UNKNOWN : look(document.source(), slots(place), count(place), index(place));
    }

    /** Where the value in an object is: slots, their count and which of them, to be taken apart below; or nowhere. */
    private long nested(Document document, int outerSlots, int outerCount, int outerIndex) {
        UnsafeBuffer source = document.source();
        int slots = outerSlots;
        int count = outerCount;
        int index = outerIndex;
        for (Field field : rest) {
            if (DocumentDescriptor.tag(source, slots, count, index) != Tag.OBJECT) {
                return NOWHERE;
            }
            long slot = DocumentDescriptor.slot(source, slots, index);
            int object = DocumentDescriptor.variable(slots, count) + DocumentDescriptor.offsetOf(slot);
            int length = DocumentDescriptor.lengthOf(slot);
            if (length < DocumentDescriptor.HEADER_LENGTH || length > source.capacity() - object) {
                return NOWHERE; // damaged, as whoever lays a document over it finds out
            }
            long header = DocumentDescriptor.header(source, object);
            if (DocumentDescriptor.lengthOfHeader(header) != length
                    || (DocumentDescriptor.flagsOfHeader(header) & DocumentDescriptor.FLAG_INLINE) != 0) {
                return NOWHERE;
            }
            index = field.indexIn(document.dictionary(), DocumentDescriptor.shapeOfHeader(header));
            if (index < 0) {
                return NOWHERE;
            }
            count = DocumentDescriptor.countOfHeader(header);
            slots = object + DocumentDescriptor.HEADER_LENGTH;
        }
        return pack(slots, count, index);
    }

    private static long pack(int slots, int count, int index) {
        return ((long) slots << COUNT_BITS | count) << COUNT_BITS | index;
    }

    private static int slots(long place) {
        return (int) (place >>> 2 * COUNT_BITS);
    }

    private static int count(long place) {
        return (int) (place >>> COUNT_BITS) & COUNT_MASK;
    }

    private static int index(long place) {
        return (int) place & COUNT_MASK;
    }

    /** No value has another tag; who makes a value of it refuses it. */
    static boolean isType(byte tag) {
        return tag >= Tag.ARRAY && tag <= Tag.STRING;
    }
}
