package io.tailrace;

/** Somebody for whom retention waits. Any thread asks. */
interface RetentionHold {
    /**
     * Where it stands.
     *
     * @return the oldest sequence that it still waits for, {@link Long#MAX_VALUE} where for none; what is not held any
     *     more does not count
     */
    long oldestNeeded();

    /**
     * Somebody was waited for as long as the policy says, and what he waits for is gone.
     *
     * @param former the oldest sequence that could be served before
     * @param oldest the oldest one that can be served since
     */
    void expired(long former, long oldest);
}
