package io.tailrace;

/** Somebody for whom retention waits. Any thread asks. */
interface RetentionHold {
    /**
     * Where it stands.
     *
     * @return the oldest sequence that it still waits for, {@link Long#MAX_VALUE} where for none
     */
    long oldestNeeded();

    /**
     * It was waited for as long as the policy says, and what it waits for is gone. It should not ask for that again.
     *
     * @param oldest the oldest sequence that can be served
     */
    void expired(long oldest);
}
