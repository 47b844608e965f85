package io.tailrace.feed;

import io.tailrace.document.Dictionary;
import io.tailrace.error.Arguments;
import io.tailrace.error.EngineClosedException;
import io.tailrace.error.EngineException;
import io.tailrace.query.Explaining;
import io.tailrace.query.Explanation;
import io.tailrace.query.Marks;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.agrona.ErrorHandler;

/**
 * Many feeds that one reader of the journal serves: each block is checked once, and a change is offered only to the
 * feeds that it may concern. One thread at a time polls. Any thread, and any handler, may add, pause and close feeds;
 * only closing a {@link FeedRun} outside of a handler waits.
 *
 * <p>Each feed delivers what it would deliver alone. One poll is one read for all of them: its end is fixed when it
 * begins. Events come in the order of changes, those of one change from the oldest feed to the newest; what is squashed
 * until the end of a read comes at its end, feed by feed. A feed that starts in the past or shows initial values reads
 * alone, in bounded slices, until it has caught up with the others; with a bounded queue it reads to the end of the
 * read at once. Feeds with a bounded queue that do not squash, with a cursor, or united of several always read alone.
 *
 * <p>A feed whose handler or lambda throws ends alone, and the error handler of the engine is told.
 */
public final class FeedGroup implements AutoCloseable {
    /** Most changes that a feed which catches up looks at in one poll. */
    static final int SLICE = 4096;

    private static final int FREE = 0;
    private static final int BUSY = 1;
    private static final VarHandle USER;
    private static final VarHandle CURRENT;
    private static final VarHandle SHOWING;
    private static final VarHandle PUMPS;
    private static final VarHandle EVENTS;
    private static final VarHandle TOGETHER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            USER = lookup.findVarHandle(FeedGroup.class, "user", int.class);
            CURRENT = lookup.findVarHandle(FeedGroup.class, "current", FeedRun.class);
            SHOWING = lookup.findVarHandle(FeedGroup.class, "showing", int.class);
            PUMPS = lookup.findVarHandle(FeedGroup.class, "pumps", long.class);
            EVENTS = lookup.findVarHandle(FeedGroup.class, "events", long.class);
            TOGETHER = lookup.findVarHandle(FeedGroup.class, "together", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final FeedContext context;
    private final ErrorHandler errorHandler;
    private final Dispatcher dispatcher;
    private final GroupHost host;
    private final GroupBounds bounds;
    /** Feeds that read alone, in the order in which they came. */
    private final List<FeedRun> alone = new ArrayList<>();

    /** Of runs, by age: of this group, and of those that it may pass runs on to. */
    private final AtomicLong numbers;

    /** Runs that something is to be done about: they were added, closed, paused. Any thread adds. */
    private final Queue<FeedRun> orders = new ConcurrentLinkedQueue<>();

    /** What somebody wants to know of the feeds. Any thread adds. */
    private final Queue<Question<?>> questions = new ConcurrentLinkedQueue<>();

    /** Taken and given back by the thread that uses the group. */
    @SuppressWarnings("unused")
    private volatile int user = FREE;

    private volatile Thread userThread;
    /** Whether who uses the group polls it, and is not just looking after what was ordered; written by that thread. */
    private volatile boolean polled;
    /** Whose handler may be at work, but for one that is shown a change as it stands. */
    private volatile FeedRun current;
    /** The slot of that one, as a reference would cost more to store than all else that is done for it. */
    private int showing = Marks.NONE;
    /** How often a feed was asked to deliver, so that who watches can tell one time from another. */
    private volatile long pumps;
    /** Written by any thread, once. */
    private volatile boolean closed;
    /** What ends all feeds there are, or the first to come, until it is ended; written by any thread. */
    private volatile Throwable failure;
    /** Written by the using thread. */
    private volatile int size;
    /** How many events were delivered, and how many feeds the dispatcher serves; written by the polling thread. */
    private long events;

    private int together;
    /** Whether those that read alone have had their share of the polls to come. */
    private boolean aloneLast;
    /** Where the next poll begins among those that read alone. */
    private int turn;
    /** A handler has left the thread interrupted, in this poll. */
    private boolean wasInterrupted;
    /** The last poll got further in the journal. */
    private boolean moved;

    FeedGroup(FeedContext context, ErrorHandler errorHandler, GroupHost host, AtomicLong numbers) {
        this(context, errorHandler, host, numbers, TableFeeds::new, GroupBounds.USUAL);
    }

    /** Tests put errors into what tells whom a change concerns. */
    FeedGroup(
            FeedContext context,
            ErrorHandler errorHandler,
            GroupHost host,
            AtomicLong numbers,
            Function<Dictionary, TableFeeds> making,
            GroupBounds bounds) {
        this.context = context;
        this.errorHandler = errorHandler;
        this.host = host;
        this.numbers = numbers;
        this.bounds = bounds;
        dispatcher = new Dispatcher(context, making, bounds);
    }

    /**
     * Adds a feed, which is the group's from now on: nobody else polls it or takes from it. Its first events come with
     * the next poll. Any thread.
     *
     * @param feed of the same engine
     * @param handler receives its events on the thread that polls
     * @return the feed as the group runs it
     * @throws EngineException when the feed is in use, is of another engine, or the group is closed
     * @throws EngineClosedException when the engine is closed
     */
    public FeedRun add(Feed feed, ChangeHandler handler) {
        return addAs(null, feed, handler);
    }

    /**
     * Adds a feed under a name, which errors tell.
     *
     * @param name of the run, need not be unique
     * @param feed of the same engine
     * @param handler receives its events on the thread that polls
     * @return the feed as the group runs it
     */
    public FeedRun add(String name, Feed feed, ChangeHandler handler) {
        return addAs(Arguments.given(name, "name", "add(name, feed, handler)"), feed, handler);
    }

    private FeedRun addAs(String name, Feed feed, ChangeHandler handler) {
        Arguments.given(feed, "feed", "add(name, feed, handler)");
        Arguments.given(handler, "handler", "add(name, feed, handler)");
        if (feed.context() != context) {
            throw new EngineException("feed=" + feed + " is of another engine: add it to a group of its own engine");
        }
        if (isClosed()) {
            throw context.isClosed()
                    ? new EngineClosedException("engine is closed: open it again to go on")
                    : new EngineException("group is closed: make another one by Tailrace.group()");
        }
        FeedRun run = new FeedRun(this, name, numbers.incrementAndGet(), feed, handler);
        if (!feed.enterGroup(run)) {
            throw new EngineException("feed=" + feed + " is closed: open another one");
        }
        run.settle();
        return run;
    }

    /**
     * Delivers what is there, on the calling thread; what is committed meanwhile waits for the next call. Where it
     * stops because of the limit, in the middle of a change too, the next call goes on.
     *
     * <p>A feed that has to catch up with the others looks at {@value #SLICE} changes a call at most, or at so many
     * documents of a branch of its query for its initial values, and each such slice is a read of its own to it: so 0
     * does not say that nothing is left, {@link FeedRun#lag()} does.
     *
     * <p>When the engine has failed, all its feeds end by that error once everything is delivered.
     *
     * @param limit most events of all feeds together, at least 1
     * @return how many were delivered; 0 too, from then on, when the group or the engine was closed
     * @throws EngineException when another thread, or a handler of the group, polls it
     */
    public int poll(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit=" + limit + " must be at least 1");
        }
        while (!enter()) {
            if (polled || isUsedHere()) {
                throw new EngineException(
                        "group is in use by another thread or by a handler of its own: poll it from one at a time");
            }
            Thread.onSpinWait(); // who adds, pauses or closes a feed looks after it and is gone
        }
        polled = true;
        // What a handler leaves behind must not close the files that the next feed reads.
        boolean interrupted = Thread.interrupted();
        try {
            takeOrders();
            moved = false;
            Throwable gone = size > 0 ? context.failure() : null; // first: nothing is committed after that
            long last = context.lastSequence();
            dispatcher.beginRead(last);
            int count = aloneLast ? pollDispatcher(limit, last) : 0;
            count += pollAlone(aloneLast ? limit - count : limit - limit / 2, last);
            aloneLast = limit == 1 && count == 1 && !aloneLast; // one event has no half
            count = count < limit ? count + pollDispatcher(limit - count, last) : count;
            EVENTS.setOpaque(this, events + count);
            TOGETHER.setOpaque(this, dispatcher.size());
            if (gone != null && count == 0 && !moved && failure == null) {
                failure = gone;
            }
            return count;
        } finally {
            polled = false;
            leave();
            if (interrupted || wasInterrupted) {
                wasInterrupted = false;
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * How many feeds there are.
     *
     * @return those added whose end was not reached, as of the last poll. Any thread
     */
    public int size() {
        return size;
    }

    /**
     * How much of the journal the shared reader has read; what feeds that read alone have read is not counted.
     *
     * @return changes of documents, of all tables, each once, as of the last poll. Any thread
     */
    public long changesRead() {
        return dispatcher.changes();
    }

    /**
     * Tells of all its feeds which changes are looked at for them and by what they are found; as text how many are
     * alike in that, those that look at every change first. Any thread; waits for a poll that is running, but for a
     * handler of this group, which is told at once. It holds up the next poll for some microseconds a feed, and plans
     * all queries once more on the calling thread after that.
     *
     * @return its feeds as {@link Explanation#members()}
     */
    public Explanation explain() {
        List<Standing> standings = answer(this::standings);
        Explaining explaining = new Explaining();
        List<Explanation> members = new ArrayList<>();
        for (Standing standing : standings) {
            members.add(standing.explain(explaining));
        }
        String subject = members.size() == 1 ? "group of 1 feed" : "group of " + members.size() + " feeds";
        return new Explanation(subject, null, null, members.size(), List.of(), List.copyOf(members));
    }

    /**
     * Whether the group was closed, by {@link #close} or with the engine: a poll delivers nothing any more.
     *
     * @return true from then on. Any thread
     */
    public boolean isClosed() {
        return closed || context.isClosed();
    }

    /**
     * Closes all its feeds: a poll that is running ends after the event at hand. A handler that is at work is not
     * waited for. Any thread, more than once.
     */
    @Override
    public void close() {
        closed = true;
        ordered();
    }

    /** Whether no event is to be delivered any more, and what uses the group looks after that next. */
    boolean isEnding() {
        return closed;
    }

    /** Whether the last poll got further, with events or without: another one may do so too. The polling thread. */
    boolean hasMoved() {
        return moved;
    }

    boolean isUsedHere() {
        return userThread == Thread.currentThread();
    }

    /** How many events were delivered, as of the last poll. Any thread. */
    long events() {
        return (long) EVENTS.getOpaque(this);
    }

    /** How many of its feeds the common reader serves, as of the last poll. Any thread. */
    int together() {
        return (int) TOGETHER.getOpaque(this);
    }

    long dispatchedPosition() {
        return dispatcher.position();
    }

    /** Has the thread that polls look at a run, or does so here when there is none. Any thread. */
    void settle(FeedRun run) {
        orders.add(run);
        ordered();
    }

    /** Has the thread that polls answer between two polls, or does so here when there is none. Any thread. */
    <T> T answer(Supplier<T> question) {
        if (isUsedHere()) {
            return question.get();
        }
        Question<T> asked = new Question<>(question);
        questions.add(asked);
        // Who is asked may be asking: a handler that waits answers for its own group meanwhile.
        List<FeedGroup> here = context.groupsHere();
        while (!asked.isAnswered()) {
            if (enter()) {
                leave();
            } else {
                here.forEach(FeedGroup::answerQuestions);
                Thread.yield();
            }
        }
        return asked.answer();
    }

    private List<Standing> standings() {
        List<Standing> standings = new ArrayList<>();
        dispatcher.addStandings(standings);
        for (FeedRun run : alone) {
            standings.add(standing(run));
        }
        return standings;
    }

    /** What there is to tell of a feed of this group. */
    Standing standing(FeedRun run) {
        if (run.isFollowing()) {
            return dispatcher.standing(run);
        }
        String reason = whyAlone(run);
        return reason == null ? Standing.planned(run.feed) : Standing.alone(run.feed, reason);
    }

    /** Null where it does not yet read, and nothing is known that will have it read alone. */
    private String whyAlone(FeedRun run) {
        EventSource source = run.source;
        if (!run.isRunning()) {
            return "it has ended";
        } else if (source == null) {
            return run.feed.source().whyAlone();
        } else if (run.isPaused()) {
            return "it is paused";
        } else if (run.isIsolating()) {
            return "its handler was slow, and it moves to a thread of its own";
        } else if (!run.isEntered()) {
            return null;
        } else if (source.isInitial()) {
            return "it shows initial values";
        } else if (size == 1 && host.part() != GroupHost.Part.BEHIND) {
            return "it is the only feed of its group";
        } else if (host.part() != GroupHost.Part.BEHIND && dispatcher.takes(run, front())) {
            return null;
        } else if (!dispatcher.isIdle() && source.processed > dispatcher.position()) {
            return "it is far ahead of the others";
        }
        return "it has to catch up with the others";
    }

    private void ordered() {
        if (enter()) {
            leave();
        }
        host.ordered();
    }

    private boolean enter() {
        if (USER.compareAndSet(this, FREE, BUSY)) {
            userThread = Thread.currentThread();
            return true;
        }
        return false;
    }

    /** Who orders something looks whether the group is free after that; so this looks for orders after it is free. */
    private void leave() {
        do {
            try {
                takeOrders();
            } finally {
                userThread = null;
                user = FREE;
            }
        } while ((!orders.isEmpty() || (failure != null || closed) && size > 0) && enter());
    }

    private void takeOrders() {
        for (FeedRun run = orders.poll(); run != null; run = orders.poll()) {
            run.looked();
            take(run);
        }
        if ((closed || failure != null) && size > 0) {
            Throwable cause = failure;
            while (!alone.isEmpty()) {
                remove(alone.get(0), cause);
            }
            while (dispatcher.first() != null) {
                remove(dispatcher.first(), cause);
            }
            failure = null;
        }
        answerQuestions();
    }

    private void answerQuestions() {
        for (Question<?> question = questions.poll(); question != null; question = questions.poll()) {
            question.resolve();
        }
    }

    private void take(FeedRun run) {
        if (run.feed.released()) {
            return; // it is over, and not just closed
        }
        if (run.group() != this) {
            run.settle(); // it has moved meanwhile
            return;
        }
        if (!run.isEntered()) {
            run.entered();
            size = size + 1;
            alone.add(run);
            if (run.source != null && run.source.policy != null && run.source.policy.countsBytes()) {
                dispatcher.countBytes();
            }
        }
        run.rests = run.isPaused();
        if (run.feed.isLeaving()) {
            remove(run, null);
        } else if (!run.isFollowing()) {
            if (run.isIsolating()) {
                alone.remove(run);
                giveAway(run);
            }
        } else if ((run.rests || run.isIsolating()) && dispatcher.separate(run)) {
            left(run); // else it does so with the end of the change at hand
        }
    }

    /** The dispatcher serves a run no more. */
    void left(FeedRun run) {
        if (run.isIsolating()) {
            giveAway(run);
        } else {
            alone.add(run);
        }
    }

    /** A run that nothing here serves any more goes to a group of its own. */
    private void giveAway(FeedRun run) {
        size = size - 1;
        host.isolate(run);
    }

    private void remove(FeedRun run, Throwable cause) {
        if (run.isFollowing()) {
            dispatcher.remove(run);
        } else {
            alone.remove(run);
        }
        ended(run, cause);
    }

    /** The dispatcher, or who reads alone, has come to the end of a feed. */
    void ended(FeedRun run, Throwable cause) {
        size = size - 1;
        run.end(cause);
        if (run.failure() == null) {
            host.over(run);
        }
    }

    /** Has a feed deliver what it can. */
    int pump(FeedRun run, int limit) {
        begin(run);
        try {
            return run.feed.pump(run.handler, limit, this);
        } finally {
            end();
        }
    }

    /** The handler of a run is at work from here on. */
    private void begin(FeedRun run) {
        PUMPS.setOpaque(this, pumps + 1);
        CURRENT.setOpaque(this, run);
    }

    private void end() {
        CURRENT.setOpaque(this, null);
        takeInterrupt();
    }

    private void takeInterrupt() {
        if (Thread.interrupted()) {
            wasInterrupted = true;
        }
    }

    /** Has a handler look at a change that is all that its feed would make of it. */
    void show(FeedRun run, int slot, Change change, long sequence) {
        PUMPS.setOpaque(this, pumps + 1);
        SHOWING.setRelease(this, slot);
        try {
            run.handler.onChange(Feed.LENDING ? run.feed.lend(change) : change);
        } catch (Throwable e) {
            throw run.feed.failed(sequence, e);
        } finally {
            if (Feed.LENDING) {
                run.feed.takeBack();
            }
            SHOWING.setOpaque(this, Marks.NONE);
            takeInterrupt();
        }
    }

    /**
     * Takes over a run that has left another group, and before this returns: the thread that polls this group may end
     * where it finds it empty. That an order of the other group still waits for the run is no reason not to.
     *
     * @param run that no group has
     */
    void adopt(FeedRun run) {
        run.adopted(this);
        settle(run);
    }

    /** Whose handler may be at work, or null. Any thread; who has seen another one than there is finds other pumps. */
    FeedRun current() {
        FeedRun run = current;
        int slot = (int) SHOWING.getAcquire(this);
        return run != null || slot == Marks.NONE ? run : dispatcher.at(slot);
    }

    /** Tells one time that a handler is at work from another. Any thread. */
    long pumps() {
        return pumps;
    }

    /** Somebody waits for the handler of a run. Any thread. */
    void hurry(FeedRun run) {
        Thread thread = userThread;
        if (thread != null && current() == run) {
            host.hurry(thread);
        }
    }

    /** Told of what ends a feed. */
    ErrorHandler errorHandler() {
        return errorHandler;
    }

    /** A run was closed. Any thread. */
    void over(FeedRun run) {
        host.over(run);
    }

    /** Ends all feeds by an error. Any thread; while the group is in use that is done by who uses it. */
    void fail(Throwable cause) {
        failure = cause;
        ordered();
    }

    /** Has those that read alone do so for a while, in turn, and takes in those that have come up. */
    private int pollAlone(int limit, long last) {
        int count = 0;
        long front = size > 1 && dispatcher.isIdle() ? front() : 0;
        for (int left = alone.size(); left > 0 && count < limit && !closed; left--) {
            turn = turn < alone.size() ? turn : 0;
            FeedRun run = alone.get(turn++);
            if (run.rests) {
                continue;
            }
            if (run.source != null && run.source.policy != null) {
                run.source.policy.over(); // where it joins before it reads, it has no part in this read yet
            }
            if (!run.feed.isLeaving() && passesOn(run, last)) {
                continue;
            }
            boolean isOver;
            try {
                if (!run.feed.isLeaving() && joins(run, front)) {
                    continue;
                }
                count += pollAlone(run, limit - count, last);
                isOver = run.feed.checkEnd() || run.feed.isLeaving();
                if (!isOver) {
                    joins(run, Math.max(front, run.source == null ? 0 : run.source.processed));
                }
            } catch (Throwable e) { // where it joins too: what it stands before may be retired
                takeOut();
                ended(run, e);
                continue;
            }
            if (isOver) {
                takeOut();
                ended(run, null);
            }
        }
        return count;
    }

    /** Where the foremost of those stands that may be served together. */
    private long front() {
        long front = 0;
        for (int i = 0; i < alone.size(); i++) { // no iterator, which would be garbage in every poll
            FeedRun run = alone.get(i);
            if (run.source != null && !run.rests) {
                front = Math.max(front, run.source.processed);
            }
        }
        return front;
    }

    /** Has the one whose turn it is read with the others from here on, if it stands where they stand. */
    private boolean joins(FeedRun run, long front) {
        boolean joins = size > 1 && host.part() != GroupHost.Part.BEHIND && dispatcher.join(run, front);
        if (joins) {
            takeOut();
        }
        return joins;
    }

    /** Lets go of the one whose turn it is, if another group serves those that are as far as it is. */
    private boolean passesOn(FeedRun run, long last) {
        if (host.part() == GroupHost.Part.ALL) {
            return false;
        }
        long behind = last - (run.source == null ? run.feed.position() : run.source.processed);
        boolean isInitial = run.feed.source().isInitial();
        boolean isBehind = host.part() == GroupHost.Part.LEVEL
                ? isInitial || behind > bounds.far()
                : isInitial || behind > bounds.slice();
        if (isBehind == (host.part() == GroupHost.Part.BEHIND)) {
            return false;
        }
        takeOut();
        size = size - 1;
        if (!host.passOn(run)) {
            size = size + 1;
            alone.add(run);
            return false;
        }
        return true;
    }

    /** Takes the one out whose turn it was. */
    private void takeOut() {
        turn--;
        alone.remove(turn);
    }

    private int pollAlone(FeedRun run, int limit, long last) {
        EventStream source = run.feed.source();
        source.begin(source.slice(bounds.slice()) ? last : readEnd(run, last), last);
        source.sliceInitial(bounds.slice());
        long before = run.processed();
        int count = pump(run, limit);
        moved |= run.processed() != before || source.isInitial() || source.isCut();
        return count;
    }

    /** What waits at the end of a read decides what a bounded queue throws away, so that this has to be the end. */
    private long readEnd(FeedRun run, long last) {
        if (run.feed.source().isBounded()) {
            return last;
        } else if (run.source != null) {
            return Math.min(last, run.source.processed + bounds.slice());
        }
        run.readTo = Math.min(last, Math.max(run.readTo, run.feed.position()) + bounds.slice());
        moved |= run.readTo < last;
        return run.readTo;
    }

    private int pollDispatcher(int limit, long last) {
        long before = dispatcher.position();
        int count = dispatcher.poll(limit, last, this);
        moved |= dispatcher.position() != before;
        return count;
    }
}
