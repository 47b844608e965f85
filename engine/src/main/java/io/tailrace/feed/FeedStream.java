package io.tailrace.feed;

import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The events of a feed as a stream of copies. One thread at a time. */
final class FeedStream implements Spliterator<Change> {
    private final Feed feed;

    private FeedStream(Feed feed) {
        this.feed = feed;
    }

    static Stream<Change> of(Feed feed) {
        return StreamSupport.stream(new FeedStream(feed), false).onClose(feed::close);
    }

    @Override
    public boolean tryAdvance(Consumer<? super Change> action) {
        Change change = feed.take();
        if (change == null) {
            feed.close(); // a stream that was read to its end is seldom closed
            return false;
        }
        action.accept(change.copy());
        return true;
    }

    /** There is no second half to what is to come. */
    @Override
    public Spliterator<Change> trySplit() {
        return null;
    }

    @Override
    public long estimateSize() {
        return Long.MAX_VALUE;
    }

    @Override
    public int characteristics() {
        return ORDERED | NONNULL | IMMUTABLE;
    }
}
