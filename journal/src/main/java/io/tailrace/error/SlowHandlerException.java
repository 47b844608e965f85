package io.tailrace.error;

import java.time.Duration;

/**
 * A warning: a handler has kept its thread longer than {@code handlerAllowance}, and delayed all other feeds on it. The
 * feed goes on. The error handler of the engine gets this once for each feed, and once more when the feed is moved to a
 * thread of its own.
 */
public final class SlowHandlerException extends TailraceException {
    private static final long serialVersionUID = 1L;

    /** Name of the run. */
    private final String feed;

    /**
     * Makes a warning.
     *
     * @param feed name of the run
     * @param sequence position of the feed
     * @param tookNs for how long the handler is at work by now
     * @param allowedNs how long is allowed
     * @param isolated whether the feed goes on beside the others, on a thread of its own
     */
    public SlowHandlerException(String feed, long sequence, long tookNs, long allowedNs, boolean isolated) {
        super("slow handler, feed=" + feed + " took=" + text(tookNs) + " allowed=" + text(allowedNs)
                + " after sequence=" + sequence
                + (isolated
                        ? ": its feed is given a thread of its own"
                        : ": it holds up the feeds beside it, run it by Tailrace.runDedicated(name, feed, handler),"
                                + " or set TailraceConfig.isolateSlow(true)"));
        this.feed = feed;
    }

    private static String text(long ns) {
        return Duration.ofMillis(ns / 1_000_000).toString();
    }

    /** {@return the name of the run} */
    public String feed() {
        return feed;
    }
}
