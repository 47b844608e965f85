package io.tailrace.document;

import java.math.BigInteger;
import org.agrona.MutableDirectBuffer;

/**
 * Shortest decimal text that reads back as the same float, the same on every JDK.
 *
 * <p>The algorithm is Schubfach (Raffaello Giulietti, "The Schubfach way to render doubles", 2020): the interval of
 * decimals that round to the float is scaled by a power of ten, of which 128 bits are tabled, so that at most one
 * multiple of ten and two integers have to be looked at. Plain notation for 1e-6 up to below 1e17, else one digit, a
 * fraction and an exponent.
 */
final class ShortestDouble {
    /** No text is longer. */
    static final int MAX_LENGTH = 32;

    private static final int SIGNIFICAND_BITS = 52;
    private static final long SIGNIFICAND_MASK = (1L << SIGNIFICAND_BITS) - 1;
    private static final int EXPONENT_MASK = 0x7FF;
    private static final int EXPONENT_BIAS = 1_023 + SIGNIFICAND_BITS;
    private static final int SMALLEST_POWER = -292;
    private static final int LARGEST_POWER = 324;
    private static final int PLAIN_FROM = -5;
    private static final int PLAIN_TO = 17;

    /** 128 bits of each power of ten, rounded up: high halves at even, low halves at odd places. */
    private static final long[] POWERS = powers();

    private ShortestDouble() {}

    /**
     * Writes a finite float.
     *
     * @param value finite
     * @param target with room for {@link #MAX_LENGTH} bytes
     * @param offset where the text starts
     * @return its length in bytes
     */
    static int write(double value, MutableDirectBuffer target, int offset) {
        long bits = Double.doubleToRawLongBits(value);
        int at = offset;
        if (bits < 0) {
            target.putByte(at++, (byte) '-');
        }
        long significand = bits & SIGNIFICAND_MASK;
        int exponent = (int) (bits >>> SIGNIFICAND_BITS) & EXPONENT_MASK;
        if (exponent == EXPONENT_MASK) {
            throw new IllegalArgumentException("value=" + value + " is not finite");
        }
        if (significand == 0 && exponent == 0) {
            return format(0, 0, target, at) - offset;
        }
        if (exponent == 0) {
            return shortest(significand, 1 - EXPONENT_BIAS, false, target, at) - offset;
        }
        long c = significand | 1L << SIGNIFICAND_BITS;
        int q = exponent - EXPONENT_BIAS;
        if (q <= 0 && q > -1 - SIGNIFICAND_BITS && (c & (1L << -q) - 1) == 0) {
            return format(c >> -q, 0, target, at) - offset;
        }
        return shortest(c, q, significand == 0 && exponent > 1, target, at) - offset;
    }

    /** Of all decimals that round to c * 2^q the shortest, of those the closest. */
    private static int shortest(long c, int q, boolean lowerIsCloser, MutableDirectBuffer target, int at) {
        int outside = (int) (c & 1);
        int k = q * 1_262_611 - (lowerIsCloser ? 524_031 : 0) >> 22;
        int h = q + (-k * 1_741_647 >> 19) + 1;
        long high = POWERS[(-k - SMALLEST_POWER) * 2];
        long low = POWERS[(-k - SMALLEST_POWER) * 2 + 1];
        long lower = roundToOdd(high, low, (4 * c - 2 + (lowerIsCloser ? 1 : 0)) << h) + outside;
        long middle = roundToOdd(high, low, 4 * c << h);
        long upper = roundToOdd(high, low, (4 * c + 2) << h) - outside;
        long s = middle >> 2;
        if (s >= 10) {
            long tens = s / 10;
            boolean down = lower <= 40 * tens;
            boolean up = 40 * tens + 40 <= upper;
            if (down != up) {
                return format(up ? tens + 1 : tens, k + 1, target, at);
            }
        }
        boolean down = lower <= 4 * s;
        boolean up = 4 * s + 4 <= upper;
        if (down != up) {
            return format(up ? s + 1 : s, k, target, at);
        }
        long half = 4 * s + 2;
        boolean roundUp = middle > half || middle == half && (s & 1) != 0;
        return format(roundUp ? s + 1 : s, k, target, at);
    }

    private static long roundToOdd(long high, long low, long factor) {
        long carry = unsignedMultiplyHigh(low, factor);
        long y0 = high * factor + carry;
        long y1 = unsignedMultiplyHigh(high, factor) + (Long.compareUnsigned(y0, carry) < 0 ? 1 : 0);
        return y1 | (Long.compareUnsigned(y0, 1) > 0 ? 1 : 0);
    }

    private static long unsignedMultiplyHigh(long a, long b) {
        return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
    }

    /** Writes digits * 10^k; returns where the text ends. */
    private static int format(long value, int exponent, MutableDirectBuffer target, int offset) {
        long digits = value;
        int k = exponent;
        while (digits >= 10 && digits % 10 == 0) {
            digits /= 10;
            k++;
        }
        int count = digitCount(digits);
        int point = digits == 0 ? 1 : count + k;
        if (point > PLAIN_TO || point < PLAIN_FROM) {
            return scientific(digits, count, point - 1, target, offset);
        }
        if (point <= 0) {
            int start = zeros(target, offset, 2 - point);
            target.putByte(offset + 1, (byte) '.');
            return putDigits(digits, count, target, start);
        }
        if (point >= count) {
            int end = zeros(target, putDigits(digits, count, target, offset), point - count);
            target.putByte(end, (byte) '.');
            target.putByte(end + 1, (byte) '0');
            return end + 2;
        }
        return withPoint(digits, count, point, target, offset);
    }

    private static int scientific(long digits, int count, int exponent, MutableDirectBuffer target, int offset) {
        int at = count == 1 ? putDigits(digits, count, target, offset) : withPoint(digits, count, 1, target, offset);
        target.putByte(at++, (byte) 'e');
        if (exponent < 0) {
            target.putByte(at++, (byte) '-');
        }
        int size = Math.abs(exponent);
        return putDigits(size, digitCount(size), target, at);
    }

    /** Digits with the point after the first {@code point} of them. */
    private static int withPoint(long digits, int count, int point, MutableDirectBuffer target, int offset) {
        int end = putDigits(digits, count, target, offset + 1);
        for (int i = 0; i < point; i++) {
            target.putByte(offset + i, target.getByte(offset + i + 1));
        }
        target.putByte(offset + point, (byte) '.');
        return end;
    }

    private static int zeros(MutableDirectBuffer target, int offset, int count) {
        for (int i = 0; i < count; i++) {
            target.putByte(offset + i, (byte) '0');
        }
        return offset + count;
    }

    private static int putDigits(long digits, int count, MutableDirectBuffer target, int offset) {
        long left = digits;
        for (int i = offset + count - 1; i >= offset; i--) {
            long tenth = left / 10;
            target.putByte(i, (byte) ('0' + (left - tenth * 10)));
            left = tenth;
        }
        return offset + count;
    }

    private static int digitCount(long digits) {
        int count = 1;
        for (long left = digits; left >= 10; left /= 10) {
            count++;
        }
        return count;
    }

    private static long[] powers() {
        long[] powers = new long[(LARGEST_POWER - SMALLEST_POWER + 1) * 2];
        for (int k = SMALLEST_POWER; k <= LARGEST_POWER; k++) {
            BigInteger power = BigInteger.TEN.pow(Math.abs(k));
            BigInteger bits = k < 0 ? reciprocal(power) : leading(power);
            powers[(k - SMALLEST_POWER) * 2] = bits.shiftRight(Long.SIZE).longValue();
            powers[(k - SMALLEST_POWER) * 2 + 1] = bits.longValue();
        }
        return powers;
    }

    private static BigInteger leading(BigInteger power) {
        int shift = 2 * Long.SIZE - power.bitLength();
        return shift >= 0
                ? power.shiftLeft(shift)
                : power.negate().shiftRight(-shift).negate();
    }

    private static BigInteger reciprocal(BigInteger power) {
        BigInteger numerator = BigInteger.ONE.shiftLeft(power.bitLength() + 2 * Long.SIZE - 1);
        return numerator.add(power).subtract(BigInteger.ONE).divide(power);
    }
}
