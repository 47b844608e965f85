package io.tailrace.error;

/** A value beyond one of the configured limits. */
public final class LimitException extends DocumentException {
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

    /**
     * The name of the limit, as in the configuration.
     *
     * @return name of the limit, as in the configuration
     */
    public String limit() {
        return limit;
    }

    /**
     * The what was asked for.
     *
     * @return what was asked for
     */
    public long value() {
        return value;
    }

    /**
     * The what is allowed.
     *
     * @return what is allowed
     */
    public long maximum() {
        return maximum;
    }
}
