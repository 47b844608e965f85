package io.tailrace.error;

/** No index of that name on a table, or not any more. */
public final class UnknownIndexException extends EngineException {
    private static final long serialVersionUID = 1L;

    /**
     * Names the table and the index.
     *
     * @param table the table
     * @param index the name asked for
     */
    public UnknownIndexException(String table, String index) {
        super("unknown index=" + index + " table=" + table + ", create it first or check the name");
    }
}
