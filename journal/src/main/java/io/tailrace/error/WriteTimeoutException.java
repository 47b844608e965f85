package io.tailrace.error;

/** A write was not accepted or not acknowledged in the time allowed. */
public final class WriteTimeoutException extends EngineException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what, where and what to do next
     */
    public WriteTimeoutException(String message) {
        super(message);
    }

    /**
     * Says what went wrong and keeps what caused it.
     *
     * @param message what, where and what to do next
     * @param cause what was caught
     */
    public WriteTimeoutException(String message, Throwable cause) {
        super(message, cause);
    }
}
