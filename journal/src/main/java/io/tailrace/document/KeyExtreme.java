package io.tailrace.document;

/**
 * What bounds a range of keys without being a value: it can stand in place of a key, or of an element of one.
 *
 * @hidden
 */
public enum KeyExtreme {
    /** Below every value. */
    MINVAL,
    /** Above every value. */
    MAXVAL
}
