package io.tailrace.error;

/**
 * No memory for one more entry of an index, see {@code -XX:MaxDirectMemorySize}; the index is unchanged, and reads and
 * removals go on.
 */
public final class IndexFullException extends EngineException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what, where and what to do next
     */
    public IndexFullException(String message) {
        super(message);
    }

    /**
     * Says what went wrong and keeps what caused it.
     *
     * @param message what, where and what to do next
     * @param cause what was caught
     */
    public IndexFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
