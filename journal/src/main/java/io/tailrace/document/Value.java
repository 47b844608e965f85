package io.tailrace.document;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.tailrace.bytes.Bytes;
import io.tailrace.error.DocumentException;
import io.tailrace.error.StaleViewException;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One value of any type: a scalar held here, or a view of text, bytes, an array or an object that lies elsewhere. Not
 * thread safe; valid as long as what it looks at. Only {@link #string()}, {@link #toObject()} and {@link #toString()}
 * allocate.
 *
 * <p>Accessors throw a {@link DocumentException} that names the type where the value is of another one.
 */
public final class Value {
    /*
     * Encoded form, little-endian, for keeping a value outside a document:
     *
     *   0       1       4         8        16
     *   +-------+-------+---------+--------+------------------------+
     *   | tag   | zero  | length  | slot   | variable part, to 8    |
     *   | u8    |       | u32     | 8      |                        |
     *   +-------+-------+---------+--------+------------------------+
     *
     * The length is that of the variable part without padding; the slot is that of a document and zero where the value
     * lies in the variable part.
     */
    private static final int LENGTH_OFFSET = 4;
    private static final int SLOT_OFFSET = 8;
    static final int HEADER_LENGTH = 16;

    private final Dictionary dictionary;
    private final UnsafeBuffer text = new UnsafeBuffer(0, 0);
    // Each made when it is first needed, as most values are only ever scalars.
    private Document ownObject;
    private ArrayView ownArray;
    // For those with names of another dictionary.
    private Document foreignObject;
    private ArrayView foreignArray;
    // One of the two each.
    private Document object;
    private ArrayView array;
    private byte tag = Tag.NULL;
    private long slot;

    /**
     * Makes a value that is null.
     *
     * @param dictionary names and shapes of the documents it looks at
     */
    public Value(Dictionary dictionary) {
        this.dictionary = dictionary;
    }

    /** {@return the dictionary given at construction} */
    public Dictionary dictionary() {
        return dictionary;
    }

    /** {@return the type of the value, never {@link ValueType#ABSENT}} */
    public ValueType type() {
        return ValueType.ofTag(tag);
    }

    /** {@return whether the value is null} */
    public boolean isNull() {
        if (tag == Tag.STALE) {
            throw new StaleViewException("value");
        }
        return tag == Tag.NULL;
    }

    /**
     * An integer, or a float that is a whole number within 64 bits.
     *
     * @return its value
     * @throws DocumentException if it is no such number
     */
    public long longValue() {
        if (tag == Tag.INTEGER) {
            return slot;
        }
        return wholeNumber();
    }

    private long wholeNumber() {
        check(Tag.FLOAT, "an integer");
        double value = Double.longBitsToDouble(slot);
        long whole = (long) value;
        if (whole != value || whole == Long.MAX_VALUE) {
            throw Rejections.wrongType("value=" + value, ValueType.FLOAT, "an integer");
        }
        return whole;
    }

    /**
     * A float, or an integer as the nearest float.
     *
     * @return its value
     * @throws DocumentException if it is no number
     */
    public double doubleValue() {
        if (tag == Tag.INTEGER) {
            return slot;
        }
        check(Tag.FLOAT, "a number");
        return Double.longBitsToDouble(slot);
    }

    /**
     * A boolean.
     *
     * @return its value
     * @throws DocumentException if it is of another type
     */
    public boolean booleanValue() {
        check(Tag.BOOLEAN, "a boolean");
        return slot != 0;
    }

    /**
     * A time.
     *
     * @return nanoseconds since 1970-01-01T00:00:00Z
     * @throws DocumentException if it is of another type
     */
    public long timeNs() {
        check(Tag.TIME, "a time");
        return slot;
    }

    /**
     * {@return the value as a new string}
     *
     * @throws DocumentException if it is of another type
     */
    public String string() {
        check(Tag.STRING, "a string");
        return text.getStringWithoutLengthUtf8(0, text.capacity());
    }

    /**
     * The UTF-8 bytes of a string, without a copy.
     *
     * @param into is laid over the bytes
     * @throws DocumentException if it is of another type
     */
    public void utf8(UnsafeBuffer into) {
        check(Tag.STRING, "a string");
        into.wrap(text);
    }

    /**
     * Bytes, without a copy.
     *
     * @param into is laid over the bytes
     * @throws DocumentException if it is of another type
     */
    public void bytes(UnsafeBuffer into) {
        check(Tag.BYTES, "bytes");
        into.wrap(text);
    }

    /**
     * An object, without a copy.
     *
     * @return a view of it that belongs to this value and moves on with it
     * @throws DocumentException if it is of another type
     */
    public Document document() {
        check(Tag.OBJECT, "an object");
        return object;
    }

    /**
     * An array, without a copy.
     *
     * @return a view of it that belongs to this value and moves on with it
     * @throws DocumentException if it is of another type
     */
    public ArrayView array() {
        check(Tag.ARRAY, "an array");
        return array;
    }

    /**
     * Becomes null.
     *
     * @return this
     */
    public Value putNull() {
        return scalar(Tag.NULL, 0);
    }

    /**
     * Becomes an integer.
     *
     * @param value any
     * @return this
     */
    public Value set(long value) {
        return scalar(Tag.INTEGER, value);
    }

    /**
     * Becomes a float.
     *
     * @param value finite
     * @return this
     * @throws DocumentException if it is NaN or infinite
     */
    public Value set(double value) {
        if (!Double.isFinite(value)) {
            throw Rejections.notFinite("float", value);
        }
        return scalar(Tag.FLOAT, Double.doubleToRawLongBits(value));
    }

    /**
     * Becomes a boolean.
     *
     * @param value either
     * @return this
     */
    public Value set(boolean value) {
        return scalar(Tag.BOOLEAN, value ? 1 : 0);
    }

    /**
     * Becomes a time.
     *
     * @param epochNs nanoseconds since 1970-01-01T00:00:00Z
     * @return this
     */
    public Value putTime(long epochNs) {
        return scalar(Tag.TIME, epochNs);
    }

    /**
     * Becomes a string that lies elsewhere.
     *
     * @param source holds its UTF-8, neither copied nor checked
     * @param offset where it starts
     * @param length its length in bytes
     * @return this
     */
    public Value wrapUtf8(DirectBuffer source, int offset, int length) {
        text.wrap(source, offset, length);
        tag = Tag.STRING;
        return this;
    }

    /**
     * Becomes bytes that lie elsewhere.
     *
     * @param source holds them, not copied
     * @param offset where they start
     * @param length how many
     * @return this
     */
    public Value wrapBytes(DirectBuffer source, int offset, int length) {
        text.wrap(source, offset, length);
        tag = Tag.BYTES;
        return this;
    }

    /**
     * Looks at the object that a document is laid over now.
     *
     * @param document of any dictionary
     * @return this
     */
    public Value set(Document document) {
        objectOf(document.dictionary()).wrap(document.view(), document.offset(), document.length());
        tag = Tag.OBJECT;
        return this;
    }

    /**
     * Looks at an encoded document.
     *
     * @param source holds a document of this value's dictionary, not copied
     * @param offset where it starts
     * @param length its length in bytes
     * @return this
     * @throws DocumentException if the length is not that in its header
     */
    public Value wrapDocument(DirectBuffer source, int offset, int length) {
        ownObject().wrap(source, offset, length);
        tag = Tag.OBJECT;
        return this;
    }

    /**
     * Looks at the array that a view is laid over now.
     *
     * @param elements of any dictionary
     * @return this
     */
    public Value set(ArrayView elements) {
        arrayOf(elements.dictionary()).wrap(elements.view(), 0, elements.view().capacity());
        tag = Tag.ARRAY;
        return this;
    }

    /**
     * Becomes the value that another one is now, looking at the same memory.
     *
     * @param other of any dictionary
     * @return this
     */
    public Value set(Value other) {
        return switch (other.tag) {
            case Tag.OBJECT -> set(other.object);
            case Tag.ARRAY -> set(other.array);
            case Tag.STRING, Tag.BYTES -> {
                text.wrap(other.text);
                tag = other.tag;
                yield this;
            }
            default -> scalar(other.tag, other.slot);
        };
    }

    /** What was lent is taken back: whoever uses it from now on is told, until it is given a value again. */
    public void takeBack() {
        tag = Tag.STALE;
        if (ownObject != null) {
            ownObject.takeBack();
        }
        if (ownArray != null) {
            ownArray.takeBack();
        }
        if (foreignObject != null) {
            foreignObject.takeBack();
        }
        if (foreignArray != null) {
            foreignArray.takeBack();
        }
    }

    /**
     * Keeps the value beyond the life of what it looks at.
     *
     * @return a new value with bytes of its own
     */
    public Value copy() {
        Dictionary names = switch (tag) {
            case Tag.OBJECT -> object.dictionary();
            case Tag.ARRAY -> array.dictionary();
            default -> dictionary;
        };
        Value copy = new Value(names).set(this);
        UnsafeBuffer own = new UnsafeBuffer(new byte[copy.encodedLength()]);
        copy.encode(own, 0);
        return copy.wrap(own, 0);
    }

    /**
     * Looks up a field of this object.
     *
     * @param field handle of the name
     * @param into takes the value; may be this one
     * @return false, and nothing has changed, when the field is absent or this is no object
     */
    public boolean field(Field field, Value into) {
        return tag == Tag.OBJECT && object.value(field, into);
    }

    /**
     * Length of what {@link #encode} writes.
     *
     * @return bytes, a multiple of 8
     */
    public int encodedLength() {
        return HEADER_LENGTH + DocumentDescriptor.align(variableLength());
    }

    /**
     * Copies the value with its type to where it can be found again by {@link #wrap}.
     *
     * @param target with room for {@link #encodedLength()}
     * @param offset first byte, best a multiple of 8
     * @return bytes written
     * @throws DocumentException if it holds names of another dictionary
     */
    public int encode(MutableDirectBuffer target, int offset) {
        if (tag == Tag.OBJECT) {
            checkOwn(object.dictionary());
            int length = object.length();
            Bytes.copy(object.view(), object.offset(), target, offset + HEADER_LENGTH, length);
            target.putLong(offset, header(length), LITTLE_ENDIAN);
            target.putLong(offset + SLOT_OFFSET, 0, LITTLE_ENDIAN);
            return DocumentDescriptor.pad(target, offset, offset + HEADER_LENGTH + length) - offset;
        }
        int length = variableLength();
        target.putLong(offset, header(length), LITTLE_ENDIAN);
        target.putLong(offset + SLOT_OFFSET, Tag.isVariable(tag) ? 0 : slot, LITTLE_ENDIAN);
        int start = offset + HEADER_LENGTH;
        if (tag == Tag.ARRAY) {
            checkOwn(array.dictionary());
            target.putBytes(start, array.view(), 0, length);
        } else if (length > 0) {
            target.putBytes(start, text, 0, length);
        }
        return DocumentDescriptor.pad(target, offset, start + length) - offset;
    }

    private long header(int length) {
        return (long) length << LENGTH_OFFSET * Byte.SIZE | tag;
    }

    /**
     * Looks at what {@link #encode} has written.
     *
     * @param source holds it
     * @param offset where it starts
     * @return this
     */
    public Value wrap(DirectBuffer source, int offset) {
        long header = source.getLong(offset, LITTLE_ENDIAN);
        byte wrapped = (byte) header;
        int length = (int) (header >>> LENGTH_OFFSET * Byte.SIZE);
        int start = offset + HEADER_LENGTH;
        switch (wrapped) {
            case Tag.OBJECT -> ownObject().wrap(source, start, length);
            case Tag.ARRAY -> ownArray().wrap(source, start, length);
            case Tag.STRING, Tag.BYTES -> text.wrap(source, start, length);
            case Tag.NULL, Tag.BOOLEAN, Tag.INTEGER, Tag.FLOAT, Tag.TIME ->
                slot = source.getLong(offset + SLOT_OFFSET, LITTLE_ENDIAN);
            default -> throw Rejections.unknownTag(wrapped);
        }
        tag = wrapped;
        return this;
    }

    /**
     * The value as a plain Java object.
     *
     * @return null or a new Boolean, Long, Double, String, byte[], Instant, List or Map
     */
    public Object toObject() {
        return switch (tag) {
            case Tag.OBJECT -> object.toMap();
            case Tag.ARRAY -> array.toList();
            case Tag.STRING -> string();
            case Tag.BYTES -> {
                byte[] copy = new byte[text.capacity()];
                text.getBytes(0, copy);
                yield copy;
            }
            default -> BoxedOutput.scalar(tag, slot);
        };
    }

    /** The value as JSON; allocates. */
    @Override
    public String toString() {
        return new JsonWriter(dictionary).value(this).toString();
    }

    /** Looks at the old document of a change, without putting it together before somebody wants its bytes. */
    void wrap(OldImage image) {
        ownObject().lay(image.source(), image.after(), image.afterLength(), image);
        tag = Tag.OBJECT;
    }

    /** Takes on the value of a slot; {@code variable} is where the variable part starts that it may point into. */
    void take(Dictionary names, UnsafeBuffer source, byte found, long content, int variable) {
        if (Tag.isVariable(found)) {
            int start = variable + DocumentDescriptor.offsetOf(content);
            int length = DocumentDescriptor.lengthOf(content);
            if (found == Tag.OBJECT) {
                objectOf(names).wrap(source, start, length);
            } else if (found == Tag.ARRAY) {
                arrayOf(names).wrap(source, start, length);
            } else {
                text.wrap(source, start, length);
            }
        } else if (found < Tag.ARRAY || found > Tag.STRING) {
            throw Rejections.unknownTag(found);
        }
        tag = found;
        slot = content;
    }

    /**
     * The object that this is, for who asks often what is seldom none.
     *
     * @return as {@link #document()}, null where it is of another type
     * @hidden
     */
    public Document objectOrNull() {
        return tag == Tag.OBJECT ? object : null;
    }

    byte tag() {
        return tag;
    }

    /** What a document's slot holds for this value, unless it lies elsewhere. */
    long slot() {
        return slot;
    }

    /** The bytes of a string or of bytes. */
    UnsafeBuffer text() {
        return text;
    }

    private Value scalar(byte newTag, long content) {
        tag = newTag;
        slot = content;
        return this;
    }

    /**
     * The document that this is. A reference that is there already is not stored again, here and wherever each change
     * comes by: a store into what has lived long costs a fence, as collectors keep account of it.
     */
    private Document ownObject() {
        Document own = ownObject;
        if (own == null) {
            own = new Document(dictionary);
            ownObject = own;
        }
        if (object != own) {
            object = own;
        }
        return own;
    }

    private ArrayView ownArray() {
        if (ownArray == null) {
            ownArray = new ArrayView(dictionary);
        }
        if (array != ownArray) {
            array = ownArray;
        }
        return array;
    }

    private Document objectOf(Dictionary names) {
        if (names == dictionary) {
            ownObject();
        } else {
            if (foreignObject == null || foreignObject.dictionary() != names) {
                foreignObject = new Document(names);
            }
            object = foreignObject;
        }
        return object;
    }

    private ArrayView arrayOf(Dictionary names) {
        if (names == dictionary) {
            ownArray();
        } else {
            if (foreignArray == null || foreignArray.dictionary() != names) {
                foreignArray = new ArrayView(names);
            }
            array = foreignArray;
        }
        return array;
    }

    private int variableLength() {
        return switch (tag) {
            case Tag.OBJECT -> object.length();
            case Tag.ARRAY -> array.view().capacity();
            case Tag.STRING, Tag.BYTES -> text.capacity();
            default -> 0;
        };
    }

    private void check(byte wantedTag, String wanted) {
        if (tag != wantedTag) {
            if (tag == Tag.ABSENT) {
                throw new DocumentException("value is absent, wanted=" + wanted + ", look at type() first");
            }
            throw Rejections.wrongType("value", type(), wanted);
        }
    }

    private void checkOwn(Dictionary names) {
        if (names != dictionary) {
            throw new DocumentException("value of type=" + type()
                    + " has names of another dictionary, put it into a document of this one first");
        }
    }
}
