package io.tailrace.document;

import io.tailrace.bytes.Bytes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Total order and deep equality of values. Static, any thread; does not allocate.
 *
 * <p>Types come in the order of {@link ValueType}; integers and floats compare by mathematical value, exactly; strings
 * and bytes by unsigned bytes; arrays element by element and objects field by field in the order of UTF-8 names, first
 * name, then value, a proper prefix being smaller. How the names are kept, and in which dictionary, does not matter.
 *
 * @hidden
 */
public final class ValueOrder {
    private ValueOrder() {}

    /**
     * Orders two documents.
     *
     * @param a one
     * @param b the other, of any dictionary
     * @return negative, zero or positive as a is smaller, equal or greater
     */
    public static int compare(Document a, Document b) {
        return compareObjects(a.dictionary(), a.view(), a.offset(), b.dictionary(), b.view(), b.offset());
    }

    /**
     * Whether two documents have equal values under the same names. Equal bytes are found out fast.
     *
     * @param a one
     * @param b the other, of any dictionary
     * @return true if {@link #compare(Document, Document)} is zero
     */
    public static boolean equal(Document a, Document b) {
        if (a.dictionary() == b.dictionary()
                && a.length() == b.length()
                && Bytes.equal(a.view(), a.offset(), b.view(), b.offset(), a.length())) {
            return true;
        }
        return a.size() == b.size() && !differInSlots(a, b) && compare(a, b) == 0;
    }

    /**
     * Whether two documents of one shape are told apart without a look at their variable parts; false means nothing.
     */
    private static boolean differInSlots(Document a, Document b) {
        UnsafeBuffer left = a.view();
        UnsafeBuffer right = b.view();
        if (a.dictionary() != b.dictionary()
                || DocumentDescriptor.isInline(left, a.offset())
                || DocumentDescriptor.shapeId(left, a.offset()) != DocumentDescriptor.shapeId(right, b.offset())) {
            return false;
        }
        int count = a.size();
        int slotsA = a.slots();
        int slotsB = b.slots();
        for (int i = 0; i < count; i++) {
            long slotA = DocumentDescriptor.slot(left, slotsA, i);
            long slotB = DocumentDescriptor.slot(right, slotsB, i);
            if (slotA != slotB) {
                byte tag = DocumentDescriptor.tag(left, slotsA, count, i);
                if (tag == DocumentDescriptor.tag(right, slotsB, count, i)
                        && !Tag.isNested(tag)
                        && (Tag.isVariable(tag)
                                ? DocumentDescriptor.lengthOf(slotA) != DocumentDescriptor.lengthOf(slotB)
                                : compareFixed(tag, slotA, slotB) != 0)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether a look at one field tells two documents of one dictionary apart.
     *
     * @param source holds one of them as {@link Value#encode} has written it
     * @param offset where that begins
     * @param other the other one
     * @param place of the field in the order of names, any number from 0 on
     * @return true where they differ; false says nothing
     */
    public static boolean differAt(DirectBuffer source, int offset, Document other, int place) {
        UnsafeBuffer view = other.view();
        int object = offset + Value.HEADER_LENGTH;
        int count = other.size();
        if (source.getByte(offset) != Tag.OBJECT
                || place >= count
                || !DocumentDescriptor.hasSameFields(
                        DocumentDescriptor.header(source, object), DocumentDescriptor.header(view, other.offset()))) {
            return false;
        }
        int slots = object + DocumentDescriptor.HEADER_LENGTH;
        byte tagA = DocumentDescriptor.tag(source, slots, count, place);
        byte tagB = DocumentDescriptor.tag(view, other.slots(), count, place);
        if (tagA != tagB) {
            return Tag.rank(tagA) != Tag.rank(tagB);
        }
        long slotA = DocumentDescriptor.slot(source, slots, place);
        long slotB = DocumentDescriptor.slot(view, other.slots(), place);
        return Tag.isVariable(tagA)
                ? !Tag.isNested(tagA) && DocumentDescriptor.lengthOf(slotA) != DocumentDescriptor.lengthOf(slotB)
                : differ(tagA, slotA, slotB);
    }

    /**
     * Orders two values.
     *
     * @param a one
     * @param b the other, of any dictionary
     * @return negative, zero or positive as a is smaller, equal or greater
     */
    public static int compare(Value a, Value b) {
        byte tagA = a.tag();
        byte tagB = b.tag();
        if (tagA != tagB) {
            int types = Tag.rank(tagA) - Tag.rank(tagB);
            return types != 0 ? types : compareMixed(tagA, a.slot(), b.slot());
        }
        return switch (tagA) {
            case Tag.OBJECT -> compare(a.document(), b.document());
            case Tag.ARRAY -> compare(a.array(), b.array());
            case Tag.STRING, Tag.BYTES -> {
                UnsafeBuffer textA = a.text();
                UnsafeBuffer textB = b.text();
                yield Bytes.compare(textA, 0, textA.capacity(), textB, 0, textB.capacity());
            }
            default -> compareFixed(tagA, a.slot(), b.slot());
        };
    }

    /**
     * Whether two values are equal. Equal bytes and lengths that differ are found out fast.
     *
     * @param a one
     * @param b the other, of any dictionary
     * @return true if {@link #compare(Value, Value)} is zero
     */
    public static boolean equal(Value a, Value b) {
        byte tag = a.tag();
        if (tag != b.tag()) {
            return compare(a, b) == 0;
        }
        return switch (tag) {
            case Tag.OBJECT -> equal(a.document(), b.document());
            case Tag.ARRAY -> equal(a.array(), b.array());
            case Tag.STRING, Tag.BYTES -> {
                UnsafeBuffer textA = a.text();
                UnsafeBuffer textB = b.text();
                yield textA.capacity() == textB.capacity() && Bytes.equal(textA, 0, textB, 0, textA.capacity());
            }
            default -> compareFixed(tag, a.slot(), b.slot()) == 0;
        };
    }

    /**
     * Orders two arrays.
     *
     * @param a one
     * @param b the other, of any dictionary
     * @return negative, zero or positive as a is smaller, equal or greater
     */
    public static int compare(ArrayView a, ArrayView b) {
        return compareArrays(a.dictionary(), a.view(), 0, b.dictionary(), b.view(), 0);
    }

    private static boolean equal(ArrayView a, ArrayView b) {
        int length = a.view().capacity();
        return a.dictionary() == b.dictionary()
                        && length == b.view().capacity()
                        && Bytes.equal(a.view(), 0, b.view(), 0, length)
                || a.size() == b.size() && compare(a, b) == 0;
    }

    /**
     * Orders one value of each of two documents; an absent one comes first.
     *
     * @param a one document
     * @param fieldOfA which of its values
     * @param b the other document, of any dictionary
     * @param fieldOfB which of its values
     * @return negative, zero or positive
     */
    public static int compare(Document a, Field fieldOfA, Document b, Field fieldOfB) {
        int indexA = a.index(fieldOfA);
        int indexB = b.index(fieldOfB);
        if (indexA < 0 || indexB < 0) {
            return Boolean.compare(indexA >= 0, indexB >= 0);
        }
        return compareSlots(
                a.dictionary(),
                a.source(),
                SlotPlace.slots(a, indexA),
                SlotPlace.count(a, indexA),
                SlotPlace.place(a, indexA),
                b.dictionary(),
                b.source(),
                SlotPlace.slots(b, indexB),
                SlotPlace.count(b, indexB),
                SlotPlace.place(b, indexB));
    }

    /** Whether one value each of two documents, at their indexes, are equal. */
    static boolean equal(Document a, int indexA, Document b, int indexB) {
        return equalSlots(
                a.dictionary(),
                a.source(),
                SlotPlace.slots(a, indexA),
                SlotPlace.count(a, indexA),
                SlotPlace.place(a, indexA),
                b.dictionary(),
                b.source(),
                SlotPlace.slots(b, indexB),
                SlotPlace.count(b, indexB),
                SlotPlace.place(b, indexB));
    }

    /**
     * Whether one value of each of two documents are equal; two absent ones are.
     *
     * @param a one document
     * @param fieldOfA which of its values
     * @param b the other document, of any dictionary
     * @param fieldOfB which of its values
     * @return true if they compare as zero
     */
    public static boolean equal(Document a, Field fieldOfA, Document b, Field fieldOfB) {
        return compare(a, fieldOfA, b, fieldOfB) == 0;
    }

    /**
     * Orders an integer and a float by mathematical value, without rounding either.
     *
     * @param a integer
     * @param b finite float
     * @return negative, zero or positive
     */
    public static int compare(long a, double b) {
        if (b >= 0x1p63) {
            return -1;
        }
        if (b < -0x1p63) {
            return 1;
        }
        long whole = (long) b;
        return a != whole ? Long.compare(a, whole) : Double.compare((double) whole, b + 0.0);
    }

    private static int compareObjects(
            Dictionary dictionaryA, UnsafeBuffer a, int objectA, Dictionary dictionaryB, UnsafeBuffer b, int objectB) {
        int countA = DocumentDescriptor.fieldCount(a, objectA);
        int countB = DocumentDescriptor.fieldCount(b, objectB);
        int slotsA = DocumentDescriptor.slots(a, objectA);
        int slotsB = DocumentDescriptor.slots(b, objectB);
        int common = Math.min(countA, countB);
        boolean sameNames = dictionaryA == dictionaryB
                && !DocumentDescriptor.isInline(a, objectA)
                && DocumentDescriptor.shapeId(a, objectA) == DocumentDescriptor.shapeId(b, objectB);
        for (int i = 0; i < common; i++) {
            if (!sameNames) {
                int names = ObjectNames.compare(dictionaryA, a, objectA, i, dictionaryB, b, objectB, i);
                if (names != 0) {
                    return names;
                }
            }
            int values = compareSlots(dictionaryA, a, slotsA, countA, i, dictionaryB, b, slotsB, countB, i);
            if (values != 0) {
                return values;
            }
        }
        return countA - countB;
    }

    private static int compareArrays(
            Dictionary dictionaryA, UnsafeBuffer a, int arrayA, Dictionary dictionaryB, UnsafeBuffer b, int arrayB) {
        int countA = DocumentDescriptor.elementCount(a, arrayA);
        int countB = DocumentDescriptor.elementCount(b, arrayB);
        int slotsA = DocumentDescriptor.arraySlots(arrayA);
        int slotsB = DocumentDescriptor.arraySlots(arrayB);
        int common = Math.min(countA, countB);
        for (int i = 0; i < common; i++) {
            int values = compareSlots(dictionaryA, a, slotsA, countA, i, dictionaryB, b, slotsB, countB, i);
            if (values != 0) {
                return values;
            }
        }
        return countA - countB;
    }

    /**
     * Whether one value each of two objects or arrays are equal; equal bytes, and other lengths, are found out fast.
     */
    static boolean equalSlots(
            Dictionary dictionaryA,
            UnsafeBuffer a,
            int slotsA,
            int countA,
            int indexA,
            Dictionary dictionaryB,
            UnsafeBuffer b,
            int slotsB,
            int countB,
            int indexB) {
        byte tag = DocumentDescriptor.tag(a, slotsA, countA, indexA);
        if (tag == DocumentDescriptor.tag(b, slotsB, countB, indexB)) {
            long slotA = DocumentDescriptor.slot(a, slotsA, indexA);
            long slotB = DocumentDescriptor.slot(b, slotsB, indexB);
            if (!Tag.isVariable(tag)) {
                return slotA == slotB || compareFixed(tag, slotA, slotB) == 0;
            }
            int length = DocumentDescriptor.lengthOf(slotA);
            int atA = DocumentDescriptor.variable(slotsA, countA) + DocumentDescriptor.offsetOf(slotA);
            int atB = DocumentDescriptor.variable(slotsB, countB) + DocumentDescriptor.offsetOf(slotB);
            boolean sameBytes = length == DocumentDescriptor.lengthOf(slotB) && Bytes.equal(a, atA, b, atB, length);
            if (!Tag.isNested(tag) || sameBytes && dictionaryA == dictionaryB) {
                return sameBytes;
            }
        }
        return compareSlots(dictionaryA, a, slotsA, countA, indexA, dictionaryB, b, slotsB, countB, indexB) == 0;
    }

    private static int compareSlots(
            Dictionary dictionaryA,
            UnsafeBuffer a,
            int slotsA,
            int countA,
            int indexA,
            Dictionary dictionaryB,
            UnsafeBuffer b,
            int slotsB,
            int countB,
            int indexB) {
        byte tagA = DocumentDescriptor.tag(a, slotsA, countA, indexA);
        byte tagB = DocumentDescriptor.tag(b, slotsB, countB, indexB);
        long slotA = DocumentDescriptor.slot(a, slotsA, indexA);
        long slotB = DocumentDescriptor.slot(b, slotsB, indexB);
        if (tagA != tagB) {
            int types = Tag.rank(tagA) - Tag.rank(tagB);
            return types != 0 ? types : compareMixed(tagA, slotA, slotB);
        }
        if (!Tag.isVariable(tagA)) {
            return compareFixed(tagA, slotA, slotB);
        }
        int atA = DocumentDescriptor.variable(slotsA, countA) + DocumentDescriptor.offsetOf(slotA);
        int atB = DocumentDescriptor.variable(slotsB, countB) + DocumentDescriptor.offsetOf(slotB);
        return switch (tagA) {
            case Tag.OBJECT -> compareObjects(dictionaryA, a, atA, dictionaryB, b, atB);
            case Tag.ARRAY -> compareArrays(dictionaryA, a, atA, dictionaryB, b, atB);
            default ->
                Bytes.compare(a, atA, DocumentDescriptor.lengthOf(slotA), b, atB, DocumentDescriptor.lengthOf(slotB));
        };
    }

    /** Whether two values of one type that lie in their slots are not equal. */
    static boolean differ(byte tag, long a, long b) {
        return compareFixed(tag, a, b) != 0;
    }

    private static int compareFixed(byte tag, long a, long b) {
        if (tag == Tag.FLOAT && a != b) {
            return Double.compare(Double.longBitsToDouble(a) + 0.0, Double.longBitsToDouble(b) + 0.0);
        }
        return Long.compare(a, b);
    }

    private static int compareMixed(byte tagA, long a, long b) {
        return tagA == Tag.INTEGER ? compare(a, Double.longBitsToDouble(b)) : -compare(b, Double.longBitsToDouble(a));
    }
}
