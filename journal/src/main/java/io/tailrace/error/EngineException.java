package io.tailrace.error;

/** The engine could not do what was asked. */
public class EngineException extends TailraceException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what, where and what to do next
     */
    public EngineException(String message) {
        super(message);
    }

    /**
     * Says what went wrong and keeps what caused it.
     *
     * @param message what, where and what to do next
     * @param cause what was caught
     */
    public EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}
