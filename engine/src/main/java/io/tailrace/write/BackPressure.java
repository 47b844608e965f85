package io.tailrace.write;

/** What a producer does when the ring has no room. */
public enum BackPressure {
    /** Waits until there is room. */
    BLOCK,
    /** Waits at most the configured time, then throws {@link io.tailrace.error.WriteTimeoutException}. */
    TIMEOUT,
    /** Throws {@link io.tailrace.error.BackPressureException} at once. */
    REFUSE
}
