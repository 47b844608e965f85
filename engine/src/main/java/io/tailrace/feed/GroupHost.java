package io.tailrace.feed;

/**
 * What a group tells whoever has made it. Any thread.
 *
 * @hidden
 */
public interface GroupHost {
    /** One that wants to know nothing, of a group that its caller polls. */
    GroupHost NONE = new GroupHost() {
        @Override
        public void over(FeedRun run) {}

        @Override
        public void hurry(Thread thread) {}

        @Override
        public void isolate(FeedRun run) {}

        @Override
        public void ordered() {}
    };

    /**
     * Nobody needs to know of a run any more: it was closed, or has ended without an error.
     *
     * @param run that is over
     */
    void over(FeedRun run);

    /**
     * Somebody has waited long for a handler to return, to close its feed.
     *
     * @param thread on which the handler is at work
     */
    void hurry(Thread thread);

    /**
     * A run has left its group and is to be given another one, by {@link FeedGroup#adopt}.
     *
     * @param run that was slow
     */
    void isolate(FeedRun run);

    /** The group has something to do that no change brings: a feed was added, closed or resumed. */
    void ordered();
}
