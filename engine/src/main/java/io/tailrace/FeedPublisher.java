package io.tailrace;

import io.tailrace.error.Arguments;
import io.tailrace.feed.Change;
import io.tailrace.feed.Feed;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

/** Gives each subscriber a feed of its own. Any thread. */
final class FeedPublisher implements Flow.Publisher<Change> {
    private final Supplier<Feed> feeds;
    private final Subscriptions subscriptions;

    FeedPublisher(Supplier<Feed> feeds, Subscriptions subscriptions) {
        this.feeds = feeds;
        this.subscriptions = subscriptions;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Change> subscriber) {
        if (subscriber == null) {
            throw new NullPointerException("the subscriber is null"); // what the interface asks for
        }
        Feed feed;
        try {
            feed = Arguments.given(feeds.get(), "the feed", "publisher(feeds)");
        } catch (Throwable e) {
            subscriptions.refuse(subscriber, e);
            return;
        }
        subscriptions.add(feed, subscriber);
    }
}
