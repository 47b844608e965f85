package io.tailrace.error;

/** Another engine has the journal open for writing. */
public final class JournalInUseException extends JournalException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what, where and what to do next
     */
    public JournalInUseException(String message) {
        super(message);
    }

    /**
     * Says what went wrong and keeps what caused it.
     *
     * @param message what, where and what to do next
     * @param cause what was caught
     */
    public JournalInUseException(String message, Throwable cause) {
        super(message, cause);
    }
}
