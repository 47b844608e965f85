package io.tailrace.error;

/**
 * The journal no longer belongs to this writer: its lock file or directory was removed or replaced, or another writer
 * has opened it. Nothing is acknowledged or forced after that, and the files are left to whoever has them now.
 */
public final class JournalFencedException extends JournalException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what, where and what to do next
     */
    public JournalFencedException(String message) {
        super(message);
    }

    /**
     * Says what went wrong and keeps what caused it.
     *
     * @param message what, where and what to do next
     * @param cause what was caught
     */
    public JournalFencedException(String message, Throwable cause) {
        super(message, cause);
    }
}
