package io.tailrace.error;

/**
 * A wait that nothing can end: the caller drives the engine, there is nothing for it to do, and its clock stands still.
 * What was waited for is unchanged, and waiting may be tried again.
 */
public final class StandstillException extends EngineException {
    private static final long serialVersionUID = 1L;

    /**
     * Says how long that was watched.
     *
     * @param rounds of the duty cycle that did nothing
     * @param clockNs where the clock stands, epoch ns
     */
    public StandstillException(int rounds, long clockNs) {
        super("nothing to wait for: the engine has nothing to do and its clock stands: rounds=" + rounds + " clockNs="
                + clockNs + ", hand in what you wait for first, move the clock, or let threads run the engine");
    }
}
