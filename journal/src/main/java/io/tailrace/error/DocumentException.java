package io.tailrace.error;

/** A document, value, key, name or text that cannot be accepted, or read as asked. */
public class DocumentException extends TailraceException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what, where and what to do next
     */
    public DocumentException(String message) {
        super(message);
    }

    /**
     * Says what went wrong and keeps what caused it.
     *
     * @param message what, where and what to do next
     * @param cause what was caught
     */
    public DocumentException(String message, Throwable cause) {
        super(message, cause);
    }
}
