package io.tailrace.bytes;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Text to UTF-8 and back without garbage, strict in both directions: shortest forms, no surrogates, at most U+10FFFF.
 * Errors are negative results: {@code -1 - index}. Stateless, any thread.
 *
 * @hidden
 */
public final class Utf8 {
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = 0x0101010101010101L;

    private Utf8() {}

    /** Most bytes that text of this many chars can take. */
    public static int maxLength(int chars) {
        return Math.multiplyExact(chars, 3);
    }

    /**
     * Encodes at {@code offset}, where {@link #maxLength} bytes must fit.
     *
     * @return the number of bytes, or {@code -1 - index} of a lone surrogate
     */
    public static int encode(CharSequence text, MutableDirectBuffer target, int offset) {
        return encode(text, 0, target, offset);
    }

    /** Encodes from a character on that as many bytes stand before. */
    public static int encode(CharSequence text, int from, MutableDirectBuffer target, int offset) {
        int length = text.length();
        int at = offset + from;
        for (int i = from; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                target.putByte(at++, (byte) c);
            } else if (c < 0x800) {
                target.putByte(at++, (byte) (0xC0 | c >> 6));
                target.putByte(at++, (byte) (0x80 | c & 0x3F));
            } else if (!Character.isSurrogate(c)) {
                target.putByte(at++, (byte) (0xE0 | c >> 12));
                target.putByte(at++, (byte) (0x80 | c >> 6 & 0x3F));
                target.putByte(at++, (byte) (0x80 | c & 0x3F));
            } else if (isPair(text, i, length)) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                target.putByte(at++, (byte) (0xF0 | point >> 18));
                target.putByte(at++, (byte) (0x80 | point >> 12 & 0x3F));
                target.putByte(at++, (byte) (0x80 | point >> 6 & 0x3F));
                target.putByte(at++, (byte) (0x80 | point & 0x3F));
            } else {
                return -1 - i;
            }
        }
        return at - offset;
    }

    private static boolean isPair(CharSequence text, int index, int length) {
        return index + 1 < length
                && Character.isHighSurrogate(text.charAt(index))
                && Character.isLowSurrogate(text.charAt(index + 1));
    }

    /** Number of bytes that {@link #encode} would write, or {@code -1 - index} of a lone surrogate. */
    public static int length(CharSequence text) {
        int length = text.length();
        int bytes = length;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x800) {
                if (Character.isSurrogate(c) && !isPair(text, i++, length)) {
                    return -i;
                }
                bytes += 2;
            } else if (c >= 0x80) {
                bytes++;
            }
        }
        return bytes;
    }

    /**
     * Checks strictly: no overlong forms, no surrogates, nothing above U+10FFFF, nothing cut off.
     *
     * @return -1 if valid, else the index of the first byte of the malformed sequence, counted from {@code offset}
     */
    public static int firstMalformed(DirectBuffer buffer, int offset, int length) {
        return firstMalformed(buffer, offset, length, 0);
    }

    /** As {@link #firstMalformed(DirectBuffer, int, int)}, for texts in which no zero byte may stand either. */
    public static int firstMalformedOrZero(DirectBuffer buffer, int offset, int length) {
        return firstMalformed(buffer, offset, length, LOW_BITS);
    }

    /** With ones to take away from every byte, zeros have a high bit too. */
    private static int firstMalformed(DirectBuffer buffer, int offset, int length, long ones) {
        int end = offset + length;
        int at = offset;
        while (at < end) {
            if (at + Long.BYTES <= end) {
                long word = buffer.getLong(at, LITTLE_ENDIAN);
                if (((word - ones | word) & HIGH_BITS) == 0) {
                    at += Long.BYTES;
                    continue;
                }
            }
            int size = ones != 0 && buffer.getByte(at) == 0 ? 0 : sequenceLength(buffer, at, end);
            if (size == 0) {
                return at - offset;
            }
            at += size;
        }
        return -1;
    }

    /** Length of the well-formed sequence at {@code at}, or 0. */
    private static int sequenceLength(DirectBuffer buffer, int at, int end) {
        int lead = buffer.getByte(at) & 0xFF;
        if (lead < 0x80) {
            return 1;
        }
        int size = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        if (size == 0 || at + size > end) {
            return 0;
        }
        for (int i = 1; i < size; i++) {
            if ((buffer.getByte(at + i) & 0xC0) != 0x80) {
                return 0;
            }
        }
        int second = buffer.getByte(at + 1) & 0xFF;
        boolean wrong = lead == 0xE0 && second < 0xA0
                || lead == 0xED && second >= 0xA0
                || lead == 0xF0 && second < 0x90
                || lead == 0xF4 && second >= 0x90;
        return wrong ? 0 : size;
    }

    /** Code point at {@code at} of valid UTF-8. */
    public static int codePoint(DirectBuffer buffer, int at) {
        int lead = buffer.getByte(at);
        if (lead >= 0) {
            return lead;
        }
        int second = buffer.getByte(at + 1) & 0x3F;
        if ((lead & 0xE0) == 0xC0) {
            return (lead & 0x1F) << 6 | second;
        }
        int third = buffer.getByte(at + 2) & 0x3F;
        if ((lead & 0xF0) == 0xE0) {
            return (lead & 0xF) << 12 | second << 6 | third;
        }
        return (lead & 0x7) << 18 | second << 12 | third << 6 | buffer.getByte(at + 3) & 0x3F;
    }

    private static int size(int codePoint) {
        return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }

    /** Whether valid UTF-8 says the same as the text. */
    public static boolean equal(DirectBuffer buffer, int offset, int length, CharSequence text) {
        int chars = text.length();
        int end = offset + length;
        int at = offset;
        int i = 0;
        while (at < end && i < chars) {
            int point = codePoint(buffer, at);
            at += size(point);
            if (point < 0x10000) {
                if (text.charAt(i++) != point) {
                    return false;
                }
            } else if (i + 1 >= chars
                    || text.charAt(i++) != Character.highSurrogate(point)
                    || text.charAt(i++) != Character.lowSurrogate(point)) {
                return false;
            }
        }
        return at == end && i == chars;
    }

    /** The hash code that the same text has as a {@link String}. */
    public static int hash(DirectBuffer buffer, int offset, int length) {
        int end = offset + length;
        int hash = 0;
        for (int at = offset; at < end; ) {
            int point = codePoint(buffer, at);
            at += size(point);
            if (point < 0x10000) {
                hash = 31 * hash + point;
            } else {
                hash = 31 * (31 * hash + Character.highSurrogate(point)) + Character.lowSurrogate(point);
            }
        }
        return hash;
    }

    /** The hash code that the text has as a {@link String}. */
    public static int hash(CharSequence text) {
        if (text instanceof String) {
            return text.hashCode();
        }
        int hash = 0;
        for (int i = 0; i < text.length(); i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash;
    }
}
