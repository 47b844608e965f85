package io.tailrace.bench.report;

import java.util.Locale;

/** The one way in which pages write a number, so that what they say can be compared with the raw results. */
final class Numbers {
    private static final double WHOLE = 100;
    private static final double TENTHS = 10;
    private static final double HUNDREDTHS = 0.1;

    private Numbers() {}

    /** Three digits or more: 0.123, 1.23, 12.3, 123, 12,345; a whole number as it is: 2. */
    static String text(double value) {
        double size = Math.abs(value);
        if (size >= WHOLE || value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        String format = size >= TENTHS ? "%.1f" : size >= HUNDREDTHS ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    /** What a raw result has there; a dash for nothing. */
    static String text(Object value) {
        return value instanceof Number number ? text(number.doubleValue()) : "-";
    }
}
