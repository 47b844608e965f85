package io.tailrace.document;

import io.tailrace.bytes.Utf8;
import io.tailrace.error.DocumentException;
import io.tailrace.error.StaleViewException;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Flyweight over an encoded document. Not thread safe; valid as long as the bytes it is wrapped around. Does not
 * allocate but where it returns objects.
 *
 * <p>Accessors take a {@link Field} handle or a name; a handle saves the look-up. An absent field and a value of
 * another type are a {@link DocumentException} that names field and type; accessors with a second argument return that
 * for an absent field or null. Integers read as floats too, never the other way round.
 */
public final class Document {
    /** The number of fields of a document that was taken back. */
    private static final int STALE = -1;

    private final Dictionary dictionary;
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    /** Id of an interned shape, or -1. */
    private int shapeId = -1;
    /** Of a document that is whole, has an interned shape, and holds all its slots and tags; else none. */
    int layout = DocumentDescriptor.NO_LAYOUT;

    private int base;
    private int length;
    private int count;
    private int slots;
    private int tags;
    /** What it takes some values from while it is laid over the document after a change, else null. */
    OldImage old;

    /**
     * A flyweight for documents of one journal.
     *
     * @param dictionary names and shapes of the journal
     */
    public Document(Dictionary dictionary) {
        this.dictionary = dictionary;
    }

    /** {@return the dictionary given at construction} */
    public Dictionary dictionary() {
        return dictionary;
    }

    /**
     * Lays this over an encoded document.
     *
     * @param source buffer that holds it
     * @param offset where it starts
     * @param length its length in bytes
     * @return this
     * @throws DocumentException if the length is not that in its header
     */
    public Document wrap(DirectBuffer source, int offset, int length) {
        return lay(source, offset, length, null);
    }

    /** Shows a document, or the one before a change where that is told by what is different in it. */
    Document lay(DirectBuffer source, int offset, int length, OldImage image) {
        if (view.addressOffset() != source.addressOffset()
                || view.capacity() != source.capacity()
                || view.byteBuffer() != source.byteBuffer()
                || view.byteArray() != source.byteArray()) {
            view.wrap(source);
        }
        if (length < DocumentDescriptor.HEADER_LENGTH || length > view.capacity() - offset) {
            throw damaged(offset, length);
        }
        long header = DocumentDescriptor.header(view, offset);
        if (DocumentDescriptor.lengthOfHeader(header) != length) {
            throw damaged(offset, length);
        }
        base = offset;
        this.length = length;
        count = DocumentDescriptor.countOfHeader(header);
        if ((DocumentDescriptor.flagsOfHeader(header) & DocumentDescriptor.FLAG_INLINE) == 0) {
            layout = DocumentDescriptor.soundLayout(header);
            shapeId = DocumentDescriptor.shapeOfHeader(header);
            slots = offset + DocumentDescriptor.HEADER_LENGTH;
        } else {
            layout = DocumentDescriptor.NO_LAYOUT;
            shapeId = -1;
            slots = DocumentDescriptor.slots(view, offset);
        }
        tags = DocumentDescriptor.tags(slots, count);
        if (old != image) { // see Value.ownObject
            old = image;
        }
        layout = image == null ? layout : DocumentDescriptor.NO_LAYOUT;
        return this;
    }

    /** For who needs the bytes of the whole document, or what is said of them. */
    private Document whole() {
        OldImage image = old;
        return image == null ? this : wrap(image.buffer(), 0, image.length());
    }

    /**
     * The encoded document. That of the old document of a change, and its length, may have to be put together first,
     * once, in memory that grows to the largest.
     *
     * @return a view that holds these bytes, the same object at every call
     */
    public DirectBuffer buffer() {
        return view();
    }

    /**
     * Where the document starts in the buffer.
     *
     * @return index of its first byte there
     */
    public int offset() {
        return whole().base;
    }

    /** {@return the length of the encoded document, in bytes} */
    public int length() {
        return whole().length;
    }

    /** {@return the number of fields} */
    public int size() {
        checkLent();
        return count;
    }

    /**
     * {@return the handle of the field at a place in the order of UTF-8 names}
     *
     * @param index 0 to size - 1
     */
    public Field fieldAt(int index) {
        checkIndex(index);
        return ObjectNames.field(dictionary, view, base, index);
    }

    /**
     * {@return the type of the value at a place in the order of names}
     *
     * @param index 0 to size - 1
     */
    public ValueType typeAt(int index) {
        checkIndex(index);
        return ValueType.ofTag(tagAt(index));
    }

    /**
     * Keeps the document beyond the life of what this is laid over.
     *
     * @return a new document with bytes of its own
     */
    public Document copy() {
        checkLent();
        byte[] bytes = new byte[length()];
        view.getBytes(base, bytes);
        return new Document(dictionary).wrap(new UnsafeBuffer(bytes), 0, length);
    }

    /**
     * Everything as plain Java objects, in the order of names.
     *
     * @return a new map of null, Boolean, Long, Double, String, byte[], Instant, List and Map
     */
    public Map<String, Object> toMap() {
        checkLent();
        return BoxedOutput.map(dictionary, view(), base);
    }

    /**
     * The type of a value.
     *
     * @param field handle of the name
     * @return the type, or null if the field is absent
     */
    public ValueType type(Field field) {
        int index = index(field);
        return index < 0 ? null : ValueType.ofTag(tagAt(index));
    }

    /**
     * The type of a value, by name.
     *
     * @param name name of the field
     * @return the type, or null if the field is absent
     */
    public ValueType type(String name) {
        return type(dictionary.field(name));
    }

    /**
     * Whether there is a value, be it null.
     *
     * @param field handle of the name
     * @return false if the field is absent
     */
    public boolean has(Field field) {
        return index(field) >= 0;
    }

    /**
     * Whether there is a value, be it null, by name.
     *
     * @param name name of the field
     * @return false if the field is absent
     */
    public boolean has(String name) {
        return has(dictionary.field(name));
    }

    /**
     * Whether the value is null.
     *
     * @param field handle of the name
     * @return false if the field is absent or has another value
     */
    public boolean isNull(Field field) {
        int index = index(field);
        return index >= 0 && tagAt(index) == Tag.NULL;
    }

    /**
     * Whether the value is null, by name.
     *
     * @param name name of the field
     * @return false if the field is absent or has another value
     */
    public boolean isNull(String name) {
        return isNull(dictionary.field(name));
    }

    /**
     * An integer.
     *
     * @param field handle of the name
     * @return its value
     * @throws DocumentException if absent or of another type
     */
    public long longValue(Field field) {
        int index = index(field);
        if (tag(index) != Tag.INTEGER) {
            throw wrongType(field, index, "an integer");
        }
        return slot(index);
    }

    /**
     * An integer, by name.
     *
     * @param name name of the field
     * @return its value
     * @throws DocumentException if absent or of another type
     */
    public long longValue(String name) {
        return longValue(dictionary.field(name));
    }

    /**
     * An integer, or a default.
     *
     * @param field handle of the name
     * @param otherwise what to return if absent or null
     * @return its value
     * @throws DocumentException if it is neither absent nor null nor of that type
     */
    public long longValue(Field field, long otherwise) {
        return isNothing(field) ? otherwise : longValue(field);
    }

    /**
     * An integer, or a default, by name.
     *
     * @param name name of the field
     * @param otherwise what to return if absent or null
     * @return its value
     * @throws DocumentException if it is neither absent nor null nor of that type
     */
    public long longValue(String name, long otherwise) {
        return longValue(dictionary.field(name), otherwise);
    }

    /**
     * A boolean.
     *
     * @param field handle of the name
     * @return its value
     * @throws DocumentException if absent or of another type
     */
    public boolean booleanValue(Field field) {
        int index = index(field);
        if (tag(index) != Tag.BOOLEAN) {
            throw wrongType(field, index, "a boolean");
        }
        return slot(index) != 0;
    }

    /**
     * A boolean, by name.
     *
     * @param name name of the field
     * @return its value
     * @throws DocumentException if absent or of another type
     */
    public boolean booleanValue(String name) {
        return booleanValue(dictionary.field(name));
    }

    /**
     * A boolean, or a default.
     *
     * @param field handle of the name
     * @param otherwise what to return if absent or null
     * @return its value
     * @throws DocumentException if it is neither absent nor null nor of that type
     */
    public boolean booleanValue(Field field, boolean otherwise) {
        return isNothing(field) ? otherwise : booleanValue(field);
    }

    /**
     * A boolean, or a default, by name.
     *
     * @param name name of the field
     * @param otherwise what to return if absent or null
     * @return its value
     * @throws DocumentException if it is neither absent nor null nor of that type
     */
    public boolean booleanValue(String name, boolean otherwise) {
        return booleanValue(dictionary.field(name), otherwise);
    }

    /**
     * A time.
     *
     * @param field handle of the name
     * @return nanoseconds since 1970-01-01T00:00:00Z
     * @throws DocumentException if absent or of another type
     */
    public long timeNs(Field field) {
        int index = index(field);
        if (tag(index) != Tag.TIME) {
            throw wrongType(field, index, "a time");
        }
        return slot(index);
    }

    /**
     * A time, by name.
     *
     * @param name name of the field
     * @return nanoseconds since 1970-01-01T00:00:00Z
     * @throws DocumentException if absent or of another type
     */
    public long timeNs(String name) {
        return timeNs(dictionary.field(name));
    }

    /**
     * A time, or a default.
     *
     * @param field handle of the name
     * @param otherwise what to return if absent or null
     * @return nanoseconds since 1970-01-01T00:00:00Z
     * @throws DocumentException if it is neither absent nor null nor of that type
     */
    public long timeNs(Field field, long otherwise) {
        return isNothing(field) ? otherwise : timeNs(field);
    }

    /**
     * A time, or a default, by name.
     *
     * @param name name of the field
     * @param otherwise what to return if absent or null
     * @return nanoseconds since 1970-01-01T00:00:00Z
     * @throws DocumentException if it is neither absent nor null nor of that type
     */
    public long timeNs(String name, long otherwise) {
        return timeNs(dictionary.field(name), otherwise);
    }

    /**
     * A float, or an integer as the nearest float.
     *
     * @param field handle of the name
     * @return its value
     * @throws DocumentException if absent or of another type
     */
    public double doubleValue(Field field) {
        int index = index(field);
        byte tag = tag(index);
        if (tag == Tag.FLOAT) {
            return Double.longBitsToDouble(slot(index));
        }
        if (tag != Tag.INTEGER) {
            throw wrongType(field, index, "a number");
        }
        return slot(index);
    }

    /**
     * A float, or an integer as the nearest float, by name.
     *
     * @param name name of the field
     * @return its value
     * @throws DocumentException if absent or of another type
     */
    public double doubleValue(String name) {
        return doubleValue(dictionary.field(name));
    }

    /**
     * A float or an integer, or a default.
     *
     * @param field handle of the name
     * @param otherwise what to return if absent or null
     * @return its value
     * @throws DocumentException if it is neither absent nor null nor of that type
     */
    public double doubleValue(Field field, double otherwise) {
        return isNothing(field) ? otherwise : doubleValue(field);
    }

    /**
     * A float or an integer, or a default, by name.
     *
     * @param name name of the field
     * @param otherwise what to return if absent or null
     * @return its value
     * @throws DocumentException if it is neither absent nor null nor of that type
     */
    public double doubleValue(String name, double otherwise) {
        return doubleValue(dictionary.field(name), otherwise);
    }

    /**
     * {@return a field as a new string}
     *
     * @param field handle of the name
     * @throws DocumentException if absent or of another type
     */
    public String string(Field field) {
        int index = indexOf(field, Tag.STRING, "a string");
        return view.getStringWithoutLengthUtf8(start(index), DocumentDescriptor.lengthOf(slot(index)));
    }

    /**
     * {@return a field as a new string}
     *
     * @param name name of the field
     * @throws DocumentException if absent or of another type
     */
    public String string(String name) {
        return string(dictionary.field(name));
    }

    /**
     * A string, or a default.
     *
     * @param field handle of the name
     * @param otherwise what to return if absent or null
     * @return a new string, or the default
     * @throws DocumentException if it is neither absent nor null nor of that type
     */
    public String string(Field field, String otherwise) {
        return isNothing(field) ? otherwise : string(field);
    }

    /**
     * A string, or a default, by name.
     *
     * @param name name of the field
     * @param otherwise what to return if absent or null
     * @return a new string, or the default
     * @throws DocumentException if it is neither absent nor null nor of that type
     */
    public String string(String name, String otherwise) {
        return string(dictionary.field(name), otherwise);
    }

    /**
     * The UTF-8 bytes of a string, without a copy.
     *
     * @param field handle of the name
     * @param into is laid over the bytes
     * @return false if absent
     * @throws DocumentException if of another type
     */
    public boolean utf8(Field field, UnsafeBuffer into) {
        return slice(index(field), field, Tag.STRING, "a string", into);
    }

    /**
     * The UTF-8 bytes of a string, without a copy, by name.
     *
     * @param name name of the field
     * @param into is laid over the bytes
     * @return false if absent
     * @throws DocumentException if of another type
     */
    public boolean utf8(String name, UnsafeBuffer into) {
        return utf8(dictionary.field(name), into);
    }

    /**
     * Bytes, without a copy.
     *
     * @param field handle of the name
     * @param into is laid over the bytes
     * @return false if absent
     * @throws DocumentException if of another type
     */
    public boolean bytes(Field field, UnsafeBuffer into) {
        return slice(index(field), field, Tag.BYTES, "bytes", into);
    }

    /**
     * Bytes, without a copy, by name.
     *
     * @param name name of the field
     * @param into is laid over the bytes
     * @return false if absent
     * @throws DocumentException if of another type
     */
    public boolean bytes(String name, UnsafeBuffer into) {
        return bytes(dictionary.field(name), into);
    }

    /**
     * Whether the value is this string.
     *
     * @param field handle of the name
     * @param text to compare with
     * @return false also if absent or of another type
     */
    public boolean stringEquals(Field field, CharSequence text) {
        int index = index(field);
        return index >= 0
                && tag(index) == Tag.STRING
                && Utf8.equal(view, start(index), DocumentDescriptor.lengthOf(slot(index)), text);
    }

    /**
     * Whether the value is this string, by name.
     *
     * @param name name of the field
     * @param text to compare with
     * @return false also if absent or of another type
     */
    public boolean stringEquals(String name, CharSequence text) {
        return stringEquals(dictionary.field(name), text);
    }

    /**
     * A nested object, without a copy.
     *
     * @param field handle of the name
     * @param into is laid over the object; of the same dictionary
     * @return false if absent
     * @throws DocumentException if of another type
     */
    public boolean document(Field field, Document into) {
        int index = index(field);
        if (index < 0) {
            return false;
        }
        if (tag(index) != Tag.OBJECT) {
            throw wrongType(field, index, "an object");
        }
        into.wrap(view, start(index), DocumentDescriptor.lengthOf(slot(index)));
        return true;
    }

    /**
     * A nested object, without a copy, by name.
     *
     * @param name name of the field
     * @param into is laid over the object; of the same dictionary
     * @return false if absent
     * @throws DocumentException if of another type
     */
    public boolean document(String name, Document into) {
        return document(dictionary.field(name), into);
    }

    /**
     * An array, without a copy.
     *
     * @param field handle of the name
     * @param into is laid over the array; of the same dictionary
     * @return false if absent
     * @throws DocumentException if of another type
     */
    public boolean array(Field field, ArrayView into) {
        int index = index(field);
        if (index < 0) {
            return false;
        }
        if (tag(index) != Tag.ARRAY) {
            throw wrongType(field, index, "an array");
        }
        into.wrap(view, start(index), DocumentDescriptor.lengthOf(slot(index)));
        return true;
    }

    /**
     * An array, without a copy, by name.
     *
     * @param name name of the field
     * @param into is laid over the array; of the same dictionary
     * @return false if absent
     * @throws DocumentException if of another type
     */
    public boolean array(String name, ArrayView into) {
        return array(dictionary.field(name), into);
    }

    /**
     * A value as a plain Java object, as in {@link #toMap()}.
     *
     * @param field handle of the name
     * @return a new object; null if absent or null
     */
    public Object value(Field field) {
        int index = index(field);
        return index < 0 ? null : BoxedOutput.value(dictionary, view(), slots, count, index);
    }

    /**
     * A value as a plain Java object, as in {@link #toMap()}, by name.
     *
     * @param name name of the field
     * @return a new object; null if absent or null
     */
    public Object value(String name) {
        return value(dictionary.field(name));
    }

    /**
     * A value of any type, without a copy.
     *
     * @param field handle of the name
     * @param into takes on the value
     * @return false, and nothing has changed, if absent
     */
    public boolean value(Field field, Value into) {
        int index = index(field);
        if (index < 0) {
            return false;
        }
        into.take(dictionary, view, tagAt(index), slot(index), variable(index));
        return true;
    }

    /**
     * A value of any type, without a copy, by name.
     *
     * @param name name of the field
     * @param into takes on the value
     * @return false, and nothing has changed, if absent
     */
    public boolean value(String name, Value into) {
        return value(dictionary.field(name), into);
    }

    /** The document as JSON; allocates. */
    @Override
    public String toString() {
        return length == 0 ? "{}" : new JsonWriter(dictionary).document(this).toString();
    }

    /** What holds the whole document. */
    UnsafeBuffer view() {
        return whole().view;
    }

    /** Where the slots of the whole document begin. */
    int slots() {
        return whole().slots;
    }

    /** What holds single values, by {@link SlotPlace}, also where the document is not whole. */
    UnsafeBuffer source() {
        return view;
    }

    /** Where slots begin that hold all values, or those that are the same as in the document that this lies over. */
    int slotsHere() {
        return slots;
    }

    /** Id of an interned shape, or -1. */
    int shapeId() {
        return shapeId;
    }

    /** Index of a field, or -1 if it is absent. */
    int index(Field field) {
        return shapeId >= 0 ? field.indexIn(dictionary, shapeId) : inlineIndex(field);
    }

    private DocumentException damaged(int offset, int expected) {
        showNothing(0);
        return Rejections.damaged(
                "length",
                expected < DocumentDescriptor.HEADER_LENGTH || expected > view.capacity() - offset
                        ? -1
                        : DocumentDescriptor.length(view, offset),
                expected);
    }

    /** What was lent is taken back: whoever uses it from now on is told, until it is laid over a document again. */
    void takeBack() {
        showNothing(STALE);
    }

    private void showNothing(int fields) {
        old = null;
        layout = DocumentDescriptor.NO_LAYOUT;
        shapeId = -1;
        count = fields;
        length = 0;
    }

    private void checkLent() {
        if (count == STALE) {
            throw new StaleViewException("document");
        }
    }

    private int inlineIndex(Field field) {
        checkLent();
        return count == 0 ? -1 : ObjectNames.inlineIndex(view, base, field);
    }

    private void checkIndex(int index) {
        if (index < 0 || index >= count) {
            checkLent();
            throw new IndexOutOfBoundsException("index=" + index + " size=" + count);
        }
    }

    private byte tag(int index) {
        return index < 0 ? Tag.ABSENT : tagAt(index);
    }

    private byte tagAt(int index) {
        return old == null || !old.isChanged(index) ? view.getByte(tags + index) : old.tag(old.place(index));
    }

    private long slot(int index) {
        return old == null || !old.isChanged(index)
                ? DocumentDescriptor.slot(view, slots, index)
                : old.slot(old.place(index));
    }

    private int variable(int index) {
        return old == null || !old.isChanged(index) ? tags + DocumentDescriptor.align(count) : old.variable();
    }

    private int start(int index) {
        return variable(index) + DocumentDescriptor.offsetOf(slot(index));
    }

    private boolean isNothing(Field field) {
        byte tag = tag(index(field));
        return tag == Tag.ABSENT || tag == Tag.NULL;
    }

    private int indexOf(Field field, byte wantedTag, String wanted) {
        int index = index(field);
        if (tag(index) != wantedTag) {
            throw wrongType(field, index, wanted);
        }
        return index;
    }

    private boolean slice(int index, Field field, byte wantedTag, String wanted, UnsafeBuffer into) {
        if (index < 0) {
            return false;
        }
        if (tag(index) != wantedTag) {
            throw wrongType(field, index, wanted);
        }
        into.wrap(view, start(index), DocumentDescriptor.lengthOf(slot(index)));
        return true;
    }

    private DocumentException wrongType(Field field, int index, String wanted) {
        ValueType found = index < 0 ? ValueType.ABSENT : typeAt(index);
        return Rejections.wrongType(Rejections.where(field), found, wanted);
    }
}
