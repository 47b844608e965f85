package io.tailrace.feed;

import io.tailrace.error.FeedException;
import io.tailrace.query.ChangedFields;
import io.tailrace.query.Explanation;
import io.tailrace.query.Marks;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A feed that a group polls: one of {@link FeedGroup#add}, or one that the engine runs on its own threads. Any thread.
 */
public final class FeedRun implements AutoCloseable {
    private static final VarHandle ORDERED;
    private static final VarHandle SHOWN;
    private static final VarHandle SHOWN_TO;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ORDERED = lookup.findVarHandle(FeedRun.class, "ordered", boolean.class);
            SHOWN = lookup.findVarHandle(FeedRun.class, "shown", long.class);
            SHOWN_TO = lookup.findVarHandle(FeedRun.class, "shownTo", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** After so long a handler that does not return is told, where that is possible. */
    private static final long PATIENCE_NS = 1_000_000_000;

    /** The fields that it reads, as a mask of {@link ChangedFields}; all where it reads several tables. */
    long reads = ChangedFields.ALL;
    /** By age, of all that may come to be served together. */
    final long number;
    /** How far the last read was to go, where only the feed itself can read. */
    long readTo;
    /** The longest time that its handler was seen at work; written by who watches. */
    private volatile long longestNs;

    // What showing a change needs lies together, the fields up to the handler: a JVM lays out longs, then what is
    // shorter, then references, each as they are declared.
    /** The change that was offered last, or all that it had seen when the dispatcher took it in. */
    long offered;
    /** How many changes were shown as they stand, and the last of them; written by the group's thread. */
    private long shown;

    private long shownTo;
    /** Where the feed stands in its dispatcher, by age; as the next ones, of the thread that uses the group. */
    int slot = Marks.NONE;
    /** Whether the index tells which documents of a change are of concern. */
    boolean hasSides;

    /** Whether the group was told to look at it and has not done so yet; written by any thread. */
    @SuppressWarnings("unused")
    private volatile boolean ordered;

    /** The view in which changes are shown to it as they stand, null where the feed has to look at them itself. */
    Change atOnce;

    final ChangeHandler handler;

    /** Whether the dispatcher waits for the end of a window of it. */
    boolean isTimed;
    /** Whether that has ended, and what waited is to be shown. */
    boolean isDue;
    /** Whether the dispatcher has passed the end that was asked for. */
    boolean isPastEnd;
    /** Whether it was paused when the group looked last, which it does between polls. */
    boolean rests;

    final Feed feed;
    /** Null where only the feed itself can read. */
    final EventSource source;

    /** Written by a group that gives the run away, or takes it. */
    private volatile FeedGroup group;

    /** Null for one that was numbered only. */
    private final String given;
    /** Whether changes wait to be shown; written by the group before it says that it has passed them. */
    private volatile boolean waiting;
    /** The feed stands where the group stands, unless it is ahead. */
    private volatile boolean following;
    /** Written by any thread. */
    private volatile boolean paused;

    private boolean entered;
    /** How often its handler has taken too long; written by who watches. */
    private volatile int slow;
    /** To be given a group of its own; written by who watches, and by the group that does it. */
    private volatile boolean isolating;

    private volatile boolean done;
    private volatile FeedException failure;

    FeedRun(FeedGroup group, String name, long number, Feed feed, ChangeHandler handler) {
        this.group = group;
        given = name;
        this.number = number;
        this.feed = feed;
        this.handler = handler;
        source = feed.source().shareable();
        if (source != null) {
            source.tally.run(this);
        }
    }

    /**
     * The name that was given to the run, or that was made up.
     *
     * @return the name, which need not be unique
     */
    public String name() {
        return given != null ? given : "group-feed-" + number;
    }

    /**
     * Whether events are still delivered, or will be when {@link #resume} is called.
     *
     * @return false when the feed has failed, has come to its end, or was closed
     */
    public boolean isRunning() {
        return !done;
    }

    /**
     * The error that has ended the feed: of its handler, of the query, or of the engine.
     *
     * @return the error that the error handler was told, which names the run, the sequence and the cause; null when
     *     there was none
     */
    public FeedException failure() {
        return failure;
    }

    /**
     * Where the feed is, see {@link Feed#position()}.
     *
     * @return a sequence
     */
    public long position() {
        return feed.position();
    }

    /**
     * How far the feed is behind the journal.
     *
     * @return number of changes committed after the position, of all tables
     */
    public long lag() {
        return feed.lag();
    }

    /**
     * Whether the feed squashes what it has missed, see {@link ChangesOptions#conflateBeyond}.
     *
     * @return true until it has caught up
     */
    public boolean isConflating() {
        return feed.isConflating();
    }

    /**
     * Stops delivery until {@link #resume}: from the next poll of the group on, or from the end of the one that is
     * running. If a limit has ended that poll among the events of one change or one window, the rest of them is
     * delivered first, so that the feed pauses between changes. It keeps its position and what waits, and delays no
     * other feed.
     */
    public void pause() {
        paused = true;
        settle();
    }

    /** Continues where the feed was paused, from the next poll of the group on; it catches up beside the others. */
    public void resume() {
        paused = false;
        settle();
    }

    /**
     * Whether {@link #pause} was called and {@link #resume} was not since.
     *
     * @return true while nothing is to be delivered
     */
    public boolean isPaused() {
        return paused;
    }

    /**
     * Ends the feed: no event of it comes after this returns. It waits for a handler of its group that is running, of
     * whatever feed; one of this feed is interrupted after a second where that is possible, one of another feed is not.
     * Called in a handler or predicate of any feed of the engine it does not wait, as that one may be waiting for this:
     * an event that another thread has begun to deliver may still arrive.
     */
    @Override
    public void close() {
        feed.close();
        long hurriedNs = feed.context().nanoTime();
        boolean waits =
                !feed.released() && !group.isUsedHere() && !feed.context().usedHere();
        while (waits && !feed.released()) {
            if (feed.context().nanoTime() - hurriedNs > PATIENCE_NS) {
                hurriedNs = feed.context().nanoTime();
                group.hurry(this);
            }
            Thread.yield();
        }
        done = true;
        group.over(this);
    }

    /** The feed with its name, position and lag, see {@link Feed#toString()}, and what has ended it. Never throws. */
    @Override
    public String toString() {
        FeedException ended = failure;
        return ended == null ? feed.toString() : feed + ": " + ended.getMessage();
    }

    /**
     * What has become of the changes that the feed was to see, see {@link Feed#counters()}.
     *
     * @return a copy of the numbers
     */
    public FeedCounters counters() {
        return feed.counters();
    }

    /**
     * Tells by what its changes are found and by whose reader it is served, see {@link Feed#explain()}.
     *
     * @return what the feed costs
     */
    public Explanation explain() {
        return feed.explain();
    }

    /** What there is to tell of it, by whoever polls it. Any thread. */
    Standing standing() {
        while (true) {
            FeedGroup asked = group;
            Standing found = asked.answer(() -> asked == group ? asked.standing(this) : null);
            if (found != null) {
                return found;
            }
        }
    }

    /** Has the group look at it, once however often this is said before it does. */
    void settle() {
        if (ORDERED.compareAndSet(this, false, true)) {
            group.settle(this);
        }
    }

    /** The group looks at it: what is said from here on makes it look again. */
    void looked() {
        ordered = false;
    }

    /** A change was delivered as it stands. */
    void show(long sequence) {
        SHOWN.setOpaque(this, shown + 1);
        SHOWN_TO.setRelease(this, sequence);
    }

    /** How many changes were delivered like that. Any thread. */
    long shown() {
        return (long) SHOWN.getOpaque(this);
    }

    /** The last that was. Any thread. */
    long shownTo() {
        return (long) SHOWN_TO.getAcquire(this);
    }

    /** Whether the group has still to look at it. */
    boolean isOrdered() {
        return ordered;
    }

    boolean isUsedHere() {
        return group.isUsedHere();
    }

    /** Reads what showing a change needs first, so that it is near when one is shown; the answer means nothing. */
    long touch() {
        return offered + (isTimed ? 1 : 0) + (ordered ? 1 : 0) + (atOnce == null ? 1 : 0);
    }

    /** The same of what lies behind that. */
    long touchHandler() {
        Object called = handler;
        return called.getClass() == FeedRun.class ? 1 : 0; // which it is not, but to know that is to look at it
    }

    /** Any thread: where the feed is, given what it says itself. */
    long position(long own) {
        if (!following) {
            return own;
        }
        // What the group has passed is looked at first: whatever waited of it was said to wait before that.
        long passed = group.dispatchedPosition();
        long seen = Math.max(own, shownTo());
        return waiting || !following ? seen : Math.max(seen, Math.min(passed, source.until));
    }

    /** How far it has looked at the journal, where that can be told. */
    long processed() {
        return source == null ? 0 : source.processed;
    }

    /** Whether the group has taken it in. */
    boolean isEntered() {
        return entered;
    }

    /** Its handler has taken too long; whether nobody was told of that yet. */
    boolean slow() {
        boolean first = slow == 0;
        slow = slow + 1;
        return first;
    }

    /** How often its handler has taken too long. */
    int slowTimes() {
        return slow;
    }

    /** Its handler has been at work for so long. */
    void atWork(long forNs) {
        if (forNs > longestNs) {
            longestNs = forNs;
        }
    }

    /** For how long at most its handler was seen at work. */
    long longestNs() {
        return longestNs;
    }

    /** Who polls it now. */
    FeedGroup group() {
        return group;
    }

    boolean isIsolating() {
        return isolating;
    }

    /** Asks for a group of its own. Any thread. */
    void isolate() {
        isolating = true;
        settle();
    }

    void adopted(FeedGroup by) {
        isolating = false;
        entered = false;
        group = by;
    }

    void entered() {
        entered = true;
    }

    boolean isFollowing() {
        return following;
    }

    void following(boolean value) {
        following = value;
    }

    /** Says whether changes wait; the group's thread. */
    void waiting(boolean value) {
        if (waiting != value) {
            waiting = value;
        }
    }

    /** Ends it, by an error or without; the group's thread. */
    void end(Throwable cause) {
        if (cause != null && !done) {
            failure = cause instanceof FeedException known
                    ? known.of(name())
                    : new FeedException(FeedException.Reason.ENGINE, feed.position(), cause).of(name());
        }
        done = true;
        following = false;
        feed.endInGroup();
        if (failure != null) {
            FeedFailedEvent.tell(this, failure);
            group.errorHandler().onError(failure);
        }
    }
}
