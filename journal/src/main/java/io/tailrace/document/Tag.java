package io.tailrace.document;

/** The byte that says what a slot holds: the ordinal of its {@link ValueType}. */
final class Tag {
    static final byte ABSENT = 0;
    static final byte ARRAY = 1;
    static final byte BOOLEAN = 2;
    static final byte NULL = 3;
    static final byte INTEGER = 4;
    static final byte FLOAT = 5;
    static final byte OBJECT = 6;
    static final byte BYTES = 7;
    static final byte TIME = 8;
    static final byte STRING = 9;
    /** No type: a value that was taken back. */
    static final byte STALE = 10;

    private static final long LOWEST_BITS = 0x0101_0101_0101_0101L;

    private Tag() {}

    /** Place in the order of types; integers and floats share one. */
    static int rank(byte tag) {
        return tag == FLOAT ? INTEGER : tag;
    }

    /** Whether the value lies in the variable part and the slot only points there. */
    static boolean isVariable(byte tag) {
        return tag == STRING || tag == OBJECT || tag == ARRAY || tag == BYTES;
    }

    /** The same for eight tags at once, of a sound document: the lowest bit of each byte. */
    static long variable(long tags) {
        long odd = tags & LOWEST_BITS;
        long two = tags >>> 1;
        long four = tags >>> 2;
        return (two & four | odd & ~(two | four)) & LOWEST_BITS; // 6 and 7, 1 and 9
    }

    /**
     * The lowest bit of each of eight tags for which not every slot is a value: all but integers and times, and what is
     * no tag.
     */
    static long restricted(long tags) {
        return notZero(tags ^ LOWEST_BITS * INTEGER) & notZero(tags ^ LOWEST_BITS * TIME);
    }

    /** The lowest bit of each byte that is not zero. */
    static long notZero(long bytes) {
        long halves = bytes | bytes >>> 4;
        long quarters = halves | halves >>> 2;
        return (quarters | quarters >>> 1) & LOWEST_BITS;
    }

    /** Puts the lowest bits of eight bytes side by side. */
    static long fields(long lowestBits) {
        return lowestBits * 0x0102_0408_1020_4080L >>> Long.SIZE - Byte.SIZE;
    }

    static boolean isNested(byte tag) {
        return tag == OBJECT || tag == ARRAY;
    }
}
