package io.tailrace.write;

/** What becomes of a write, given what is stored under its key. Without state. */
final class WriteRule {
    static final int STORE = 0;
    static final int MERGE = 1;
    static final int DELETE = 2;
    static final int SKIP = 3;
    static final int DUPLICATE = 4;
    static final int MISMATCH = 5;

    private WriteRule() {}

    /** The rule; {@code version} is that of the stored document, 0 for none. */
    static int of(final Operation operation, final boolean found, final long version, final long expected) {
        return switch (operation) {
            case INSERT -> found ? DUPLICATE : STORE;
            case UPSERT -> STORE;
            case MERGE -> found ? MERGE : STORE;
            case UPDATE -> found ? MERGE : SKIP;
            case DELETE -> found ? DELETE : SKIP;
            case REPLACE_VERSION -> version == expected ? STORE : MISMATCH;
            case DELETE_VERSION -> version != expected ? MISMATCH : found ? DELETE : SKIP;
            default -> throw new IllegalStateException("unexpected operation=" + operation);
        };
    }
}
