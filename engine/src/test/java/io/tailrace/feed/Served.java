package io.tailrace.feed;

/** What tests of groups see and order of a run that users do not. */
public final class Served {
    private Served() {}

    /**
     * Whether the reader that it has in common with others serves it now, and its events do not come at an end of its
     * own.
     */
    public static boolean hasTurns(FeedRun run) {
        return run.isFollowing()
                && run.source.start.options().conflatesBeyond() == null
                && (squashNs(run) < 0 || run.source.until == Long.MAX_VALUE);
    }

    /** Width of the windows of one that can be served so, in nanoseconds, 0 for squash on read, below 0 for none. */
    public static long squashNs(FeedRun run) {
        return run.source.start.options().squashNs();
    }

    /** Has it move to a group of its own, as one whose handler was slow. */
    public static void isolate(FeedRun run) {
        run.isolate();
    }
}
