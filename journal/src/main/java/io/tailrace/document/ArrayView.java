package io.tailrace.document;

import io.tailrace.error.DocumentException;
import io.tailrace.error.StaleViewException;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Flyweight over an encoded array. Not thread safe; valid as long as the document it was taken from. Does not allocate
 * but where it returns objects. A value of another type than asked for is a {@link DocumentException}.
 */
public final class ArrayView {
    private static final int STALE = -1;

    private final Dictionary dictionary;
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private int count;

    /**
     * A flyweight for arrays in documents of one journal.
     *
     * @param dictionary names and shapes of the journal
     */
    public ArrayView(Dictionary dictionary) {
        this.dictionary = dictionary;
    }

    /** {@return the number of elements} */
    public int size() {
        checkLent();
        return count;
    }

    /**
     * {@return the type of an element}
     *
     * @param index 0 to size - 1
     */
    public ValueType typeAt(int index) {
        return ValueType.ofTag(tag(index));
    }

    /**
     * {@return whether an element is null}
     *
     * @param index 0 to size - 1
     */
    public boolean isNullAt(int index) {
        return tag(index) == Tag.NULL;
    }

    /**
     * {@return an element that is an integer}
     *
     * @param index 0 to size - 1
     */
    public long longAt(int index) {
        check(index, Tag.INTEGER, "an integer");
        return slot(index);
    }

    /**
     * {@return an element that is a float, or an integer as the nearest float}
     *
     * @param index 0 to size - 1
     */
    public double doubleAt(int index) {
        if (tag(index) == Tag.INTEGER) {
            return slot(index);
        }
        check(index, Tag.FLOAT, "a number");
        return Double.longBitsToDouble(slot(index));
    }

    /**
     * {@return an element that is a boolean}
     *
     * @param index 0 to size - 1
     */
    public boolean booleanAt(int index) {
        check(index, Tag.BOOLEAN, "a boolean");
        return slot(index) != 0;
    }

    /**
     * {@return an element that is a time, in nanoseconds since 1970-01-01T00:00:00Z}
     *
     * @param index 0 to size - 1
     */
    public long timeNsAt(int index) {
        check(index, Tag.TIME, "a time");
        return slot(index);
    }

    /**
     * {@return an element as a new string}
     *
     * @param index 0 to size - 1
     */
    public String stringAt(int index) {
        check(index, Tag.STRING, "a string");
        return view.getStringWithoutLengthUtf8(start(index), DocumentDescriptor.lengthOf(slot(index)));
    }

    /**
     * The UTF-8 bytes of a string, without a copy.
     *
     * @param index 0 to size - 1
     * @param into is laid over the bytes
     */
    public void utf8At(int index, UnsafeBuffer into) {
        check(index, Tag.STRING, "a string");
        into.wrap(view, start(index), DocumentDescriptor.lengthOf(slot(index)));
    }

    /**
     * Bytes, without a copy.
     *
     * @param index 0 to size - 1
     * @param into is laid over the bytes
     */
    public void bytesAt(int index, UnsafeBuffer into) {
        check(index, Tag.BYTES, "bytes");
        into.wrap(view, start(index), DocumentDescriptor.lengthOf(slot(index)));
    }

    /**
     * An object, without a copy.
     *
     * @param index 0 to size - 1
     * @param into is laid over the object; of the same dictionary
     */
    public void documentAt(int index, Document into) {
        check(index, Tag.OBJECT, "an object");
        into.wrap(view, start(index), DocumentDescriptor.lengthOf(slot(index)));
    }

    /**
     * An array, without a copy.
     *
     * @param index 0 to size - 1
     * @param into is laid over the array; of the same dictionary
     */
    public void arrayAt(int index, ArrayView into) {
        check(index, Tag.ARRAY, "an array");
        into.wrap(view, start(index), DocumentDescriptor.lengthOf(slot(index)));
    }

    /**
     * An element of any type, without a copy.
     *
     * @param index 0 to size - 1
     * @param into takes on the value
     */
    public void valueAt(int index, Value into) {
        byte tag = tag(index);
        int slots = DocumentDescriptor.arraySlots(0);
        into.take(dictionary, view, tag, slot(index), DocumentDescriptor.variable(slots, count));
    }

    /**
     * Everything as plain Java objects.
     *
     * @return a new list of null, Boolean, Long, Double, String, byte[], Instant, List and Map
     */
    public List<Object> toList() {
        checkLent();
        return BoxedOutput.list(dictionary, view, 0);
    }

    ArrayView wrap(DirectBuffer source, int offset, int length) {
        view.wrap(source, offset, length);
        count = DocumentDescriptor.elementCount(view, 0);
        return this;
    }

    /** What was lent is taken back: whoever uses it from now on is told, until it is laid over an array again. */
    void takeBack() {
        count = STALE;
    }

    private void checkLent() {
        if (count == STALE) {
            throw new StaleViewException("array");
        }
    }

    Dictionary dictionary() {
        return dictionary;
    }

    UnsafeBuffer view() {
        return view;
    }

    private byte tag(int index) {
        if (index < 0 || index >= count) {
            checkLent();
            throw new IndexOutOfBoundsException("index=" + index + " size=" + count);
        }
        return DocumentDescriptor.tag(view, DocumentDescriptor.arraySlots(0), count, index);
    }

    private long slot(int index) {
        return DocumentDescriptor.slot(view, DocumentDescriptor.arraySlots(0), index);
    }

    private int start(int index) {
        return DocumentDescriptor.variable(DocumentDescriptor.arraySlots(0), count)
                + DocumentDescriptor.offsetOf(slot(index));
    }

    private void check(int index, byte wantedTag, String wanted) {
        if (tag(index) != wantedTag) {
            throw Rejections.wrongType("array index=" + index, typeAt(index), wanted);
        }
    }
}
