package io.tailrace.error;

/**
 * A warning: the clock is so far behind the last time in the journal that one of them must be wrong. The engine goes
 * on: times never go back, so they run on from there at half the pace of the clock until it has caught up.
 */
public final class ClockException extends EngineException {
    private static final long serialVersionUID = 1L;

    private final long behindNs;

    /**
     * Names both times.
     *
     * @param journalNs time that the journal has come to, epoch ns
     * @param clockNs what the clock says, epoch ns
     */
    public ClockException(long journalNs, long clockNs) {
        super("clock is behind the journal: clockNs=" + clockNs + " journalNs=" + journalNs + " behindNs="
                + behind(journalNs, clockNs)
                + ", changes are dated from there on at half the pace of the clock until it has"
                + " caught up: set the clock right, or begin a new journal if the times in it are wrong");
        behindNs = behind(journalNs, clockNs);
    }

    /** Times are any, so that their difference may be more than there are nanoseconds to tell. */
    private static long behind(long journalNs, long clockNs) {
        long differenceNs = journalNs - clockNs;
        return journalNs > clockNs && differenceNs < 0 ? Long.MAX_VALUE : differenceNs;
    }

    /** {@return how far the clock is behind, in nanoseconds; {@link Long#MAX_VALUE} where it is more} */
    public long behindNs() {
        return behindNs;
    }
}
