package io.tailrace.document;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.tailrace.bytes.Utf8;
import org.agrona.MutableDirectBuffer;
import org.agrona.UnsafeApi;

/** Encodes text as UTF-8 without allocating. Not thread safe. */
final class TextEncoder {
    /*
     * Nearly all text is ASCII in a String. Its characters are taken out in chunks by one intrinsic copy, and then
     * tested and narrowed eight at a time; charAt and putByte cost some ten times as much. Anything else goes the long
     * way from the first character that is not ASCII.
     */
    private static final int CHUNK = 256;
    private static final int STEP = 8;
    private static final long NOT_ASCII = 0xFF80_FF80_FF80_FF80L;
    private static final long CHARS_OFFSET = UnsafeApi.arrayBaseOffset(char[].class);

    private final char[] chars = new char[CHUNK];

    /**
     * Encodes; returns the length, or -1 - index of a lone surrogate. The target needs {@link Utf8#maxLength} bytes.
     */
    int encode(CharSequence text, MutableDirectBuffer target, int offset) {
        int done = text instanceof String string ? ascii(string, target, offset) : 0;
        return done == text.length() ? done : Utf8.encode(text, done, target, offset);
    }

    private int ascii(String text, MutableDirectBuffer target, int offset) {
        int length = text.length();
        int done = 0;
        while (done < length) {
            int count = Math.min(CHUNK, length - done);
            text.getChars(done, done + count, chars, 0);
            int narrowed = narrow(count, target, offset + done);
            done += narrowed;
            if (narrowed < count) {
                break;
            }
        }
        return done;
    }

    /** Narrows the first characters of the chunk; returns how many were ASCII. */
    private int narrow(int count, MutableDirectBuffer target, int offset) {
        int i = 0;
        for (; i + STEP <= count; i += STEP) {
            long at = CHARS_OFFSET + (long) i * Character.BYTES;
            long low = UnsafeApi.getLong(chars, at);
            long high = UnsafeApi.getLong(chars, at + Long.BYTES);
            if (((low | high) & NOT_ASCII) != 0) {
                break;
            }
            target.putLong(offset + i, narrow(low) | narrow(high) << Integer.SIZE, LITTLE_ENDIAN);
        }
        for (; i < count && chars[i] < 0x80; i++) {
            target.putByte(offset + i, (byte) chars[i]);
        }
        return i;
    }

    /** Four characters of 16 bits to four of 8. */
    private static long narrow(long four) {
        long two = (four | four >>> 8) & 0x0000_FFFF_0000_FFFFL;
        return (two | two >>> 16) & 0xFFFF_FFFFL;
    }
}
