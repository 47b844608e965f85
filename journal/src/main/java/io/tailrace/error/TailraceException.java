package io.tailrace.error;

/** Root of everything Tailrace throws by itself. Unchecked. */
public class TailraceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what, where and what to do next
     */
    public TailraceException(String message) {
        super(message);
    }

    /**
     * Says what went wrong and keeps what caused it.
     *
     * @param message what, where and what to do next
     * @param cause what was caught
     */
    public TailraceException(String message, Throwable cause) {
        super(message, cause);
    }
}
