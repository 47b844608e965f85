package io.tailrace.error;

/** The JVM was started without flags that memory mapping needs; the message has the lines to add. */
public final class MissingJvmFlagsException extends JournalException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what, where and what to do next
     */
    public MissingJvmFlagsException(String message) {
        super(message);
    }

    /**
     * Says what went wrong and keeps what caused it.
     *
     * @param message what, where and what to do next
     * @param cause what was caught
     */
    public MissingJvmFlagsException(String message, Throwable cause) {
        super(message, cause);
    }
}
