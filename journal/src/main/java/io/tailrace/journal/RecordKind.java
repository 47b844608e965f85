package io.tailrace.journal;

/** Kinds of records in a block. The public ones take a sequence, the others are catalogue and have none. */
public final class RecordKind {
    /** A document was inserted, replaced or deleted. */
    public static final int CHANGE = 1;

    /** A table was created; the record has no key and no images. */
    public static final int TABLE_CREATED = 2;

    /** A table was dropped with everything in it; the record has no key and no images. */
    public static final int TABLE_DROPPED = 3;

    /** An index was created; the id of the index stands in the place of a key, there are no images. */
    public static final int INDEX_CREATED = 4;

    /** An index was dropped; the id of the index stands in the place of a key, there are no images. */
    public static final int INDEX_DROPPED = 5;

    static final int FIELD = 16;
    static final int SHAPE = 17;
    static final int TABLE = 18;
    static final int INDEX = 19;
    /** A time that no later change is before. */
    static final int TIME = 20;
    /** Where a cursor stands, as of the transaction in whose block it is. */
    static final int CURSOR = 21;

    private RecordKind() {}

    static boolean isCatalogue(int kind) {
        return kind >= FIELD && kind <= CURSOR;
    }

    static boolean isSequenced(int kind) {
        return kind >= CHANGE && kind <= INDEX_DROPPED;
    }

    static boolean isOfIndex(int kind) {
        return kind == INDEX_CREATED || kind == INDEX_DROPPED;
    }
}
