package io.tailrace.error;

/**
 * A value beyond a limit: of documents and keys, or of tables, blocks and reads. Names the limit and the value. It is
 * no {@link DocumentException}: what was refused may be sound, and is only too large or too many here.
 */
public final class LimitException extends TailraceException {
    private static final long serialVersionUID = 1L;

    private final String limit;
    private final long value;
    private final long maximum;

    /**
     * Names the limit, the value that broke it, and the place.
     *
     * @param limit name of the limit, as in the configuration
     * @param value what was asked for
     * @param maximum what is allowed
     * @param where the field, key or name concerned, or an empty string
     */
    public LimitException(String limit, long value, long maximum, String where) {
        super("limit=" + limit + " value=" + value + " maximum=" + maximum + (where.isEmpty() ? "" : " " + where));
        this.limit = limit;
        this.value = value;
        this.maximum = maximum;
    }

    /**
     * Names the limit and the value that broke it.
     *
     * @param limit name of the limit, as in the configuration
     * @param value what was asked for
     * @param maximum what is allowed
     */
    public LimitException(String limit, long value, long maximum) {
        this(limit, value, maximum, "");
    }

    /** {@return the name of the limit, as in the configuration} */
    public String limit() {
        return limit;
    }

    /** {@return what was asked for, or where counting stopped} */
    public long value() {
        return value;
    }

    /** {@return what is allowed} */
    public long maximum() {
        return maximum;
    }
}
