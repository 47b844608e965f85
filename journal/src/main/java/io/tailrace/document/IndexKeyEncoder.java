package io.tailrace.document;

import io.tailrace.bytes.Utf8;
import io.tailrace.error.DocumentException;
import io.tailrace.error.LimitException;
import java.time.Instant;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Encodes values as keys of an index, whole and however long, so that their order is the order of their bytes, taken as
 * unsigned. Not thread safe; does not allocate but to grow.
 *
 * <p>The encoding is that of {@link KeyEncoder}. A null may stand inside an array. Objects, null itself, and arrays
 * with an object anywhere inside are no keys. Where a key is the beginning of another one, as that of an empty string
 * is of that of U+0000, the other one goes on with 0xFF: a key and 0xFF is greater than the key with anything else
 * after it, and smaller than every greater key.
 *
 * @hidden
 */
public final class IndexKeyEncoder {
    /** Returned for a value that is no key. */
    public static final int NOT_INDEXABLE = -1;

    private static final int MAX_BYTES = Integer.MAX_VALUE - 8;
    private static final int MAX_BOUND_DEPTH = 100;

    private final GrowingBuffer out = new GrowingBuffer("indexKeyBytes", MAX_BYTES, MAX_BYTES);
    private final TextEncoder texts = new TextEncoder();
    private boolean isCut;

    /** An encoder. */
    public IndexKeyEncoder() {}

    /**
     * Encodes a value as the only key in the buffer.
     *
     * @param value any
     * @return length of the key in bytes, from offset 0, or {@link #NOT_INDEXABLE}
     */
    public int encode(Value value) {
        return encode(value, 0);
    }

    /**
     * Encodes a value after what stands in the buffer already.
     *
     * @param value any
     * @param offset where the key starts; bytes before it stay
     * @return length of the key in bytes, or {@link #NOT_INDEXABLE}
     */
    public int encode(Value value, int offset) {
        out.position = offset;
        return value.tag() != Tag.NULL && append(value) ? out.position - offset : NOT_INDEXABLE;
    }

    /**
     * Encodes a value of any type as the only one in the buffer, for comparisons. Null comes in its place among the
     * types, and so does an object; but all objects look alike, and what would follow one inside an array is cut.
     *
     * @param value any
     * @return bytes from offset 0; {@link #isCut()} tells whether they stand for other values too
     */
    public int encodeAny(Value value) {
        out.position = 0;
        isCut = !append(value);
        if (isCut) {
            byteOf(KeyDescriptor.OBJECT);
        }
        return out.position;
    }

    /**
     * Whether {@link #encodeAny} met an object last, so that different values can have the same bytes.
     *
     * @return false where the bytes are those of one value only
     */
    public boolean isCut() {
        return isCut;
    }

    /**
     * Holds the keys until they are written over.
     *
     * @return the same buffer at every call, larger than the keys
     */
    public DirectBuffer buffer() {
        return out.bytes;
    }

    /**
     * Encodes a key or a bound of a range, given as a plain Java object. As a bound, what {@link KeyExtreme#MINVAL}
     * gives is below and what {@link KeyExtreme#MAXVAL} gives is above all that could stand in its place.
     *
     * @param key CharSequence, a whole number, Double, Float, Boolean, byte[], Instant, {@link KeyExtreme}, or a List
     *     of these and of nulls
     * @return its bytes; those of an extreme are no key
     * @throws DocumentException if it is of no type a key has
     * @throws LimitException if it is nested too deep
     */
    public static byte[] bound(Object key) {
        if (key == null) {
            throw noKey("NULL");
        }
        IndexKeyEncoder encoder = new IndexKeyEncoder();
        encoder.object(key, 0);
        byte[] bytes = new byte[encoder.out.position];
        encoder.out.bytes.getBytes(0, bytes);
        return bytes;
    }

    /** Appends what comes before the first object; false where there is one. */
    private boolean append(Value value) {
        byte tag = value.tag();
        return switch (tag) {
            case Tag.ARRAY -> array(value.array().view(), 0);
            case Tag.STRING, Tag.BYTES -> raw(tag, value.text(), 0, value.text().capacity());
            default -> scalar(tag, value.slot());
        };
    }

    private boolean scalar(byte tag, long slot) {
        out.ensure(KeyDescriptor.NUMBER_LENGTH);
        UnsafeBuffer bytes = out.bytes;
        int at = out.position;
        switch (tag) {
            case Tag.NULL -> byteOf(KeyDescriptor.NULL);
            case Tag.BOOLEAN -> byteOf(slot != 0 ? KeyDescriptor.TRUE : KeyDescriptor.FALSE);
            case Tag.INTEGER -> out.position += KeyDescriptor.putInteger(bytes, at, slot);
            case Tag.FLOAT -> out.position += KeyDescriptor.putFloat(bytes, at, Double.longBitsToDouble(slot));
            case Tag.TIME -> out.position += KeyDescriptor.putTime(bytes, at, slot);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean array(UnsafeBuffer buffer, int array) {
        int count = DocumentDescriptor.elementCount(buffer, array);
        int slots = DocumentDescriptor.arraySlots(array);
        int variable = DocumentDescriptor.variable(slots, count);
        byteOf(KeyDescriptor.ARRAY);
        for (int i = 0; i < count; i++) {
            byte tag = DocumentDescriptor.tag(buffer, slots, count, i);
            long slot = DocumentDescriptor.slot(buffer, slots, i);
            int at = variable + DocumentDescriptor.offsetOf(slot);
            boolean isKey = switch (tag) {
                case Tag.ARRAY -> array(buffer, at);
                case Tag.STRING, Tag.BYTES -> raw(tag, buffer, at, DocumentDescriptor.lengthOf(slot));
                default -> scalar(tag, slot);
            };
            if (!isKey) {
                return false;
            }
        }
        byteOf(KeyDescriptor.END);
        return true;
    }

    private boolean raw(byte tag, UnsafeBuffer source, int offset, int length) {
        out.ensure(KeyDescriptor.maxEscaped(length));
        out.bytes.putBytes(out.position + KeyDescriptor.TAG_LENGTH, source, offset, length);
        escaped(tag == Tag.STRING ? KeyDescriptor.STRING : KeyDescriptor.BYTES, length);
        return true;
    }

    private void escaped(byte tag, int length) {
        out.position += KeyDescriptor.putEscaped(out.bytes, out.position, tag, length);
    }

    private void byteOf(byte tag) {
        out.ensure(KeyDescriptor.TAG_LENGTH);
        out.bytes.putByte(out.position++, tag);
    }

    private void object(Object key, int depth) {
        switch (Boxed.scalar(key)) {
            case NULL -> scalar(Tag.NULL, 0);
            case STRING -> text((CharSequence) key);
            case BOOLEAN -> scalar(Tag.BOOLEAN, (Boolean) key ? 1 : 0);
            case FLOAT -> scalar(Tag.FLOAT, BoxedInput.floatBits(null, ((Number) key).doubleValue()));
            case INTEGER -> scalar(Tag.INTEGER, BoxedInput.integer((Number) key, null, "key of an index"));
            case TIME -> scalar(Tag.TIME, BoxedInput.epochNs((Instant) key, null, "key of an index"));
            case BYTES -> raw(Tag.BYTES, new UnsafeBuffer((byte[]) key), 0, ((byte[]) key).length);
            default -> noScalar(key, depth);
        }
    }

    private void noScalar(Object key, int depth) {
        if (key instanceof KeyExtreme extreme) {
            byteOf(extreme == KeyExtreme.MINVAL ? KeyDescriptor.BELOW_ALL : KeyDescriptor.ABOVE_ALL);
            isCut = true;
        } else if (key instanceof List<?> elements) {
            list(elements, depth + 1);
        } else {
            throw noKey(key.getClass().getName());
        }
    }

    private void list(List<?> elements, int depth) {
        if (depth > MAX_BOUND_DEPTH) {
            throw new LimitException("depth", depth, MAX_BOUND_DEPTH, "key");
        }
        byteOf(KeyDescriptor.ARRAY);
        for (int i = 0; i < elements.size() && !isCut; i++) {
            object(elements.get(i), depth);
        }
        if (!isCut) {
            byteOf(KeyDescriptor.END);
        }
    }

    private void text(CharSequence text) {
        out.ensure(KeyDescriptor.maxEscaped(Utf8.maxLength(text.length())));
        int length = texts.encode(text, out.bytes, out.position + KeyDescriptor.TAG_LENGTH);
        if (length < 0) {
            throw Rejections.loneSurrogate("key", -1 - length);
        }
        escaped(KeyDescriptor.STRING, length);
    }

    private static DocumentException noKey(String type) {
        return new DocumentException(
                "key has type=" + type + ", give a string, number, boolean, bytes, time or an array of these");
    }
}
