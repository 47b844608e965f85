package io.tailrace.document;

import io.tailrace.bytes.Bytes;
import io.tailrace.bytes.Utf8;
import io.tailrace.error.DocumentException;
import io.tailrace.error.LimitException;
import java.time.Instant;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Encodes keys so that their order is the order of their bytes, taken as unsigned. Not thread safe; does not allocate.
 *
 * <p>A key is a string, a number, a boolean, bytes, a time, or an array of these, arrays included. Keys are equal if
 * their values are: 1 and 1.0 are one key, so are 0.0 and -0.0. Integers are exact over their whole range. A string may
 * hold U+0000.
 *
 * <p>{@link DocumentLimits#keyBytes()} limits the bytes of a string or of bytes, without tag, escapes and end; and the
 * sum over the elements of an array, where strings and bytes count as long as they are (at least 1), numbers and times
 * 8, booleans and empty arrays 1.
 *
 * @hidden
 */
public final class KeyEncoder {
    /** No encoded key is longer; what would be, by deep nesting of arrays, is refused. */
    public static final int MAX_ENCODED_BYTES = 512;

    private static final int SCRATCH_BYTES = 2 * MAX_ENCODED_BYTES;
    private static final int NUMBER_CONTENT = 8;

    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[SCRATCH_BYTES]);
    private final TextEncoder texts = new TextEncoder();
    private final UnsafeBuffer text = new UnsafeBuffer(0, 0);
    private final int maxContent;
    private Field field;
    private int position;
    private int content;
    private int depth;

    /**
     * An encoder.
     *
     * @param limits how long keys may be
     */
    public KeyEncoder(DocumentLimits limits) {
        maxContent = limits.keyBytes();
    }

    /**
     * Encodes the value of a document's key field.
     *
     * @param document that holds the key
     * @param keyField which field it is
     * @param target with room for {@link #MAX_ENCODED_BYTES}
     * @param offset where the key starts
     * @return its length in bytes
     * @throws DocumentException if the field is absent, or of a type that is no key
     * @throws LimitException if it is too long
     */
    public int encode(Document document, Field keyField, MutableDirectBuffer target, int offset) {
        begin(keyField);
        int index = document.index(keyField);
        if (index < 0) {
            throw new DocumentException("key field=" + keyField + " is absent, every document needs one");
        }
        slot(
                document.source(),
                SlotPlace.slots(document, index),
                SlotPlace.count(document, index),
                SlotPlace.place(document, index));
        return finish(target, offset);
    }

    /**
     * Encodes a string.
     *
     * @param key any valid text
     * @param target with room for {@link #MAX_ENCODED_BYTES}
     * @param offset where the key starts
     * @return its length in bytes
     * @throws DocumentException if it has a lone surrogate
     * @throws LimitException if it is too long
     */
    public int encode(CharSequence key, MutableDirectBuffer target, int offset) {
        begin(null);
        if (key == null) {
            throw noKey("NULL");
        }
        text(key);
        return finish(target, offset);
    }

    /**
     * Encodes a string and puts it into a document as well; its text is looked at once.
     *
     * @param key any valid text
     * @param target with room for {@link #MAX_ENCODED_BYTES}
     * @param offset where the key starts
     * @param document that is being written
     * @param keyField of that document
     * @return its length in bytes
     * @throws DocumentException if it has a lone surrogate
     * @throws LimitException if it, or the document, is too long
     */
    public int encode(
            CharSequence key, MutableDirectBuffer target, int offset, DocumentWriter document, Field keyField) {
        int length = encode(key, target, offset);
        OpenValues values = document.values();
        values.place(keyField, Tag.STRING, values.bytes(keyField, scratch, rawOffset(), content));
        return length;
    }

    /**
     * Encodes a string that is UTF-8 already.
     *
     * @param source buffer that holds it
     * @param start where it starts
     * @param length its length in bytes
     * @param target with room for {@link #MAX_ENCODED_BYTES}
     * @param offset where the key starts
     * @return its length in bytes
     * @throws DocumentException if the buffer is null or it is not valid UTF-8
     * @throws LimitException if it is too long
     * @throws IndexOutOfBoundsException where the buffer does not hold that range
     */
    public int encodeUtf8(DirectBuffer source, int start, int length, MutableDirectBuffer target, int offset) {
        begin(null);
        if (source == null) {
            throw noKey("NULL");
        }
        source.boundsCheck(start, length);
        count(length);
        int malformed = Utf8.firstMalformed(source, start, length);
        if (malformed >= 0) {
            throw Rejections.malformedUtf8("key", malformed);
        }
        scratch.putBytes(KeyDescriptor.TAG_LENGTH, source, start, length);
        escaped(KeyDescriptor.STRING, length);
        return finish(target, offset);
    }

    /** Length of the string that was encoded last, not escaped. */
    int rawLength() {
        return content;
    }

    /** Where the string that was encoded last lies in {@link #raw()}, not escaped. */
    int rawOffset() {
        int from = KeyDescriptor.TAG_LENGTH;
        if (position == content + KeyDescriptor.TAG_LENGTH + KeyDescriptor.TAG_LENGTH) {
            return from;
        }
        for (int i = 0; i < content; i++) {
            byte b = scratch.getByte(from);
            scratch.putByte(MAX_ENCODED_BYTES + i, b);
            from += b == 0 ? KeyDescriptor.ESCAPED_LENGTH : 1;
        }
        return MAX_ENCODED_BYTES;
    }

    UnsafeBuffer raw() {
        return scratch;
    }

    /**
     * Encodes an integer.
     *
     * @param key any
     * @param target with room for {@link #MAX_ENCODED_BYTES}
     * @param offset where the key starts
     * @return its length in bytes
     */
    public int encode(long key, MutableDirectBuffer target, int offset) {
        return KeyDescriptor.putInteger(target, offset, key);
    }

    /**
     * Encodes a float.
     *
     * @param key finite
     * @param target with room for {@link #MAX_ENCODED_BYTES}
     * @param offset where the key starts
     * @return its length in bytes
     * @throws DocumentException if it is NaN or infinite
     */
    public int encode(double key, MutableDirectBuffer target, int offset) {
        begin(null);
        floating(key);
        return finish(target, offset);
    }

    /**
     * Encodes a boolean.
     *
     * @param key either
     * @param target with room for {@link #MAX_ENCODED_BYTES}
     * @param offset where the key starts
     * @return its length in bytes
     */
    public int encode(boolean key, MutableDirectBuffer target, int offset) {
        begin(null);
        flag(key);
        return finish(target, offset);
    }

    /**
     * Encodes bytes.
     *
     * @param key any
     * @param target with room for {@link #MAX_ENCODED_BYTES}
     * @param offset where the key starts
     * @return its length in bytes
     * @throws LimitException if there are too many
     */
    public int encode(byte[] key, MutableDirectBuffer target, int offset) {
        begin(null);
        bytes(key);
        return finish(target, offset);
    }

    /**
     * Encodes a time.
     *
     * @param epochNs nanoseconds since 1970-01-01T00:00:00Z
     * @param target with room for {@link #MAX_ENCODED_BYTES}
     * @param offset where the key starts
     * @return its length in bytes
     */
    public int encodeTime(long epochNs, MutableDirectBuffer target, int offset) {
        begin(null);
        time(epochNs);
        return finish(target, offset);
    }

    /**
     * Encodes a plain Java object.
     *
     * @param key CharSequence, a whole number, Double, Float, Boolean, byte[], Instant, or a List of these
     * @param target with room for {@link #MAX_ENCODED_BYTES}
     * @param offset where the key starts
     * @return its length in bytes
     * @throws DocumentException if it is of no type a key has
     * @throws LimitException if it is too long
     */
    public int encodeValue(Object key, MutableDirectBuffer target, int offset) {
        begin(null);
        object(key);
        return finish(target, offset);
    }

    /**
     * Whether an encoded key is plainly that of a document, a string without U+0000; cheaper than to encode it again.
     *
     * @param document where it may stand
     * @param keyField the field that holds the key
     * @param key an encoded key
     * @param keyLength its length in bytes
     * @return true if the document has this key; false if it has another one, none, or one that must be encoded to know
     */
    public boolean isKeyOf(Document document, Field keyField, DirectBuffer key, int keyLength) {
        if (document.type(keyField) == ValueType.STRING && document.utf8(keyField, text)) {
            int length = text.capacity();
            return keyLength == length + KeyDescriptor.TAG_LENGTH + KeyDescriptor.TAG_LENGTH
                    && key.getByte(0) == KeyDescriptor.STRING
                    && Bytes.equal(text, 0, key, KeyDescriptor.TAG_LENGTH, length);
        }
        return false;
    }

    private void begin(Field keyField) {
        field = keyField;
        position = 0;
        content = 0;
        depth = 0;
    }

    private int finish(MutableDirectBuffer target, int offset) {
        target.putBytes(offset, scratch, 0, position);
        return position;
    }

    private void slot(UnsafeBuffer buffer, int slots, int count, int index) {
        byte tag = DocumentDescriptor.tag(buffer, slots, count, index);
        long slot = DocumentDescriptor.slot(buffer, slots, index);
        int at = DocumentDescriptor.variable(slots, count) + DocumentDescriptor.offsetOf(slot);
        int length = DocumentDescriptor.lengthOf(slot);
        switch (tag) {
            case Tag.BOOLEAN -> flag(slot != 0);
            case Tag.INTEGER -> integer(slot);
            case Tag.FLOAT -> floating(Double.longBitsToDouble(slot));
            case Tag.TIME -> time(slot);
            case Tag.STRING -> copied(KeyDescriptor.STRING, buffer, at, length);
            case Tag.BYTES -> copied(KeyDescriptor.BYTES, buffer, at, length);
            case Tag.ARRAY -> array(buffer, at);
            default -> throw noKey(ValueType.ofTag(tag).name());
        }
    }

    private void array(UnsafeBuffer buffer, int array) {
        int count = DocumentDescriptor.elementCount(buffer, array);
        beginArray(count);
        for (int i = 0; i < count; i++) {
            slot(buffer, DocumentDescriptor.arraySlots(array), count, i);
        }
        endArray();
    }

    private void object(Object key) {
        switch (Boxed.scalar(key)) {
            case STRING -> text((CharSequence) key);
            case FLOAT -> floating(((Number) key).doubleValue());
            case INTEGER -> integer(BoxedInput.integer((Number) key, field, "key"));
            case BOOLEAN -> flag((Boolean) key);
            case BYTES -> bytes((byte[]) key);
            case TIME -> time(BoxedInput.epochNs((Instant) key, field, "key"));
            case NULL -> throw noKey("NULL");
            default -> {
                if (!(key instanceof List<?> elements)) {
                    throw noKey(key.getClass().getName());
                }
                beginArray(elements.size());
                for (int i = 0; i < elements.size(); i++) {
                    object(elements.get(i));
                }
                endArray();
            }
        }
    }

    private void beginArray(int count) {
        tag(KeyDescriptor.ARRAY);
        checkEncoded();
        depth++;
        if (count == 0) {
            countFixed(1);
        }
    }

    private void endArray() {
        depth--;
        tag(KeyDescriptor.END);
        checkEncoded();
    }

    private void flag(boolean key) {
        countFixed(1);
        tag(key ? KeyDescriptor.TRUE : KeyDescriptor.FALSE);
        checkEncoded();
    }

    private void integer(long key) {
        countFixed(NUMBER_CONTENT);
        position += KeyDescriptor.putInteger(scratch, position, key);
        checkEncoded();
    }

    private void floating(double key) {
        if (!Double.isFinite(key)) {
            throw Rejections.notFinite(where(), key);
        }
        countFixed(NUMBER_CONTENT);
        position += KeyDescriptor.putFloat(scratch, position, key);
        checkEncoded();
    }

    private void time(long epochNs) {
        countFixed(NUMBER_CONTENT);
        position += KeyDescriptor.putTime(scratch, position, epochNs);
        checkEncoded();
    }

    private void text(CharSequence key) {
        if (key.length() > maxContent) {
            count(Math.max(key.length(), Utf8.length(key)));
        }
        int start = position + KeyDescriptor.TAG_LENGTH;
        int length = texts.encode(key, scratch, start);
        if (length < 0) {
            throw Rejections.loneSurrogate("key", -1 - length);
        }
        count(length);
        escaped(KeyDescriptor.STRING, length);
    }

    private void bytes(byte[] key) {
        count(key.length);
        scratch.putBytes(position + KeyDescriptor.TAG_LENGTH, key);
        escaped(KeyDescriptor.BYTES, key.length);
    }

    private void copied(byte tag, UnsafeBuffer buffer, int offset, int length) {
        count(length);
        scratch.putBytes(position + KeyDescriptor.TAG_LENGTH, buffer, offset, length);
        escaped(tag, length);
    }

    /** Makes of the raw bytes after the position what stands in a key. */
    private void escaped(byte tag, int length) {
        position += KeyDescriptor.putEscaped(scratch, position, tag, length);
        checkEncoded();
    }

    private void tag(byte tag) {
        scratch.putByte(position++, tag);
    }

    /** Counts what is limited only as an element of an array. */
    private void countFixed(int bytes) {
        if (depth > 0) {
            count(bytes);
        }
    }

    private void count(int bytes) {
        content += depth > 0 ? Math.max(1, bytes) : bytes;
        if (content > maxContent) {
            throw new LimitException(
                    "keyBytes",
                    content,
                    maxContent,
                    where() + ": Primary key too long (max " + maxContent + " characters)");
        }
    }

    private void checkEncoded() {
        if (position > MAX_ENCODED_BYTES) {
            throw new LimitException("keyEncodedBytes", position, MAX_ENCODED_BYTES, where());
        }
    }

    private DocumentException noKey(String type) {
        return new DocumentException(
                where() + " has type=" + type + ", give a string, number, boolean, bytes, time or an array of these");
    }

    private String where() {
        return field == null ? "key" : "key field=" + field.name();
    }
}
