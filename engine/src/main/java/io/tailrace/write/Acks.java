package io.tailrace.write;

/**
 * What the engine does with acks and nobody else should. Without state, any thread.
 *
 * @hidden
 */
public final class Acks {
    private Acks() {}

    /**
     * Decides an ack that was not handed in, because there turned out to be nothing to write.
     *
     * @param ack of no write under way
     * @param lastSequence last sequence assigned
     * @return the ack, done with {@link Outcome#SKIPPED}
     */
    public static Ack skip(Ack ack, long lastSequence) {
        return ack.skip(lastSequence);
    }

    /**
     * Forgets the write before, for one of which nobody is going to know what it did.
     *
     * @param ack of no write under way
     * @return the ack, with {@link Outcome#RECEIVED} until it is used again
     * @throws IllegalStateException while a write is pending
     */
    public static Ack forget(Ack ack) {
        return ack.forget();
    }

    /**
     * Sleeps until the writer wakes the calling thread, at most the given time. For implementations of {@link Waiting}.
     *
     * @param ack of a write under way
     * @param maxNs longest sleep
     */
    public static void sleep(Ack ack, long maxNs) {
        ack.sleep(maxNs);
    }
}
