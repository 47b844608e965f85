package io.tailrace.write;

/**
 * How a caller waits for the engine: by sleeping beside running threads, or by running the duty cycle itself.
 *
 * @hidden
 */
public interface Waiting {
    /**
     * Lets time pass, or makes progress, for something that the engine or its clock brings about. Called again and
     * again until the condition holds.
     *
     * @param ack the acknowledgement that is waited for, or null
     * @param round how often this wait has called before, from 0
     * @throws io.tailrace.error.IllegalBlockingCallException when the caller is inside the duty cycle that it would
     *     wait for
     * @throws io.tailrace.error.StandstillException when the caller drives the engine, which has nothing to do, and the
     *     clock stands, and no other process can bring it about
     */
    void idle(Ack ack, int round);

    /**
     * Lets time pass, or makes progress, for something that another thread brings about, however long it takes.
     *
     * @param round how often this wait has called before, from 0
     * @throws io.tailrace.error.IllegalBlockingCallException as {@link #idle}
     */
    void idleBeside(int round);

    /**
     * Refuses a caller that cannot wait.
     *
     * @throws io.tailrace.error.IllegalBlockingCallException when the caller is inside the duty cycle that it would
     *     wait for
     */
    void check();
}
