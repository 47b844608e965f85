package io.tailrace;

/** Which threads run an engine. */
public enum Threading {
    /**
     * The writer, the janitor and the forcing have a thread each, and so have the dispatchers that run feeds, see
     * {@link TailraceConfig#feedThreads(int)}.
     */
    DEDICATED,
    /**
     * One thread runs the writer and all feeds that are run with a handler; another one prepares space, and a third one
     * waits for the device. Fewest hand-overs on few cores; a handler that is slow holds up the writer, and a blocking
     * write from a handler is refused.
     */
    SHARED,
    /**
     * No thread: the caller runs {@link Tailrace#doWork()}, and a call that has to wait runs it itself. Any thread may,
     * one at a time, and it is that thread that waits for the device. With an injected clock everything is
     * deterministic; timeouts go by that clock too, so somebody has to move it.
     */
    INVOKER
}
