package io.tailrace.error;

/** The text of an expression cannot be parsed. The message shows the line, with a caret under the place. */
public final class ExpressionException extends EngineException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    /**
     * Says what is wrong where.
     *
     * @param message what, and the line with a caret
     * @param line from 1
     * @param column in characters, from 1
     */
    public ExpressionException(String message, int line, int column) {
        super(message);
        this.line = line;
        this.column = column;
    }

    /** {@return the line, from 1} */
    public int line() {
        return line;
    }

    /** {@return the column in characters, from 1} */
    public int column() {
        return column;
    }
}
