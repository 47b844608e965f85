package io.tailrace.error;

/** A write to a journal that was opened for reading only, or to a directory that must not be written to. */
public final class ReadOnlyJournalException extends JournalException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what, where and what to do next
     */
    public ReadOnlyJournalException(String message) {
        super(message);
    }

    /**
     * Says what went wrong and keeps what caused it.
     *
     * @param message what, where and what to do next
     * @param cause what was caught
     */
    public ReadOnlyJournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
