package io.tailrace.error;

/** The ring is full, and {@code BackPressure.REFUSE} is configured. Nothing was written; try again later. */
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
