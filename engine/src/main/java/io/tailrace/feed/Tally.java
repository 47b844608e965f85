package io.tailrace.feed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Where the changes are that a feed has looked at, each in one place. Written by the thread that serves the feed, read
 * by any, number by number; allocates nothing.
 *
 * <p>A change that several events are made of, of copies, branches or places in an order, goes with the first of what
 * waits and shows it; what waits stands for one change at most, the last one that went with it.
 */
final class Tally {
    private static final VarHandle DELIVERED;
    private static final VarHandle SQUASHED;
    private static final VarHandle FILTERED;
    private static final VarHandle DROPPED;
    private static final VarHandle PENDING;
    private static final VarHandle COUNTED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            DELIVERED = lookup.findVarHandle(Tally.class, "delivered", long.class);
            SQUASHED = lookup.findVarHandle(Tally.class, "squashed", long.class);
            FILTERED = lookup.findVarHandle(Tally.class, "filtered", long.class);
            DROPPED = lookup.findVarHandle(Tally.class, "dropped", long.class);
            PENDING = lookup.findVarHandle(Tally.class, "pending", long.class);
            COUNTED = lookup.findVarHandle(Tally.class, "counted", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Whether a step after {@code changes} leaves out the event that is to count as delivered. */
    boolean leavesOut;

    /**
     * Tells what was delivered without a look by the feed; null while no group has it, written by who adds it there.
     */
    private volatile FeedRun run;

    private long delivered;
    private long squashed;
    private long filtered;
    private long dropped;
    private long pending;
    /** The last change that is in one of these. */
    private long counted;
    /** The change at hand, and what has become of it so far. */
    private long sequence;

    private boolean waits;
    private boolean vanished;

    /** A change is at hand; a second time, where there was no room for it, nothing is forgotten. */
    void begin(long ofSequence) {
        if (sequence != ofSequence) {
            sequence = ofSequence;
            waits = false;
            vanished = false;
        }
    }

    /**
     * A change was looked at, if it was begun: one that does not wait was not to be seen, or has undone what waited.
     */
    void end(long ofSequence) {
        if (sequence != ofSequence || waits) {
            return;
        }
        if (vanished) {
            SQUASHED.setOpaque(this, squashed + 1);
            COUNTED.setOpaque(this, ofSequence);
        } else {
            filter(ofSequence);
        }
    }

    /** The change at hand is not to be seen; all that {@link #begin} and {@link #end} do. */
    void filter(long ofSequence) {
        FILTERED.setOpaque(this, filtered + 1);
        COUNTED.setOpaque(this, ofSequence);
    }

    /**
     * The change at hand has become a part of something that waits.
     *
     * @param stands whether that stands for a change already
     * @return whether it does so now
     */
    boolean join(boolean stands) {
        if (waits) {
            return stands;
        }
        waits = true;
        if (stands) {
            SQUASHED.setOpaque(this, squashed + 1);
        } else {
            PENDING.setOpaque(this, pending + 1);
        }
        COUNTED.setOpaque(this, sequence);
        return true;
    }

    /** Something that waited is undone by the change at hand; whether it stood for another change. */
    void undo(boolean stands) {
        vanished = true;
        if (stands) {
            undo(1);
        }
    }

    /** What waited, and stood for so many changes, will not be seen. */
    void undo(int changes) {
        PENDING.setOpaque(this, pending - changes);
        SQUASHED.setOpaque(this, squashed + changes);
    }

    /** What waited, and stood for so many changes, has arrived as one event. */
    void deliver(int changes) {
        if (changes > 0) {
            undo(changes - 1);
            arrive(!leavesOut);
        }
    }

    /** One that waited has arrived, or was left out. */
    void arrive(boolean isShown) {
        PENDING.setOpaque(this, pending - 1);
        if (isShown) {
            DELIVERED.setOpaque(this, delivered + 1);
        } else {
            FILTERED.setOpaque(this, filtered + 1);
        }
    }

    /** What waited, and stood for so many changes, was thrown away. */
    void drop(int changes) {
        PENDING.setOpaque(this, pending - changes);
        DROPPED.setOpaque(this, dropped + changes);
    }

    /** From now on a run may deliver changes without a look by the feed. */
    void run(FeedRun by) {
        run = by;
    }

    /** How many were delivered like that. */
    long shown() {
        FeedRun by = run;
        return by == null ? 0 : by.shown();
    }

    /** How many changes are in any place. */
    long seen() {
        return delivered() + squashed() + filtered() + dropped() + pending();
    }

    long delivered() {
        return (long) DELIVERED.getOpaque(this) + shown();
    }

    long squashed() {
        return (long) SQUASHED.getOpaque(this);
    }

    long filtered() {
        return (long) FILTERED.getOpaque(this);
    }

    long dropped() {
        return (long) DROPPED.getOpaque(this);
    }

    long pending() {
        return (long) PENDING.getOpaque(this);
    }

    /** The last change that is in one of these places. */
    long counted() {
        FeedRun by = run;
        long last = (long) COUNTED.getOpaque(this);
        return by == null ? last : Math.max(last, by.shownTo());
    }
}
