package io.tailrace.cli.console;

import java.io.IOException;

/**
 * Standard output takes no more.
 *
 * @hidden
 */
public final class OutputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutputException(IOException cause) {
        super(cause.getMessage(), cause);
    }

    /** Whether the reader has gone, as {@code head} does when it has seen enough: no reason to complain. */
    public boolean readerGone() {
        String message = String.valueOf(getMessage());
        return message.contains("Broken pipe")
                || message.contains("Pipe closed")
                || message.contains("Connection reset");
    }
}
