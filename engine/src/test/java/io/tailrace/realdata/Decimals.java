package io.tailrace.realdata;

/** Decimal text to exact integers. */
final class Decimals {
    private static final int FRACTION_DIGITS = 8;

    private Decimals() {}

    /** The number times 10^8. At most eight digits after the point, no sign, no exponent. */
    static long e8(CharSequence text, int from, int to) {
        long value = 0;
        int fraction = -1;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '.' && fraction < 0 && i > from) {
                fraction = 0;
            } else if (c >= '0' && c <= '9' && fraction < FRACTION_DIGITS) {
                value = Math.addExact(Math.multiplyExact(value, 10L), c - '0');
                fraction += fraction < 0 ? 0 : 1;
            } else {
                throw new NumberFormatException(
                        "not a decimal with 8 fraction digits at most: text=" + text.subSequence(from, to));
            }
        }
        if (from >= to || fraction == 0) {
            throw new NumberFormatException("not a decimal: text=" + text.subSequence(from, to));
        }
        for (int i = Math.max(fraction, 0); i < FRACTION_DIGITS; i++) {
            value = Math.multiplyExact(value, 10L);
        }
        return value;
    }

    static long e8(CharSequence text) {
        return e8(text, 0, text.length());
    }
}
