package io.tailrace.error;

/** A named cursor cannot be used as was asked; its position has not changed. */
public final class CursorException extends EngineException {
    private static final long serialVersionUID = 1L;

    /** Why not. */
    public enum Reason {
        /** A name is 1 to 64 letters, digits, {@code _}, {@code -}, {@code .}, not beginning with {@code .}. */
        BAD_NAME,
        /** There is none of this name. */
        NO_SUCH_CURSOR,
        /** A feed has it; one at a time does. */
        IN_USE,
        /** Its position is one in the result of another query. */
        ANOTHER_QUERY,
        /** The journal ends before its position, or was cut before it and written anew since. */
        ANOTHER_HISTORY,
        /** Its file is damaged, and the journal has no position of it. */
        DAMAGED,
        /** A position was to be committed with a transaction by a feed that saves positions itself, or has none. */
        NOT_BY_TRANSACTION,
        /** There is no position among initial values. */
        INITIAL_VALUES,
        /** It stands elsewhere than this feed has left it. */
        MOVED
    }

    private final Reason reason;
    private final String cursor;

    /**
     * Names the cursor and says why.
     *
     * @param reason why
     * @param cursor its name, null where there is none
     * @param message what is not possible, and what to do next
     */
    public CursorException(Reason reason, String cursor, String message) {
        super(message);
        this.reason = reason;
        this.cursor = cursor;
    }

    /** {@return why, never null} */
    public Reason reason() {
        return reason;
    }

    /** {@return the name of the cursor, null where there is none} */
    public String cursor() {
        return cursor;
    }
}
