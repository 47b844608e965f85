package io.tailrace.error;

/** The ring is full and the configuration says to refuse rather than to wait. */
public final class BackPressureException extends EngineException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what, where and what to do next
     */
    public BackPressureException(String message) {
        super(message);
    }

    /**
     * Says what went wrong and keeps what caused it.
     *
     * @param message what, where and what to do next
     * @param cause what was caught
     */
    public BackPressureException(String message, Throwable cause) {
        super(message, cause);
    }
}
