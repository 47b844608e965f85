package io.tailrace.document;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Strings, numbers, times and bytes as JSON, appended to a {@link GrowingBuffer} without garbage. */
final class JsonText {
    private static final byte[] HEX = ascii("0123456789abcdef");
    private static final byte[] BASE64 = ascii("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    private static final byte[] TIME_START = ascii("{\"$reql_type$\":\"TIME\",\"epoch_time\":");
    private static final byte[] TIME_END = ascii(",\"timezone\":\"+00:00\"}");
    private static final byte[] BINARY_START = ascii("{\"$reql_type$\":\"BINARY\",\"data\":\"");
    private static final byte[] BINARY_END = ascii("\"}");
    private static final byte[] SHORT_ESCAPES = shortEscapes();
    private static final int LONGEST_ESCAPE = 6;
    private static final int LONGEST_NUMBER = 32;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private JsonText() {}

    static byte[] ascii(String text) {
        byte[] bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) text.charAt(i);
        }
        return bytes;
    }

    /** The name as a JSON string and a colon. */
    static byte[] name(byte[] utf8) {
        byte[] name = new byte[utf8.length * LONGEST_ESCAPE + 3];
        int end = string(new UnsafeBuffer(name), 0, new UnsafeBuffer(utf8), 0, utf8.length);
        name[end] = ':';
        return Arrays.copyOf(name, end + 1);
    }

    static void append(GrowingBuffer out, byte[] bytes) {
        out.ensure(bytes.length);
        out.bytes.putBytes(out.position, bytes);
        out.position += bytes.length;
    }

    static void append(GrowingBuffer out, char ascii) {
        out.ensure(1);
        out.bytes.putByte(out.position++, (byte) ascii);
    }

    /** Valid UTF-8 as a quoted string. */
    static void string(GrowingBuffer out, DirectBuffer utf8, int offset, int length) {
        out.ensure(Math.addExact(Math.multiplyExact(length, LONGEST_ESCAPE), 2));
        out.position = string(out.bytes, out.position, utf8, offset, length);
    }

    private static int string(UnsafeBuffer bytes, int start, DirectBuffer utf8, int offset, int length) {
        int at = start;
        bytes.putByte(at++, (byte) '"');
        for (int i = offset; i < offset + length; i++) {
            byte b = utf8.getByte(i);
            if (b >= 0 && b < ' ' || b == '"' || b == '\\') {
                at = escape(bytes, at, b);
            } else {
                bytes.putByte(at++, b);
            }
        }
        bytes.putByte(at++, (byte) '"');
        return at;
    }

    private static int escape(UnsafeBuffer bytes, int offset, byte b) {
        int at = offset;
        bytes.putByte(at++, (byte) '\\');
        if (SHORT_ESCAPES[b] != 0) {
            bytes.putByte(at++, SHORT_ESCAPES[b]);
        } else {
            bytes.putByte(at++, (byte) 'u');
            bytes.putByte(at++, (byte) '0');
            bytes.putByte(at++, (byte) '0');
            bytes.putByte(at++, HEX[b >> 4]);
            bytes.putByte(at++, HEX[b & 0xF]);
        }
        return at;
    }

    static void integer(GrowingBuffer out, long value) {
        out.ensure(LONGEST_NUMBER);
        out.position += out.bytes.putLongAscii(out.position, value);
    }

    /** The shortest text that reads back as the same float, always with a point or an exponent. */
    static void floating(GrowingBuffer out, double value) {
        out.ensure(ShortestDouble.MAX_LENGTH);
        out.position += ShortestDouble.write(value, out.bytes, out.position);
    }

    static void time(GrowingBuffer out, long epochNs) {
        append(out, TIME_START);
        out.ensure(LONGEST_NUMBER);
        long seconds = epochNs / NANOS_PER_SECOND;
        int nanos = (int) (epochNs % NANOS_PER_SECOND);
        if (epochNs < 0) {
            append(out, '-');
            seconds = -seconds;
            nanos = -nanos;
        }
        integer(out, seconds);
        if (nanos != 0) {
            append(out, '.');
            for (int digit = (int) NANOS_PER_SECOND / 10; nanos != 0; digit /= 10) {
                append(out, (char) ('0' + nanos / digit));
                nanos %= digit;
            }
        }
        append(out, TIME_END);
    }

    static void bytes(GrowingBuffer out, DirectBuffer source, int offset, int length) {
        append(out, BINARY_START);
        out.ensure(Math.multiplyExact(length / 3 + 1, 4));
        UnsafeBuffer text = out.bytes;
        int at = out.position;
        for (int i = 0; i < length; i += 3) {
            int left = length - i;
            int b0 = source.getByte(offset + i) & 0xFF;
            int b1 = left > 1 ? source.getByte(offset + i + 1) & 0xFF : 0;
            int b2 = left > 2 ? source.getByte(offset + i + 2) & 0xFF : 0;
            text.putByte(at++, BASE64[b0 >> 2]);
            text.putByte(at++, BASE64[(b0 & 0x3) << 4 | b1 >> 4]);
            text.putByte(at++, left > 1 ? BASE64[(b1 & 0xF) << 2 | b2 >> 6] : (byte) '=');
            text.putByte(at++, left > 2 ? BASE64[b2 & 0x3F] : (byte) '=');
        }
        out.position = at;
        append(out, BINARY_END);
    }

    private static byte[] shortEscapes() {
        byte[] escapes = new byte[128];
        escapes['"'] = '"';
        escapes['\\'] = '\\';
        escapes['\b'] = 'b';
        escapes['\f'] = 'f';
        escapes['\n'] = 'n';
        escapes['\r'] = 'r';
        escapes['\t'] = 't';
        return escapes;
    }
}
