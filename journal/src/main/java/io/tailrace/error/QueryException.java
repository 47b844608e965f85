package io.tailrace.error;

/**
 * A query that cannot be carried out, refused when it is opened. Nothing has happened; the message says what to write
 * instead.
 */
public final class QueryException extends EngineException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with a query. */
    public enum Reason {
        /** There is no such table. */
        NO_SUCH_TABLE,
        /** There is no such index on the table. */
        NO_SUCH_INDEX,
        /** The index is being built. */
        INDEX_NOT_READY,
        /** A key of this type, or null, cannot be a primary key. */
        BAD_KEY,
        /** Null among the keys of getAll. */
        NULL_KEY,
        /** Null as a bound of between. */
        NULL_BOUND,
        /** A transform needs a sequence, and there is one document or number. */
        NOT_A_SEQUENCE,
        /** Something that has to see all documents before it can answer. */
        EAGER_STREAM,
        /** A limit without an order. */
        UNORDERED_LIMIT,
        /** An order without a limit. */
        ORDER_WITHOUT_LIMIT,
        /** An indexed order after a transform. */
        INDEXED_ORDER_BY_AFTER_TRANSFORM,
        /** A transform after a limit. */
        TRANSFORM_AFTER_LIMIT,
        /** A limit of a union. */
        SLICE_OF_UNION,
        /** A limit above what an ordered set can hold. */
        LIMIT_TOO_LARGE,
        /** Several ranges of one table. */
        MULTIPLE_RANGES,
        /** Several orders. */
        MULTIPLE_ORDERS,
        /** A range and an order by different indexes. */
        DIFFERENT_INDEXES,
        /** A random number before changes. */
        NON_DETERMINISTIC,
        /** now() after changes. */
        NOW_AFTER_CHANGES,
        /** Offsets of a feed that has no order. */
        OFFSETS_UNSUPPORTED,
        /** A queue size below 1 or above the limit. */
        BAD_QUEUE_SIZE,
        /** Squash that is neither a boolean nor a duration. */
        BAD_SQUASH_TYPE,
        /** Squash by a negative duration. */
        NEGATIVE_SQUASH,
        /** Any other argument that makes no sense. */
        BAD_ARGUMENT
    }

    private final Reason reason;

    /**
     * Says what is not possible.
     *
     * @param reason which kind
     * @param message what is not possible, where, and what to write instead
     */
    public QueryException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** {@return the kind, never null} */
    public Reason reason() {
        return reason;
    }
}
