package io.tailrace.document;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.tailrace.error.DocumentException;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Turns encoded keys back into values. Not thread safe. A number that is a whole one within 64 bits comes back as an
 * integer, whichever way it was given.
 *
 * @hidden
 */
public final class KeyDecoder {
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer plain = new UnsafeBuffer(new byte[KeyEncoder.MAX_ENCODED_BYTES]);
    private int position;
    private int plainLength;

    /** A decoder. */
    public KeyDecoder() {}

    /**
     * Writes a key as a JSON value. Does not allocate.
     *
     * @param key buffer that holds it
     * @param offset where it starts
     * @param length its length in bytes
     * @param out where the value goes
     * @throws DocumentException if it is no encoded key
     */
    public void appendJson(DirectBuffer key, int offset, int length, JsonWriter out) {
        begin(key, offset, length);
        json(next(), out);
        end();
    }

    /**
     * A key as JSON, for messages.
     *
     * @param key buffer that holds it
     * @param offset where it starts
     * @param length its length in bytes
     * @return new text, such as {@code 1}, {@code "a"} or {@code ["a",1]}
     * @throws DocumentException if it is no encoded key
     */
    public String text(DirectBuffer key, int offset, int length) {
        JsonWriter out = new JsonWriter();
        appendJson(key, offset, length, out);
        return out.toString();
    }

    /**
     * A key as a plain Java object.
     *
     * @param key buffer that holds it
     * @param offset where it starts
     * @param length its length in bytes
     * @return a new String, Long, Double, Boolean, byte[], Instant or List of these
     * @throws DocumentException if it is no encoded key
     */
    public Object value(DirectBuffer key, int offset, int length) {
        begin(key, offset, length);
        Object value = object(next());
        end();
        return value;
    }

    /**
     * A key as a value. Does not allocate but for an array.
     *
     * @param key buffer that holds it
     * @param offset where it starts
     * @param length its length in bytes
     * @param into takes it; text and bytes are valid until this decodes again
     * @throws DocumentException if it is no encoded key
     */
    public void value(DirectBuffer key, int offset, int length, Value into) {
        begin(key, offset, length);
        byte tag = next();
        switch (tag) {
            case KeyDescriptor.FALSE, KeyDescriptor.TRUE -> into.set(tag == KeyDescriptor.TRUE);
            case KeyDescriptor.NULL -> into.putNull();
            case KeyDescriptor.TIME -> into.putTime(longBits() ^ Long.MIN_VALUE);
            case KeyDescriptor.NUMBER -> {
                double floor = KeyDescriptor.ordered(longBits());
                int residual = residual();
                if (isInteger(floor)) {
                    into.set((long) floor + residual);
                } else {
                    into.set(floor);
                }
            }
            case KeyDescriptor.STRING -> {
                unescape();
                into.wrapUtf8(plain, 0, plainLength);
            }
            case KeyDescriptor.BYTES -> {
                unescape();
                into.wrapBytes(plain, 0, plainLength);
            }
            case KeyDescriptor.ARRAY -> array(list(), into);
            default -> throw Rejections.unknownTag(tag & 0xFF);
        }
        end();
    }

    private static void array(List<Object> elements, Value into) {
        Dictionary names = into.dictionary();
        DocumentWriter writer = new DocumentWriter(names, names.limits().aroundTwo());
        writer.put("key", elements).finish();
        new Document(names)
                .wrap(writer.buffer(), writer.offset(), writer.length())
                .value(names.field("key"), into);
    }

    private void begin(DirectBuffer key, int offset, int length) {
        if (length > KeyEncoder.MAX_ENCODED_BYTES) {
            throw Rejections.damaged("key length", length, KeyEncoder.MAX_ENCODED_BYTES);
        }
        view.wrap(key, offset, length);
        position = 0;
    }

    private void end() {
        if (position != view.capacity()) {
            throw Rejections.damaged("key length", view.capacity(), position);
        }
    }

    private byte next() {
        if (position >= view.capacity()) {
            throw Rejections.damaged("key length", view.capacity(), position + 1L);
        }
        return view.getByte(position++);
    }

    private void json(byte tag, JsonWriter out) {
        switch (tag) {
            case KeyDescriptor.FALSE, KeyDescriptor.TRUE -> out.value(tag == KeyDescriptor.TRUE);
            case KeyDescriptor.NULL -> out.nullValue();
            case KeyDescriptor.TIME -> out.time(longBits() ^ Long.MIN_VALUE);
            case KeyDescriptor.NUMBER -> {
                double floor = KeyDescriptor.ordered(longBits());
                int residual = residual();
                if (isInteger(floor)) {
                    out.value((long) floor + residual);
                } else {
                    out.value(floor);
                }
            }
            case KeyDescriptor.STRING -> {
                unescape();
                out.utf8(plain, 0, plainLength);
            }
            case KeyDescriptor.BYTES -> {
                unescape();
                out.bytes(plain, 0, plainLength);
            }
            case KeyDescriptor.ARRAY -> {
                out.beginArray();
                for (byte inner = next(); inner != KeyDescriptor.END; inner = next()) {
                    json(inner, out);
                }
                out.endArray();
            }
            default -> throw Rejections.unknownTag(tag & 0xFF);
        }
    }

    private Object object(byte tag) {
        return switch (tag) {
            case KeyDescriptor.FALSE -> Boolean.FALSE;
            case KeyDescriptor.TRUE -> Boolean.TRUE;
            case KeyDescriptor.NULL -> null;
            case KeyDescriptor.TIME -> BoxedOutput.instant(longBits() ^ Long.MIN_VALUE);
            case KeyDescriptor.NUMBER -> number();
            case KeyDescriptor.STRING -> {
                unescape();
                yield plain.getStringWithoutLengthUtf8(0, plainLength);
            }
            case KeyDescriptor.BYTES -> {
                unescape();
                byte[] bytes = new byte[plainLength];
                plain.getBytes(0, bytes);
                yield bytes;
            }
            case KeyDescriptor.ARRAY -> list();
            default -> throw Rejections.unknownTag(tag & 0xFF);
        };
    }

    private Object number() {
        double floor = KeyDescriptor.ordered(longBits());
        int residual = residual();
        if (isInteger(floor)) {
            return (long) floor + residual;
        }
        return floor;
    }

    private List<Object> list() {
        List<Object> list = new ArrayList<>();
        for (byte inner = next(); inner != KeyDescriptor.END; inner = next()) {
            list.add(object(inner));
        }
        return list;
    }

    private static boolean isInteger(double floor) {
        return floor >= -0x1p63 && floor < 0x1p63 && floor == (long) floor;
    }

    private long longBits() {
        int at = position;
        position += Long.BYTES;
        checkPosition();
        return view.getLong(at, BIG_ENDIAN);
    }

    private int residual() {
        int at = position;
        position += Short.BYTES;
        checkPosition();
        return view.getShort(at, BIG_ENDIAN);
    }

    private void checkPosition() {
        if (position > view.capacity()) {
            throw Rejections.damaged("key length", view.capacity(), position);
        }
    }

    private void unescape() {
        plainLength = 0;
        for (byte b = next(); ; b = next()) {
            if (b == KeyDescriptor.END) {
                boolean escaped = position < view.capacity() && view.getByte(position) == KeyDescriptor.ESCAPE;
                if (!escaped) {
                    return;
                }
                position++;
            }
            plain.putByte(plainLength++, b);
        }
    }
}
