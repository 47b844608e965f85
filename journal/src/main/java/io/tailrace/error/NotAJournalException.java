package io.tailrace.error;

/** The directory holds something other than a journal. */
public final class NotAJournalException extends JournalException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what, where and what to do next
     */
    public NotAJournalException(String message) {
        super(message);
    }

    /**
     * Says what went wrong and keeps what caused it.
     *
     * @param message what, where and what to do next
     * @param cause what was caught
     */
    public NotAJournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
