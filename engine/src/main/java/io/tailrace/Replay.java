package io.tailrace;

import io.tailrace.error.Arguments;
import io.tailrace.error.BeyondEndException;
import io.tailrace.error.EngineException;
import io.tailrace.error.FeedException;
import io.tailrace.error.QueryException;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.EngineSide;
import io.tailrace.feed.Feed;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.agrona.concurrent.EpochNanoClock;

/**
 * Plays a stretch of the journal again: the events of any query, in the caller's thread, as fast as they come, at the
 * pace of journal time, or one by one; see {@link Tailrace#replay()}. For one thread at a time. The same query over the
 * same stretch gives the same events, byte for byte, however often and however fast it is played.
 *
 * <p>{@link #clock()} stands at the journal time that has been played. Given to an engine that takes what the handler
 * makes of the events, its changes are dated as they would have been.
 *
 * <pre>{@code
 * long events = engine.replay()
 *         .from(Instant.parse("2024-08-08T23:59:00Z"))
 *         .until(Instant.parse("2024-08-09T00:00:00Z"))
 *         .speed(10)
 *         .run(quotes.filter(row("bid").ge(61_700))::changes, change -> show(change));
 * }</pre>
 */
public final class Replay {
    private static final int EVENTS_PER_POLL = 256;
    private static final double NS_PER_SECOND = 1e9;

    private final Engine engine;
    private final ReplayPace pace;
    private final ReplayClock clock = new ReplayClock();
    private ChangesOptions options = ChangesOptions.squash(false);
    private long from;
    private long until = -1;
    /** Zero for no pauses. */
    private double speed;
    /** Null where nobody is asked. */
    private BooleanSupplier step;

    private boolean stopped;
    private long beganNs;
    private long originNs;

    Replay(Engine engine, ReplayPace pace) {
        this.engine = engine;
        this.pace = pace;
    }

    /**
     * Begins with a change.
     *
     * @param sequence from 1; default the first one there is
     * @return this
     */
    public Replay from(long sequence) {
        if (sequence < 1) {
            throw new EngineException("from=" + sequence + " must be at least 1");
        }
        from = sequence;
        return this;
    }

    /**
     * Begins with the first change at a time or after it.
     *
     * @param time journal time
     * @return this
     */
    public Replay from(Instant time) {
        long epochNs = Instants.epochNs(Arguments.given(time, "time", "from(time)"));
        from = engine.sequenceAt(Math.max(epochNs, Long.MIN_VALUE + 1) - 1) + 1;
        return this;
    }

    /**
     * Ends after a change.
     *
     * @param sequence a committed one; default the last one that is when {@link #run} is called
     * @return this
     */
    public Replay until(long sequence) {
        if (sequence < 0) {
            throw new EngineException("until=" + sequence + " must not be negative");
        }
        until = sequence;
        return this;
    }

    /**
     * Ends after the last change at a time or before it, of those that are committed now.
     *
     * @param time journal time
     * @return this
     */
    public Replay until(Instant time) {
        until = engine.sequenceAt(Instants.epochNs(Arguments.given(time, "time", "until(time)")));
        return this;
    }

    /**
     * Shows each event when its time has come, counted from the first change of the stretch, which is shown at once.
     *
     * @param factor 1 for as it was, 10 for a tenth of the time; greater than 0
     * @return this
     */
    public Replay speed(double factor) {
        if (!(factor > 0) || factor == Double.POSITIVE_INFINITY) {
            throw new EngineException("speed=" + factor + " must be greater than 0; without it there are no pauses");
        }
        speed = factor;
        return this;
    }

    /**
     * Asks before each event.
     *
     * @param next called on the thread that plays; false ends the replay before that event
     * @return this
     */
    public Replay stepped(BooleanSupplier next) {
        step = Arguments.given(next, "next", "stepped(next)");
        return this;
    }

    /**
     * How to squash and what to include; start and end are those of the replay. Default {@code squash(false)}.
     *
     * @param chosen without squash on read and {@code queueSize}, which depend on when the feed is read, and without a
     *     named cursor, which would move
     * @return this
     * @throws QueryException for those
     */
    public Replay options(ChangesOptions chosen) {
        if (!EngineSide.isRepeatable(Arguments.given(chosen, "chosen", "options(chosen)"))) {
            throw new QueryException(
                    QueryException.Reason.BAD_ARGUMENT,
                    "what squash on read and queueSize deliver depends on when is read, and a cursor moves: that"
                            + " cannot be played again: options=" + chosen
                            + ", use ChangesOptions.squash(false) or a window");
        }
        options = chosen;
        return this;
    }

    /**
     * The journal time that has been played. Any thread.
     *
     * @return nanoseconds since 1970, 0 before {@link #run}; in a handler that of its event, between two events at a
     *     {@linkplain #speed pace} it runs on, and at the end that of the last change of the stretch; it never goes
     *     back
     */
    public EpochNanoClock clock() {
        return clock;
    }

    /**
     * Plays the stretch once, and returns when it has ended. It may be called again.
     *
     * @param opening opens the feed with the options given, such as {@code table::changes} or {@code query::changes},
     *     with whatever steps after that; closed here
     * @param handler takes the events, on this thread; what it throws ends the replay
     * @return how many events were shown
     * @throws io.tailrace.error.ExpiredException when the beginning is no longer held
     * @throws BeyondEndException when the end is not committed yet
     * @throws QueryException when the feed was not opened with the options given
     * @throws FeedException when the feed ends by an error: what the handler or a predicate throws, an interrupt in a
     *     pause, whose flag stays set, or that the engine is closed
     */
    public long run(Function<ChangesOptions, Feed> opening, ChangeHandler handler) {
        Arguments.given(opening, "opening", "run(opening, handler)");
        Arguments.given(handler, "handler", "run(opening, handler)");
        long last = engine.lastSequence();
        long first = from == 0 ? engine.journal().firstSequence() : from;
        long end = until < 0 ? last : until;
        if (end > last) {
            throw new BeyondEndException(
                    "until=" + end + " is not committed, last=" + last + ": end with that, or wait until it is",
                    end,
                    last);
        }
        if (end < first) {
            return 0;
        }
        begin(engine.timeOf(first));
        ChangesOptions given = options.from(first).until(end);
        try (Feed feed = opening.apply(given)) {
            checkOpening(feed, given);
            long events = play(feed, handler);
            if (!stopped && feed.position() < end) {
                throw cutOff(feed);
            }
            if (!stopped) {
                clock.advance(engine.timeOf(end));
            }
            return events;
        }
    }

    /** The feed has ended before its end without an error of its own. */
    private FeedException cutOff(Feed feed) {
        try {
            engine.checkOpen();
        } catch (RuntimeException e) {
            return new FeedException(FeedException.Reason.ENGINE, feed.position(), e);
        }
        return new FeedException(
                FeedException.Reason.ENGINE,
                feed.position(),
                new EngineException("the feed was closed before the end of the stretch"));
    }

    private static void checkOpening(Feed feed, ChangesOptions given) {
        if (feed == null || !EngineSide.isOpenedWith(feed, given)) {
            throw new QueryException(
                    QueryException.Reason.BAD_ARGUMENT,
                    "the opening gave " + (feed == null ? "no feed" : "a feed with other options: " + feed)
                            + ", have it open one with the options that it is given: " + given);
        }
    }

    private void begin(long timeNs) {
        stopped = false;
        clock.begin(timeNs);
        originNs = timeNs;
        beganNs = pace.nanoTime();
    }

    private long play(Feed feed, ChangeHandler handler) {
        long windowNs = EngineSide.windowNs(options);
        long[] events = new long[1];
        ChangeHandler paced = change -> {
            if (comes(change, windowNs)) {
                events[0]++;
                handler.onChange(change);
            }
        };
        int round = 0;
        while (!stopped && !feed.ended()) {
            int shown = feed.poll(paced, step == null ? EVENTS_PER_POLL : 1);
            round = shown > 0 ? 0 : round + 1;
            if (round > 0 && !feed.ended()) {
                pace.idle(round); // beside a writer the next segment is looked for now and then
            }
        }
        return events[0];
    }

    /** Waits until the event is to be shown; false when it never is. */
    private boolean comes(Change change, long windowNs) {
        long timeNs = Math.max(clock.nanoTime(), dueNs(change.timeNs(), windowNs));
        if (speed > 0) {
            long pauseNs = pauseNs(timeNs);
            while (pauseNs > 0) {
                pace.pause(pauseNs);
                clock.advance(Math.min(timeNs, originNs + (long) ((pace.nanoTime() - beganNs) * speed)));
                pauseNs = pauseNs(timeNs);
            }
        }
        clock.advance(timeNs);
        stopped = stopped || step != null && !step.getAsBoolean();
        return !stopped;
    }

    private long pauseNs(long timeNs) {
        double pauseNs = (timeNs - originNs) / speed - (pace.nanoTime() - beganNs);
        return pauseNs <= 0 ? 0 : (long) Math.min(Math.ceil(pauseNs), NS_PER_SECOND * NS_PER_SECOND);
    }

    /** A window is shown at its end; what is no change, at once. */
    private static long dueNs(long timeNs, long windowNs) {
        if (timeNs == 0 || windowNs <= 0) {
            return timeNs;
        }
        long begin = Math.floorDiv(timeNs, windowNs) * windowNs;
        return begin > Long.MAX_VALUE - windowNs ? timeNs : begin + windowNs;
    }
}
