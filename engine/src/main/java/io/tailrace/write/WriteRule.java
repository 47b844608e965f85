package io.tailrace.write;

/** What becomes of a write, given what is stored under its key. Without state. */
final class WriteRule {
    static final int STORE = 0;
    static final int MERGE = 1;
    static final int DELETE = 2;
    static final int SKIP = 3;
    static final int DUPLICATE = 4;
    static final int MISMATCH = 5;
    static final int MISSING = 6;
    static final int UNKNOWN = 7;

    /** The version of a document that an earlier write of the same transaction has left: it has none yet. */
    static final long UNKNOWN_VERSION = -2;

    private WriteRule() {}

    /**
     * The rule. What the write expects is looked at before what it is to do.
     *
     * @param found whether there is a document
     * @param version its version, 0 for none, or {@link #UNKNOWN_VERSION}, with a document or without one
     * @param expected the version that the write is for, 0 for no document, or {@link Ring#ANY_VERSION}
     */
    static int of(Operation operation, boolean found, long version, long expected) {
        if (expected != Ring.ANY_VERSION && !isMet(found, version, expected)) {
            return version == UNKNOWN_VERSION && expected != 0 ? UNKNOWN : MISMATCH;
        }
        return switch (operation) {
            case INSERT -> found ? DUPLICATE : STORE;
            case UPSERT -> STORE;
            case MERGE -> found ? MERGE : STORE;
            case UPDATE -> found ? MERGE : SKIP;
            case UPDATE_EXISTING -> found ? MERGE : MISSING;
            case REPLACE -> found ? STORE : SKIP;
            case REPLACE_EXISTING -> found ? STORE : MISSING;
            case DELETE -> found ? DELETE : SKIP;
            default -> throw new IllegalStateException("unexpected operation=" + operation);
        };
    }

    private static boolean isMet(boolean found, long version, long expected) {
        return expected == 0 ? !found : version == expected;
    }
}
