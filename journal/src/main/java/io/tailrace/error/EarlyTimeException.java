package io.tailrace.error;

/** A write brought a time further ahead of the engine's clock than {@code earliness} allows; nothing was written. */
public final class EarlyTimeException extends EngineException {
    private static final long serialVersionUID = 1L;

    private final long timeNs;
    private final long clockNs;

    /**
     * Names both times and the bound.
     *
     * @param timeNs the time that was brought, epoch ns
     * @param clockNs the engine's clock, epoch ns
     * @param earlinessNs how far ahead a time may lie
     */
    public EarlyTimeException(long timeNs, long clockNs, long earlinessNs) {
        super("time is too far ahead of the engine's clock, nothing was written: timeNs=" + timeNs + " clockNs="
                + clockNs + " earlinessNs=" + earlinessNs
                + ", mend the time, raise TailraceConfig.earliness(d), or for recorded"
                + " times give the engine a clock that follows them");
        this.timeNs = timeNs;
        this.clockNs = clockNs;
    }

    /** {@return the time that was brought, in nanoseconds since the epoch} */
    public long timeNs() {
        return timeNs;
    }

    /** {@return what the engine's clock said, in nanoseconds since the epoch} */
    public long clockNs() {
        return clockNs;
    }
}
