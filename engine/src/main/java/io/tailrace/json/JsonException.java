package io.tailrace.json;

import io.tailrace.error.DocumentException;

/**
 * A JSON text that is no document: what is wrong, in which line and at which column.
 *
 * @hidden
 */
public final class JsonException extends DocumentException {
    private static final long serialVersionUID = 1L;

    private final String problem;
    private final long line;
    private final int column;
    private final boolean syntax;

    /**
     * An error at a place of a text.
     *
     * @param problem what is wrong, without the place
     * @param line 1-based line of the text
     * @param column 1-based column, counted in code points
     * @param syntax true when the text is no JSON at all; false when it is JSON that no document can hold
     * @param cause what was refused underneath, or null
     */
    JsonException(String problem, long line, int column, boolean syntax, Throwable cause) {
        super(problem + ": line=" + line + " column=" + column);
        if (cause != null) {
            initCause(cause);
        }
        this.problem = problem;
        this.line = line;
        this.column = column;
        this.syntax = syntax;
    }

    /** {@return what is wrong, in one line, without the place} */
    public String problem() {
        return problem;
    }

    /** {@return the line of the text that was read, beginning with 1} */
    public long line() {
        return line;
    }

    /** {@return the column in that line in code points, beginning with 1} */
    public int column() {
        return column;
    }

    /**
     * Whether the text is no JSON at all, as opposed to JSON that cannot be stored, such as an integer beyond 64 bits.
     *
     * @return true for a syntax error
     */
    public boolean syntax() {
        return syntax;
    }
}
