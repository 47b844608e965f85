package io.tailrace;

/** Which threads run an engine. */
public enum Threading {
    /**
     * Writer, janitor, forcing and snapshots have a thread each, and feeds have
     * {@link TailraceConfig#feedThreads(int)}.
     */
    DEDICATED,
    /**
     * One thread runs the writer and all feeds that the engine runs; preparing space, forcing and snapshots have
     * theirs. Fewest hand-overs on few cores; but a slow handler delays the writer, and a blocking write from a handler
     * is refused.
     */
    SHARED,
    /**
     * No thread: the caller runs {@link Tailrace#doWork()}, and a call that has to wait runs it itself. Any thread may,
     * one at a time, and that thread also waits for the disk. With an injected clock everything is deterministic;
     * timeouts go by that clock too, so something has to move it.
     */
    INVOKER
}
