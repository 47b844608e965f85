package io.tailrace.cli.options;

import java.math.BigDecimal;

/** Reads seconds as they were typed. */
final class Seconds {
    private Seconds() {}

    /**
     * Seconds as a whole number of nanoseconds. A great exponent is not written out, which would take all memory.
     *
     * @param seconds such as 0.5 or 1e-3
     * @return from 0 to 292 years, negative where they are none
     */
    static long nanos(String seconds) {
        try {
            return new BigDecimal(seconds).scaleByPowerOfTen(9).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            return -1;
        }
    }
}
