package io.tailrace.journal;

/** Kinds of records in a block. The first three take a sequence, the others are catalogue and have none. */
public final class RecordKind {
    /** A document was inserted, replaced or deleted. */
    public static final int CHANGE = 1;

    /** A table was created; the record has no key and no images. */
    public static final int TABLE_CREATED = 2;

    /** A table was dropped with everything in it; the record has no key and no images. */
    public static final int TABLE_DROPPED = 3;

    static final int FIELD = 16;
    static final int SHAPE = 17;
    static final int TABLE = 18;

    private RecordKind() {}

    static boolean isCatalogue(int kind) {
        return kind >= FIELD && kind <= TABLE;
    }

    static boolean isSequenced(int kind) {
        return kind >= CHANGE && kind <= TABLE_DROPPED;
    }
}
