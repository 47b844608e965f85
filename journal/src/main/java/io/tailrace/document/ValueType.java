package io.tailrace.document;

import io.tailrace.error.StaleViewException;

/**
 * Type of a value. The order of the constants is the order of values of different types, but for the numbers: integers
 * and floats are one class and compare by mathematical value.
 */
public enum ValueType {
    /** No value: the field is not there. Never stored. */
    ABSENT,
    /** A list of values of any types. */
    ARRAY,
    /** True or false. */
    BOOLEAN,
    /** The value null, which is not the same as absent. */
    NULL,
    /** A signed 64-bit integer. */
    INTEGER,
    /** A finite 64-bit float. */
    FLOAT,
    /** Named values. */
    OBJECT,
    /** Raw bytes. */
    BYTES,
    /** An instant, in nanoseconds since 1970-01-01T00:00:00Z. */
    TIME,
    /** Unicode text, kept and compared as UTF-8. */
    STRING;

    private static final ValueType[] BY_TAG = values();

    static ValueType ofTag(byte tag) {
        if (tag <= 0 || tag >= BY_TAG.length) {
            if (tag == Tag.STALE) {
                throw new StaleViewException("value");
            }
            throw Rejections.unknownTag(tag);
        }
        return BY_TAG[tag];
    }
}
