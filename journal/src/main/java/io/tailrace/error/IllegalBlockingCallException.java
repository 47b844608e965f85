package io.tailrace.error;

/**
 * A call that blocks, on the thread that would have to serve it. Use one that does not wait, such as
 * {@code commit(ack)}.
 */
public final class IllegalBlockingCallException extends EngineException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what, where and what to do next
     */
    public IllegalBlockingCallException(String message) {
        super(message);
    }

    /**
     * Says what went wrong and keeps what caused it.
     *
     * @param message what, where and what to do next
     * @param cause what was caught
     */
    public IllegalBlockingCallException(String message, Throwable cause) {
        super(message, cause);
    }
}
