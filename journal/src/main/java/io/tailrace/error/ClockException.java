package io.tailrace.error;

/**
 * The clock lies so far behind the last time in the journal that it must be wrong, now or when that was written. The
 * engine goes on: times never go back, so they run on from there at half the pace of the clock until it has caught up.
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
                + (journalNs - clockNs) + ", changes are dated from there on at half the pace of the clock until it has"
                + " caught up: set the clock right, or begin a new journal if the times in it are wrong");
        behindNs = journalNs - clockNs;
    }

    /**
     * How far the clock is behind.
     *
     * @return nanoseconds
     */
    public long behindNs() {
        return behindNs;
    }
}
