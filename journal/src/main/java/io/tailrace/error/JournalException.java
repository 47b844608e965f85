package io.tailrace.error;

/** The journal could not be opened, read or written. */
public class JournalException extends TailraceException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what, where and what to do next
     */
    public JournalException(String message) {
        super(message);
    }

    /**
     * Says what went wrong and keeps what caused it.
     *
     * @param message what, where and what to do next
     * @param cause what was caught
     */
    public JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
