package io.tailrace.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Checks and encodes UTF-8 as the Unicode standard defines it: shortest forms, no surrogates, at most U+10FFFF. */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private Utf8() {}

    /**
     * Index of the first byte that is no part of a well-formed character or is a zero byte; -1 when there is none. A
     * zero byte never stands in JSON, but would make a parser guess another encoding.
     */
    static int firstMalformed(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int i = offset;
        while (i < end) {
            if (end - i >= Long.BYTES) {
                long word = (long) LONGS.get(bytes, i);
                if ((((word - ONES) | word) & HIGHS) == 0) {
                    i += Long.BYTES;
                    continue;
                }
            }
            int size = bytes[i] > 0 ? 1 : characterSize(bytes, i, end);
            if (size == 0) {
                return i;
            }
            i += size;
        }
        return -1;
    }

    private static int characterSize(byte[] bytes, int i, int end) {
        int lead = bytes[i] & 0xFF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            return end - i >= 2 && isTail(bytes[i + 1]) ? 2 : 0;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            return end - i >= 3 && secondFits(lead, bytes[i + 1] & 0xFF) && isTail(bytes[i + 2]) ? 3 : 0;
        }
        if (lead >= 0xF0 && lead <= 0xF4) {
            return end - i >= 4 && secondFits(lead, bytes[i + 1] & 0xFF) && isTail(bytes[i + 2]) && isTail(bytes[i + 3])
                    ? 4
                    : 0;
        }
        return 0;
    }

    /** Overlong forms, surrogates and code points beyond the last show in the second byte. */
    private static boolean secondFits(int lead, int second) {
        int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        return second >= low && second <= high;
    }

    private static boolean isTail(byte value) {
        return (value & 0xC0) == 0x80;
    }

    /** Index of the first surrogate without its partner; -1 when the text is well formed. */
    static int firstLoneSurrogate(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean paired = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }
}
