package io.tailrace.error;

/** No table of that name. */
public final class UnknownTableException extends EngineException {
    private static final long serialVersionUID = 1L;

    private final String table;

    /**
     * Names the table.
     *
     * @param table the name asked for
     */
    public UnknownTableException(String table) {
        super("unknown table=" + table + ", create it first or check the name");
        this.table = table;
    }

    /** {@return the name asked for} */
    public String table() {
        return table;
    }
}
