package io.tailrace.error;

/** The journal was written by another version of the format than this one reads. */
public final class UnsupportedFormatException extends JournalException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what, where and what to do next
     */
    public UnsupportedFormatException(String message) {
        super(message);
    }

    /**
     * Says what went wrong and keeps what caused it.
     *
     * @param message what, where and what to do next
     * @param cause what was caught
     */
    public UnsupportedFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
