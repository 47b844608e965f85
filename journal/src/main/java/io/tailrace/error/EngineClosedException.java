package io.tailrace.error;

/** The engine was closed before or during the call. */
public final class EngineClosedException extends EngineException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what, where and what to do next
     */
    public EngineClosedException(String message) {
        super(message);
    }

    /**
     * Says what went wrong and keeps what caused it.
     *
     * @param message what, where and what to do next
     * @param cause what was caught
     */
    public EngineClosedException(String message, Throwable cause) {
        super(message, cause);
    }
}
