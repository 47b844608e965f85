package io.tailrace.error;

/**
 * No space on the disk for the next block. Nothing was written, and what was acknowledged is unharmed; try again when
 * there is space.
 */
public final class DiskFullException extends JournalException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what, where and what to do next
     */
    public DiskFullException(String message) {
        super(message);
    }

    /**
     * Says what went wrong and keeps what caused it.
     *
     * @param message what, where and what to do next
     * @param cause what was caught
     */
    public DiskFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
