package io.tailrace.realdata;

import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.Feed;
import java.util.ArrayList;
import java.util.List;

/** Feeds that one thread polls in turn, and others add and close. Any thread. */
final class PolledFeeds {
    private final List<Member> members = new ArrayList<>();
    private boolean closed;

    synchronized Member add(Feed feed, ChangeHandler handler) {
        Member member = new Member(feed, handler);
        members.add(member);
        return member;
    }

    synchronized int poll(int limit) {
        int events = 0;
        for (Member member : List.copyOf(members)) { // handlers add and close
            events += member.feed.poll(member.handler, limit);
        }
        return events;
    }

    /** Whether everything up to a sequence is delivered to all that are open. */
    synchronized boolean reached(long sequence) {
        return members.stream().allMatch(member -> member.position() >= sequence);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized void close() {
        closed = true;
    }

    private synchronized void remove(Member member) {
        members.remove(member);
        member.feed.close();
    }

    /** A feed among them. */
    final class Member {
        private final Feed feed;
        private final ChangeHandler handler;

        private Member(Feed feed, ChangeHandler handler) {
            this.feed = feed;
            this.handler = handler;
        }

        long position() {
            return feed.position();
        }

        void close() {
            remove(this);
        }
    }
}
