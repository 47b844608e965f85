package io.tailrace.feed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** What a feed has to deliver, recomputed from a plain list of changes with plain maps. */
final class PlainFeed {
    /** First old and last new view value of one key. */
    private static final class Pending {
        final long first;
        final String key;
        final Map<String, Object> oldValue;
        Map<String, Object> newValue;
        long last;
        long timeNs;

        Pending(FeedRig.Written change, Map<String, Object> oldValue) {
            first = change.sequence();
            key = change.key();
            this.oldValue = oldValue;
        }

        @Override
        public String toString() {
            return last + "@" + timeNs + " " + text(oldValue) + " -> " + text(newValue);
        }
    }

    private final List<FeedRig.Written> log;
    private final UnaryOperator<Map<String, Object>> view;
    private final Map<String, Pending> pending = new LinkedHashMap<>();
    private int next;
    private boolean conflates;

    /** @param view the document after the transforms, null when it is not there */
    PlainFeed(List<FeedRig.Written> log, UnaryOperator<Map<String, Object>> view) {
        this.log = log;
        this.view = view;
    }

    /** Every visible change of a table in a range. */
    List<String> verbatim(int table, long from, long until) {
        List<String> events = new ArrayList<>();
        for (FeedRig.Written change : log) {
            if (change.table() == table && change.sequence() >= from && change.sequence() <= until) {
                fold(change);
                take(events, Integer.MAX_VALUE);
            }
        }
        return events;
    }

    /** The events of all windows up to the last change, the last window included. */
    List<String> windows(int table, long from, long until, long widthNs) {
        List<String> events = new ArrayList<>();
        long window = 0;
        for (FeedRig.Written change : log) {
            if (change.sequence() < from || change.sequence() > until) {
                continue;
            }
            if (Math.floorDiv(change.timeNs(), widthNs) != window) {
                take(events, Integer.MAX_VALUE);
                window = Math.floorDiv(change.timeNs(), widthNs);
            }
            if (change.table() == table) {
                fold(change);
            }
        }
        take(events, Integer.MAX_VALUE);
        return events;
    }

    /** One read of a feed that squashes on read: folds up to the end of the read and takes some events. */
    List<String> read(int table, long from, long until, int limit) {
        for (; next < log.size() && log.get(next).sequence() <= until; next++) {
            FeedRig.Written change = log.get(next);
            if (change.table() == table && change.sequence() >= from) {
                fold(change);
            }
        }
        List<String> events = new ArrayList<>();
        take(events, limit);
        return events;
    }

    /**
     * One read of a feed that squashes where it is more than some changes behind, until a read ends that began less
     * than half of that behind.
     */
    List<String> conflatingRead(int table, long from, long until, int limit, long bound) {
        List<String> events = new ArrayList<>();
        long behind = 0;
        for (boolean begins = true; events.size() < limit && hasNext(until); begins = false) {
            FeedRig.Written change = log.get(next++);
            behind = begins ? until - Math.max(from, change.sequence()) + 1 : behind;
            if (change.table() == table && change.sequence() >= from) {
                fold(change);
            }
            conflates |= !pending.isEmpty() && behind > bound;
            take(events, conflates ? 0 : limit);
            if (conflates) {
                events.addAll(read(table, from, until, limit - events.size()));
            }
        }
        if (conflates && events.isEmpty()) {
            events.addAll(read(table, from, until, limit));
        }
        conflates &= events.size() == limit || behind > bound / 2;
        return events;
    }

    private boolean hasNext(long until) {
        return next < log.size() && log.get(next).sequence() <= until;
    }

    boolean conflates() {
        return conflates;
    }

    /** Sequence before the first pending change, or the one given when nothing is pending. */
    long position(long read) {
        return pending.isEmpty() ? read : pending.values().iterator().next().first - 1;
    }

    private void fold(FeedRig.Written change) {
        Map<String, Object> oldValue = apply(change.oldDocument());
        Map<String, Object> newValue = apply(change.newDocument());
        if (Objects.equals(oldValue, newValue)) {
            return;
        }
        Pending entry = pending.computeIfAbsent(change.key(), key -> new Pending(change, oldValue));
        entry.newValue = newValue;
        entry.last = change.sequence();
        entry.timeNs = change.timeNs();
        if (Objects.equals(entry.oldValue, entry.newValue)) {
            pending.remove(entry.key);
        }
    }

    private void take(List<String> events, int limit) {
        while (!pending.isEmpty() && events.size() < limit) {
            Pending entry = pending.values().iterator().next();
            events.add(entry.toString());
            pending.remove(entry.key);
        }
    }

    private Map<String, Object> apply(Map<String, Object> document) {
        return document == null ? null : view.apply(document);
    }

    private static String text(Map<String, Object> value) {
        return value == null ? "none" : value.toString();
    }
}
