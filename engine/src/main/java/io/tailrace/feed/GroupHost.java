package io.tailrace.feed;

/**
 * What a group tells whoever has made it. Any thread.
 *
 * @hidden
 */
public interface GroupHost {
    /** Which feeds a group serves. */
    enum Part {
        /** All that it is given. */
        ALL,
        /** Those that stand about where the journal ends: others are passed on. */
        LEVEL,
        /** Those that catch up, or show initial values: when they have come up they are passed on. */
        BEHIND
    }

    /** One that wants to know nothing, of a group that its caller polls. */
    GroupHost NONE = new GroupHost() {};

    /**
     * Nobody needs to know of a run any more: it was closed, or has ended without an error.
     *
     * @param run that is over
     */
    default void over(FeedRun run) {}

    /**
     * Somebody has waited long for a handler to return, to close its feed.
     *
     * @param thread on which the handler is at work
     */
    default void hurry(Thread thread) {}

    /**
     * A run has left its group and is to be given another one, by {@link FeedGroup#adopt}.
     *
     * @param run that was slow
     */
    default void isolate(FeedRun run) {}

    /** Which feeds the group serves; always the same. */
    default Part part() {
        return Part.ALL;
    }

    /**
     * A run has left its group, which is not for it any more, and is to be given the other one, by
     * {@link FeedGroup#adopt}.
     *
     * @param run that was passed on
     * @return false when that is not possible, and the run stays
     */
    default boolean passOn(FeedRun run) {
        return false;
    }

    /** The group has something to do that no change brings: a feed was added, closed or resumed. */
    default void ordered() {}
}
