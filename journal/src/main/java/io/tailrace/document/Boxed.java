package io.tailrace.document;

import java.math.BigInteger;
import java.time.Instant;

/**
 * What plain Java objects are as scalars, asked in one place by all that take them: documents, keys, bounds of indexes,
 * expressions. Without state, any thread; does not allocate.
 *
 * @hidden
 */
public final class Boxed {
    private Boxed() {}

    /**
     * The type that an object has as a scalar: {@link ValueType#STRING} for a {@code CharSequence},
     * {@link ValueType#FLOAT} for a {@code Double} or {@code Float}, {@link ValueType#INTEGER} for any other
     * {@code Number}, of which {@link #isWhole} says whether it fits.
     *
     * @param value any object, or null
     * @return {@link ValueType#ABSENT} for what is no scalar
     */
    public static ValueType scalar(Object value) {
        if (value == null) {
            return ValueType.NULL;
        }
        if (value instanceof CharSequence) {
            return ValueType.STRING;
        }
        if (value instanceof Boolean) {
            return ValueType.BOOLEAN;
        }
        if (value instanceof Double || value instanceof Float) {
            return ValueType.FLOAT;
        }
        if (value instanceof Number) {
            return ValueType.INTEGER;
        }
        if (value instanceof Instant) {
            return ValueType.TIME;
        }
        return value instanceof byte[] ? ValueType.BYTES : ValueType.ABSENT;
    }

    /**
     * {@return whether a number is of a class of whole numbers and fits 64 bits}
     *
     * @param number not null
     */
    public static boolean isWhole(Number number) {
        return number instanceof Long
                || number instanceof Integer
                || number instanceof Short
                || number instanceof Byte
                || number instanceof BigInteger big && big.bitLength() < Long.SIZE;
    }
}
