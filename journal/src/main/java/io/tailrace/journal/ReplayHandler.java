package io.tailrace.journal;

/** Takes the changes of a replay. */
@FunctionalInterface
public interface ReplayHandler {
    /**
     * Takes one change.
     *
     * @param change stands at the change; valid during the call only
     */
    void onChange(JournalReader change);
}
