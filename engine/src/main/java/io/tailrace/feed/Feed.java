package io.tailrace.feed;

import io.tailrace.error.Arguments;
import io.tailrace.error.DocumentException;
import io.tailrace.error.EngineException;
import io.tailrace.error.FeedException;
import io.tailrace.error.LimitException;
import io.tailrace.error.QueryException;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.expression.Expression;
import io.tailrace.query.Explaining;
import io.tailrace.query.Explanation;
import io.tailrace.query.FilterDefault;
import io.tailrace.query.QueryText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The changes of the result of a query, from a position in the journal on. One thread at a time polls or iterates; any
 * thread may close it and ask for its position. A slow reader loses nothing.
 *
 * <p>{@link #poll} is one read: it ends at what was committed when it began. {@link #take} and {@link #iterator} wait,
 * and read again when everything of the last read has been taken. A filter, projection or handler that throws ends this
 * feed alone: the call throws a {@link FeedException}, and so does every later one. No call that delivers allocates in
 * the steady state.
 *
 * <p>Steps after {@code changes} are added here, before the first event is asked for. They take each event as one
 * object; {@link Change#value()} shows what they make of it. An event that they leave out counts as delivered.
 */
public final class Feed implements Iterable<Change>, AutoCloseable {
    /** What was kept beyond its call is noticed where assertions are on, at no cost where they are not. */
    static final boolean LENDING = Feed.class.desiredAssertionStatus();

    private final FeedContext context;
    final FeedState state;
    private final EvaluationSettings settings;
    private LentChanges lent = LENDING ? new LentChanges() : null;
    /** What a wait for events is over by; made for the first. */
    private BooleanSupplier wakeUp;
    /** Written by the thread that opens the feed, before anything is asked of it. */
    private EventStream source;
    /** Where the engine keeps it among those that are open; of the engine alone. */
    int place = EngineSide.NO_PLACE;
    /** Whether an event was asked for, so that no step can be added; written by the using thread. */
    boolean started;
    /** Shows as text what was asked. */
    private final Object query;

    final ChangesOptions options;
    /** The steps after {@code changes}, null where there are none; written by the thread that opens the feed. */
    private AfterSteps after;
    /** Who runs it or has run it, null for nobody; written by whoever begins to, read by any. */
    volatile FeedRun ranAs;
    /** What a group keeps of it, null while it is in none; written by whoever has the feed to itself, read by any. */
    private volatile FeedRun run;
    /** Keeps the position under a name, null where nobody asked for that. */
    private final FeedCursor cursor;

    Feed(
            FeedContext context,
            Object query,
            ChangesOptions options,
            EventStream source,
            EvaluationSettings settings,
            FeedCursor cursor) {
        this.cursor = cursor;
        this.context = context;
        this.query = query;
        this.options = options;
        this.source = source;
        this.settings = settings;
        state = new FeedState(source.position());
        if (cursor != null) {
            cursor.countBy(state);
        }
    }

    /**
     * Keeps the events that pass, as a step after {@code changes}: {@code row} is the event. Call it before the first
     * event is asked for, like the other steps.
     *
     * @param predicate such as {@code newVal("score").gt(oldVal("score"))}
     * @return this
     * @throws QueryException when it cannot be used here; the feed is then closed
     * @throws IllegalStateException when an event was asked for already
     */
    public Feed filter(Expression predicate) {
        return filter(predicate, FilterDefault.SKIP);
    }

    /**
     * Keeps the events that pass.
     *
     * @param predicate what must hold
     * @param otherwise what happens to an event in which it misses a field
     * @return this
     */
    public Feed filter(Expression predicate, FilterDefault otherwise) {
        return with(steps -> steps.filter(predicate, otherwise));
    }

    /**
     * Leaves out the changes for which a predicate does not hold: {@code onlyIf(changed("bid", "ask"))} keeps those
     * that differ in one of these fields, {@code onlyIf(abs(newVal("price").sub(oldVal("price"))).ge(0.5))} those with
     * a move as large as that.
     *
     * <p>It is asked only about a document that was in the result, stays in it and, where offsets are shown, stays at
     * its offset. What enters, leaves or moves, initial values and states pass: the receiver always knows which
     * documents are in the result. A change on which the predicate misses something, such as a new field, passes too;
     * any other error ends the feed.
     *
     * <p>It is evaluated on the event as it would be delivered: after squashing, from the first old value to the last
     * new one. What it left out is gone: {@code oldVal} is always the document before the change, not the one delivered
     * last, so many small moves never add up to a large one, except within a squash window.
     *
     * @param predicate on the event, as for {@link #filter(Expression)}
     * @return this
     * @throws QueryException after a step that has made something else of the event
     */
    public Feed onlyIf(Expression predicate) {
        return with(steps -> steps.onlyIf(predicate));
    }

    /**
     * Leaves out the changes that differ only in some fields. Events that are delivered still show these fields as they
     * are stored; the old value is the document before the change, with values that may never have been delivered. What
     * passes in any case, and the effect of squashing, are as for {@link #onlyIf}.
     *
     * @param paths as for {@link io.tailrace.document.FieldSelection#of}
     * @return this
     * @throws QueryException after a step that has made something else of the event
     */
    public Feed carry(Object... paths) {
        Arguments.given(paths, "paths", "carry(paths)");
        return with(steps -> steps.carry(paths));
    }

    /**
     * Makes another value of each event.
     *
     * @param projection any value
     * @return this
     */
    public Feed map(Expression projection) {
        return with(steps -> steps.map(projection));
    }

    /**
     * Merges an object into each event.
     *
     * @param object an expression or a map, which may hold expressions
     * @return this
     */
    public Feed merge(Object object) {
        return with(steps -> steps.merge(object));
    }

    /**
     * Keeps the selected fields of each event.
     *
     * @param paths as for {@link io.tailrace.document.FieldSelection#of}
     * @return this
     */
    public Feed pluck(Object... paths) {
        Arguments.given(paths, "paths", "pluck(paths)");
        return with(steps -> steps.pluck(paths));
    }

    /**
     * Takes the selected fields out of each event.
     *
     * @param paths as for {@link io.tailrace.document.FieldSelection#of}
     * @return this
     */
    public Feed without(Object... paths) {
        Arguments.given(paths, "paths", "without(paths)");
        return with(steps -> steps.without(paths));
    }

    /**
     * Keeps the events that have the fields.
     *
     * @param paths as for {@link io.tailrace.document.FieldSelection#of}
     * @return this
     */
    public Feed hasFields(Object... paths) {
        Arguments.given(paths, "paths", "hasFields(paths)");
        return with(steps -> steps.hasFields(paths));
    }

    /**
     * Keeps the events that have the fields, and of them these fields.
     *
     * @param paths as for {@link io.tailrace.document.FieldSelection#of}
     * @return this
     */
    public Feed withFields(Object... paths) {
        Arguments.given(paths, "paths", "withFields(paths)");
        return hasFields(paths).pluck(paths);
    }

    /**
     * Takes one field of each event, such as {@code new_val}; events without it are left out, null stays.
     *
     * @param name of the field
     * @return this
     */
    public Feed field(String name) {
        return with(steps -> steps.field(name));
    }

    /**
     * Leaves the first events out. Not with a cursor.
     *
     * @param events how many
     * @return this
     */
    public Feed skip(long events) {
        if (cursor != null) {
            throw refused(FeedCursor.noSkip());
        }
        return with(steps -> steps.skip(events));
    }

    /**
     * Ends the feed after a number of events. With a cursor they are counted from the opening of the feed.
     *
     * @param events how many, states and initial values included
     * @return this
     */
    public Feed limit(long events) {
        return with(steps -> steps.limit(events));
    }

    /**
     * Delivers the events of other feeds too; these belong to this feed from now on and cannot be used any more. Of the
     * events that wait in one read, those with the least sequence come first, and of equal ones those of the earlier
     * feed. The position is the least of all; an error that ends one of the feeds ends this.
     *
     * @param others feeds of the same engine that have not been asked for an event
     * @return this
     */
    public Feed union(Feed... others) {
        Arguments.given(others, "others", "union(others)");
        checkFresh();
        checkNameless();
        EventStream[] streams = new EventStream[others.length + 1];
        streams[0] = source;
        for (int i = 0; i < others.length; i++) {
            Arguments.given(others[i], "others[" + i + "]", "union(others)").checkFresh();
            others[i].checkNameless();
            if (others[i].context != context) {
                throw refused(new QueryException(
                        QueryException.Reason.BAD_ARGUMENT, "union with a feed of another engine is not possible"));
            }
            streams[i + 1] = others[i].source;
            String unfit = MergedEvents.unfit(streams, i + 1);
            if (unfit != null) {
                throw refused(new QueryException(QueryException.Reason.BAD_ARGUMENT, unfit));
            }
        }
        for (Feed other : others) {
            other.started = true;
            other.state.handOver();
            context.released(other);
        }
        with(steps -> steps.unite(new MergedEvents(streams), others));
        state.moved(source.position());
        return this;
    }

    /** Whether a step makes something else of the events. */
    boolean makesOthers() {
        return after != null && after.makesOthers();
    }

    private void checkNameless() {
        if (cursor != null) {
            throw refused(FeedCursor.noUnion());
        }
    }

    /** Few feeds have any, so nothing is made for that before the first. */
    private Feed with(Consumer<AfterSteps> step) {
        checkFresh();
        if (after == null) {
            after = new AfterSteps(settings, source);
        }
        try {
            step.accept(after);
        } catch (EngineException | DocumentException | LimitException e) {
            throw refused(e);
        }
        source = after.stream();
        return this;
    }

    private <T extends RuntimeException> T refused(T cause) {
        close();
        return cause;
    }

    private void checkFresh() {
        if (started) {
            throw new IllegalStateException(
                    "an event of the feed was asked for already, or it was united: add steps right after changes");
        }
    }

    /**
     * Delivers what is there, on the calling thread. What is committed while it runs waits for the next call, and so do
     * events beyond the limit; under squash on read these go on folding.
     *
     * @param handler receives the events; must not poll this feed
     * @param limit most events to deliver, at least 1
     * @return how many were delivered; 0 too when the feed has ended or was closed
     * @throws FeedException when a filter, projection or handler has thrown, now or earlier, or the table was dropped;
     *     everything before it has been delivered
     */
    public int poll(ChangeHandler handler, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit=" + limit + " must be at least 1");
        }
        Arguments.given(handler, "handler", "poll(handler, limit)");
        if (!state.enter()) {
            return 0;
        }
        started = true;
        try {
            begin();
            int count = 0;
            while (count < limit && !source.stopped() && source.advance()) {
                deliver(handler);
                count++;
            }
            save();
            return count;
        } catch (RuntimeException e) {
            throw failed(e);
        } finally {
            leave();
        }
    }

    /** All events delivered count as handled. */
    private void save() {
        if (cursor != null) {
            cursor.save();
        }
    }

    /** What was handled before a failure is. */
    private RuntimeException failed(RuntimeException cause) {
        try {
            save();
        } catch (RuntimeException e) {
            if (e != cause) {
                cause.addSuppressed(e);
            }
        }
        return state.failed(cause);
    }

    /**
     * Has the position after all delivered events committed with a transaction, as {@link Change#commitWith} does in a
     * handler. For a reader that writes the results of a whole poll in one transaction: call it between two polls, not
     * while a group or the engine polls the feed.
     *
     * @param transaction of the same engine, to be committed next
     * @throws io.tailrace.error.CursorException as {@link Change#commitWith} does
     * @throws EngineException when the feed is in use
     */
    public void commitWith(CommitTarget transaction) {
        Arguments.given(transaction, "transaction", "commitWith(transaction)");
        if (cursor == null) {
            throw FeedCursor.none();
        }
        if (!state.enter()) {
            throw new EngineException("feed=" + this + " is closed: open another one");
        }
        try {
            cursor.commitWith(transaction);
        } finally {
            leave();
        }
    }

    /**
     * Waits for the next event. With a {@linkplain ChangesOptions#cursor cursor} an event counts as handled when the
     * next one is asked for.
     *
     * @return a view that is valid until the next call on this feed; null when the feed has ended or was closed, or
     *     when the thread was interrupted, whose flag stays set
     * @throws FeedException as {@link #poll} does
     * @throws io.tailrace.error.EngineFailedException when everything is delivered and the engine has failed
     */
    public Change take() {
        return takeBefore(Long.MAX_VALUE);
    }

    /**
     * Waits for the next event for some time.
     *
     * @param timeout how long; zero only looks
     * @return a view that is valid until the next call on this feed; null when there was none in time, or as for
     *     {@link #take()}
     * @throws FeedException as {@link #poll} does
     */
    public Change take(Duration timeout) {
        return takeBefore(context.deadline(timeout));
    }

    /**
     * Iterates over the events to come; each step waits as {@link #take()} does. All iterators of a feed share its
     * position.
     *
     * @return an iterator over one view that shows event after event
     */
    @Override
    public Iterator<Change> iterator() {
        return new FeedIterator(this);
    }

    /**
     * The events to come, lazily: asking for the next one waits as {@link #take()} does. Each is a copy to keep, which
     * allocates.
     *
     * @return a sequential stream, to be closed, which closes the feed; it ends where {@link #take()} gives null
     */
    public Stream<Change> stream() {
        return FeedStream.of(this);
    }

    /**
     * Where to resume, see {@link ChangesOptions#resume(long)}: the greatest sequence such that everything at or below
     * it has been delivered. While squashed changes wait, it stays before the first of them, so part of what was
     * delivered can come again. A feed with windows that is resumed repeats exactly the events after the position; for
     * that the position may stay at an earlier place of a window half delivered. Any thread.
     *
     * @return a sequence, at first one below the start; it moves after a handler has returned
     */
    public long position() {
        FeedRun running = run;
        return running == null ? state.position() : running.position(state.position());
    }

    /**
     * How far the position is behind the journal.
     *
     * @return number of changes committed after the position, of all tables
     */
    public long lag() {
        long position = position();
        return Math.max(0, context.lastSequence() - position);
    }

    /**
     * Waits until everything at or below a sequence has been delivered. Any thread but the one that polls: it does not
     * poll itself, though where the caller drives the engine it runs the agents of the engine.
     *
     * @param sequence position to wait for
     * @param timeout how long at most
     * @return whether the position was reached; false when not in time, or when the feed has ended before it
     * @throws FeedException when the feed has failed before it
     */
    public boolean awaitSequence(long sequence, Duration timeout) {
        context.await(() -> position() >= sequence || state.over(), context.deadline(timeout));
        if (position() >= sequence) {
            return true;
        }
        state.throwFailure();
        return false;
    }

    /**
     * {@return whether no event can follow: the end that was asked for is reached and delivered, or the feed has failed
     * or was closed} Any thread.
     */
    public boolean ended() {
        return state.over();
    }

    boolean isHolding() {
        return source.holdsRetention();
    }

    /** Whether no thread will touch the journal through this feed any more. */
    boolean released() {
        return state.released();
    }

    /** Whether the calling thread is inside a handler or a predicate of this feed. */
    boolean usedHere() {
        FeedRun running = run;
        return state.usedHere() || running != null && running.isUsedHere();
    }

    /** As what a group or the engine polls it, else null. */
    FeedRun running() {
        return run;
    }

    /** The group that has it, where the calling thread polls that, else null. */
    FeedGroup groupUsedHere() {
        FeedRun running = run;
        return running != null && running.isUsedHere() ? running.group() : null;
    }

    /** Where events come from, with all steps. */
    EventStream source() {
        return source;
    }

    FeedContext context() {
        return context;
    }

    /** Gives the feed to a group, whose thread alone uses it from now on; false when it was closed. */
    boolean enterGroup(FeedRun as) {
        if (!state.enterForGroup()) {
            return false;
        }
        started = true;
        run = as;
        ranAs = as;
        return true;
    }

    /** Ends the feed and takes it back from the group. */
    void endInGroup() {
        source.stop();
        state.close();
        state.moved(source.position());
        run = null; // first, as whoever closes now must not wait for the group
        leave();
    }

    /** Whether it is to leave its group. */
    boolean isLeaving() {
        return source.stopped() || state.over();
    }

    /**
     * Delivers what can be delivered of what the group has offered.
     *
     * @return how many, less than the limit when nothing is left
     * @throws FeedException when it has failed
     */
    int pump(ChangeHandler handler, int limit, FeedGroup group) {
        try {
            int count = 0;
            while (count < limit && !source.stopped() && !group.isEnding() && source.advance()) {
                deliver(handler);
                count++;
            }
            state.moved(source.position());
            save();
            return count;
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    /** Whether no step after {@code changes} looks at its events. */
    boolean isPlain() {
        return source instanceof EventSource;
    }

    /** Fails by what its handler has thrown at a change. */
    RuntimeException failed(long sequence, Throwable cause) {
        return state.failed(new FeedException(sequence, cause));
    }

    /** Says where the feed is by now, before it leaves a group that had nothing for it. */
    void passed() {
        state.moved(source.position());
    }

    /** Says that the group has passed the end that was asked for, if it has. */
    boolean checkEnd() {
        if (source.ended()) {
            state.end();
            return true;
        }
        return false;
    }

    /**
     * {@return whether the feed squashes what it has missed, see {@link ChangesOptions#conflateBeyond}: until it has
     * caught up} Any thread; allocates.
     */
    public boolean isConflating() {
        List<EventSource> sources = new ArrayList<>();
        source.addSources(sources);
        boolean isConflating = false;
        for (EventSource one : sources) {
            isConflating |= one.policy != null && one.policy.isConflating();
        }
        return isConflating;
    }

    /**
     * {@return how many events were delivered before their time because the bound of pending changes was reached} Any
     * thread.
     */
    public long earlyEmissions() {
        return source.earlyEmissions();
    }

    /**
     * {@return on how many documents an expression before {@code changes} has failed, so that they count as absent: a
     * missing field, a division by zero} Each new document of a change counts once, initial values do not count. Any
     * thread.
     */
    public long transformErrors() {
        return source.transformErrors();
    }

    /**
     * What has become of the changes of its tables since it was opened. Any thread, also when the feed has ended; exact
     * while nobody polls it. Allocates.
     *
     * @return a copy of the numbers
     */
    public FeedCounters counters() {
        List<EventSource> sources = new ArrayList<>();
        source.addSources(sources);
        FeedCounters sum = FeedCounters.of(state.events(), ranAs == null ? 0 : ranAs.slowTimes());
        for (EventSource one : sources) {
            sum = sum.and(one);
        }
        return sum;
    }

    /**
     * Tells which changes are looked at for this feed and by what they are found, what is asked of those, and whether
     * the feed is read together with others or alone, and why. Any thread; allocates, and plans the query once more on
     * the calling thread.
     *
     * <p>Of a feed in a group it tells what is so between two polls: while one runs, another thread waits for its end,
     * as it does for a handler that is at work; a handler of the group is told at once how it is at the change at hand.
     * Handlers of two groups that ask for each other's feeds at the same time wait for each other.
     *
     * @return what the feed costs, also when it has ended
     */
    public Explanation explain() {
        FeedRun running = run;
        Standing standing = running == null ? standingAlone() : running.standing();
        return standing.explain(new Explaining());
    }

    Standing standingAlone() {
        return Standing.alone(this, state.over() ? "it has ended" : "it is in no group");
    }

    /**
     * What the feed follows, as it is written in Java, and where it is, such as {@code table("quotes").filter(row.bid >
     * 10).changes(squash(true)) name=prices position=12 lag=3}. The name is that of its run, if it has one; the lag is
     * counted up to what is known in this process, without a look at the journal. Any thread, also when the feed or the
     * engine is closed; never throws; allocates.
     */
    @Override
    public String toString() {
        FeedRun named = ranAs;
        long position = position();
        return text() + (named == null ? "" : " name=" + named.name()) + " position=" + position + " lag="
                + Math.max(0, context.knownSequence() - position) + state.word();
    }

    /** What was asked: made when somebody wants to see it, as most feeds are never shown. */
    String text() {
        return query + QueryText.call("changes", options.toString()) + (after == null ? "" : after.text());
    }

    /** Ends the feed. Any thread, at any time, more than once; a poll that is running ends after the event at hand. */
    @Override
    public void close() {
        if (state.released()) {
            return; // the events of a feed that was united go on in another one
        }
        source.stop();
        state.close();
        FeedRun running = run;
        if (running != null) {
            running.settle();
        } else if (state.enterToRelease()) {
            release();
        }
    }

    private Change takeBefore(long deadlineNs) {
        if (!state.enter()) {
            return null;
        }
        takeBack();
        started = true;
        if (wakeUp == null) {
            wakeUp = () -> source.stopped() || source.ready();
        }
        try {
            save(); // who asks for another event is done with the one before
            while (!source.stopped()) {
                if (source.advance() || advanceInNewRead()) {
                    source.delivered();
                    state.delivered();
                    return lend(source.change());
                }
                if (source.ended() || !context.awaitCommit(wakeUp, deadlineNs)) {
                    return null;
                }
            }
            return null;
        } catch (RuntimeException e) {
            throw state.failed(e);
        } finally {
            leave();
        }
    }

    private boolean advanceInNewRead() {
        begin();
        return source.advance();
    }

    private void begin() {
        long last = context.lastSequence();
        source.begin(last, last);
    }

    private void deliver(ChangeHandler handler) {
        Change change = source.change();
        long sequence = change.sequence();
        try {
            handler.onChange(lend(change));
        } catch (Throwable e) {
            throw new FeedException(sequence, e);
        } finally {
            takeBack();
        }
        source.delivered();
        state.delivered();
        state.moved(source.position());
    }

    /** What a handler is given to look at. */
    Change lend(Change shown) {
        return LENDING && lent != null ? lent.lend(shown) : shown;
    }

    /** It is not to look at it any more. */
    void takeBack() {
        if (LENDING && lent != null) {
            lent.takeBack();
        }
    }

    /** Has the one view handed out, as it is where assertions are off: for who measures that this allocates nothing. */
    Feed withoutLending() {
        lent = null;
        return this;
    }

    private void leave() {
        state.moved(source.position());
        if (source.ended()) {
            state.end();
        }
        if (state.leave()) {
            release();
        }
    }

    private void release() {
        source.close();
        if (cursor != null) {
            cursor.release();
        }
        context.released(this);
    }
}
