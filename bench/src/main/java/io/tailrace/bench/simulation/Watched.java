package io.tailrace.bench.simulation;

import io.tailrace.bench.simulation.Follower.Event;
import io.tailrace.bench.simulation.Truth.Operation;
import io.tailrace.bench.simulation.Truth.Single;
import io.tailrace.bench.simulation.Truth.Store;
import io.tailrace.document.Document;
import io.tailrace.error.CursorException;
import io.tailrace.error.EngineException;
import io.tailrace.error.ExpiredException;
import io.tailrace.error.FeedException;
import io.tailrace.error.TailraceException;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.CursorOption;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedGroup;
import io.tailrace.feed.FeedRun;
import io.tailrace.journal.PlantedBug;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** One feed over all the lives of its engine, and what it has to deliver. Not thread safe. */
final class Watched {
    /** Who reads it, and who keeps its position. */
    enum Way {
        POLL,
        GROUP,
        RUN,
        CURSOR,
        SYNCED_CURSOR,
        BOOKING
    }

    private final World world;
    private final Asked asked;
    private final Way way;
    private final String cursor;
    private final boolean isHolding;
    private final Map<Long, Long> times = new HashMap<>();
    private final List<Event> got = new ArrayList<>();

    private Feed feed;
    private FeedRun run;
    private Feed witness;
    private Follower follower;
    private Operation booking;
    /** Where it goes on in the next life. */
    private long position;
    /** Where it began first, and where a cursor is at least, whatever becomes of the power. */
    private long start;

    private long forced;
    /** Whether a poll of this life has failed, so that nobody knows what it has saved. */
    private boolean isUncertain;
    /** Whether the journal has been cut below a position that may be the cursor's. */
    private boolean isCut;

    private String ended;
    private boolean isOver;

    Watched(World world, Asked asked, Way way, String cursor, boolean isHolding) {
        this.world = world;
        this.asked = asked;
        this.way = way;
        this.cursor = cursor;
        this.isHolding = isHolding;
    }

    private Store store() {
        return world.truth.byNumber(asked.table());
    }

    private boolean isNamed() {
        return way.ordinal() >= Way.CURSOR.ordinal();
    }

    /** First sequence after which it may begin. */
    private long earliest() {
        return Math.max(Math.max(asked.table(), asked.index()), world.engine.oldestSequence() - 1);
    }

    /** Begins, now or in the past. */
    void begin(SplittableRandom random, FeedGroup group) {
        long last = world.engine.lastSequence();
        boolean isPast = random.nextBoolean() && !isNamed();
        position = isPast ? earliest() + random.nextLong(Math.max(1, last - earliest() + 1)) : last;
        ChangesOptions options = isPast ? asked.options(world.bug).from(position + 1) : asked.options(world.bug);
        open(options, group);
        start = position;
        forced = position;
    }

    /** Opens it anew after a recovery; whether it is there. */
    boolean goOn(FeedGroup group, boolean isPowerLost) {
        boolean isThere = isThere();
        long last = world.truth.sequence;
        isCut |= position > last;
        times.keySet().removeIf(sequence -> sequence > last);
        if (!isThere || !isNamed() && position > last) {
            return false;
        }
        try {
            if (isNamed()) {
                return goOnByName(group, isPowerLost);
            }
            long delivered = world.bug == PlantedBug.RESUME_AT_S ? position - 1 : position;
            open(asked.options(world.bug).resume(delivered), group);
            return true;
        } catch (ExpiredException e) {
            long least = isNamed() && (isPowerLost || isUncertain) ? forced : position;
            boolean isRight = least + 1 < world.engine.oldestSequence() && !isHolding;
            Violation.unless(isRight, this + " is not expired: " + e);
            return false;
        }
    }

    /** Whether what it reads was not dropped, which ends the last window too. */
    private boolean isThere() {
        return store() != null && (asked.index() == 0 || hasIndex());
    }

    private boolean hasIndex() {
        Long made = store().indexes.get(Asked.INDEX);
        return made != null && made == asked.index();
    }

    private boolean goOnByName(FeedGroup group, boolean isPowerLost) {
        boolean wasUncertain = isUncertain;
        long before = way == Way.BOOKING ? world.truth.positions.getOrDefault(cursor, start) : position;
        try {
            open(asked.options(world.bug), group);
        } catch (CursorException e) {
            boolean isRight = isCut && e.reason() == CursorException.Reason.ANOTHER_HISTORY;
            Violation.unless(isRight, this + " is refused: " + e);
            return false;
        }
        checkPosition(before, feed.position(), isPowerLost || wasUncertain);
        return true;
    }

    private void checkPosition(long before, long now, boolean isOlder) {
        boolean isRight;
        if (way == Way.BOOKING) {
            isRight = now == before || now > before && isNothing(before, now);
        } else if (isOlder || isCut) {
            isRight = now <= before && now >= forced && now <= world.truth.sequence;
        } else {
            isRight = now == before || now < before && isNothing(now, before);
        }
        Violation.unless(isRight, this + " goes on at " + now + " after " + before + " forced=" + forced);
    }

    /** Whether nothing was to be delivered in between, where a position goes on by itself, and need not be saved. */
    private boolean isNothing(long from, long to) {
        Follower passed = new Follower(asked, world.truth, from, times);
        return passed.isQuiet(world.truth, to);
    }

    private void open(ChangesOptions options, FeedGroup group) {
        run = null;
        got.clear();
        booking = null;
        ended = null;
        feed = asked.query(world.tables.get(asked.name())).changes(named(options));
        position = world.bug == PlantedBug.RESUME_AT_S ? Math.max(position, feed.position()) : feed.position();
        isUncertain = false;
        follower = new Follower(asked, world.truth, position, times);
        if (asked.mode() == Asked.Mode.WINDOW) {
            witness = world.tables
                    .get(asked.name())
                    .changes(ChangesOptions.squash(false).from(position + 1));
        }
        if (way == Way.GROUP) {
            run = group.add(feed, this::take);
        } else if (way == Way.RUN) {
            run = world.engine.run(feed, this::take);
        }
    }

    private ChangesOptions named(ChangesOptions options) {
        if (!isNamed()) {
            return options;
        }
        List<CursorOption> chosen = new ArrayList<>();
        if (isHolding) {
            chosen.add(CursorOption.HOLDING);
        }
        if (way != Way.CURSOR) {
            chosen.add(way == Way.BOOKING ? CursorOption.BY_TRANSACTION : CursorOption.SYNCED);
        }
        return options.cursor(cursor, chosen.toArray(CursorOption[]::new));
    }

    private void take(Change change) {
        got.add(event(change));
    }

    static Event event(Change change) {
        return new Event(change.sequence(), map(change.oldVal()), map(change.newVal()));
    }

    private static Map<String, Object> map(Document document) {
        return document == null ? null : document.toMap();
    }

    /** Reads on, where the caller does that; null, or what is to be booked. */
    Operation read(SplittableRandom random, FeedGroup group) {
        boolean isPartial = asked.mode() == Asked.Mode.EACH && random.nextBoolean();
        int limit = isPartial ? 1 + random.nextInt(8) : Integer.MAX_VALUE;
        try {
            if (way == Way.GROUP) {
                group.poll(limit);
            } else if (way != Way.RUN) {
                int count = feed.poll(this::take, limit);
                onPolled(count, count < limit);
                boolean isBooked = way == Way.BOOKING && count > 0 && world.truth.stores.containsKey(Writes.BOOKED);
                return isBooked ? book() : null;
            }
        } catch (TailraceException e) {
            onEnd(e);
        }
        return null;
    }

    private void onPolled(int count, boolean isAll) {
        isUncertain |= world.fencedAt != Long.MAX_VALUE; // who has lost the journal saves nothing
        check();
        if (isAll) {
            String left = follower.leftOver();
            Violation.unless(left == null, this + " " + left);
            Violation.unless(
                    asked.mode() == Asked.Mode.WINDOW || feed.position() == world.truth.sequence,
                    this + " has read all, and stands at " + feed.position());
        }
        if (way == Way.SYNCED_CURSOR && count > 0) {
            forced = feed.position();
            world.onSynced(forced);
        }
    }

    private Operation book() {
        Operation operation = new Operation();
        Store booked = world.truth.stores.get(Writes.BOOKED);
        Map<String, Object> fields = new HashMap<>(Map.of("n", 1L, "w", feed.position()));
        String key = cursor + " " + feed.position() + " " + world.truth.sequence;
        operation.writes.add(new Single(Truth.Kind.UPSERT, booked.number, key, fields));
        operation.cursor = cursor;
        operation.position = feed.position();
        operation.former = booking;
        booking = operation;
        return operation;
    }

    Feed feed() {
        return feed;
    }

    /** Whether a position that was to be committed was not, so that it has to be opened again. */
    boolean isMoved() {
        return booking != null && !booking.ack.isPending() && !booking.applied;
    }

    /** Opens it again in the same life. */
    void openAgain() {
        close();
        goOn(null, false);
    }

    private void onEnd(TailraceException e) {
        boolean isDropped = e instanceof FeedException failed
                && (failed.reason() == FeedException.Reason.TABLE_DROPPED
                        || failed.reason() == FeedException.Reason.INDEX_DROPPED)
                && !isThere();
        boolean isExpired = isExpired(e) && position + 1 < world.engine.oldestSequence();
        if (!isDropped && !isExpired) {
            world.excuse(this + " ended", e);
        }
        if (isExpired) {
            Violation.unless(!isHolding, this + " was waited for: " + e);
        }
        position = feed.position();
        isUncertain = true;
        isOver = isDropped || isExpired;
        ended = String.valueOf(e);
    }

    private static boolean isExpired(Throwable e) {
        return e instanceof ExpiredException || e != null && isExpired(e.getCause());
    }

    /** Compares what was delivered since. */
    void check() {
        if (follower == null) {
            return;
        }
        learnTimes();
        follower.follow(world.truth);
        for (Event event : got) {
            String wrong = follower.onEvent(event, isThere() ? world.nowNs : Long.MAX_VALUE);
            Violation.unless(wrong == null, this + " " + wrong);
        }
        got.clear();
        if (run != null && !run.isRunning() && ended == null) {
            FeedException failure = run.failure();
            Violation.unless(failure != null, this + " does not run, and nobody knows why");
            onEnd(failure);
        }
        if (ended == null) {
            position = feed.position();
            boolean isAtEnd = asked.mode() == Asked.Mode.EACH && position == world.truth.sequence;
            String left = isAtEnd ? follower.leftOver() : null;
            Violation.unless(left == null, this + " stands at the end: " + left);
        }
    }

    private void learnTimes() {
        if (witness != null) {
            try {
                witness.poll(change -> times.put(change.sequence(), change.timeNs()), Integer.MAX_VALUE);
            } catch (TailraceException e) {
                witness = null;
                onEnd(e);
            }
        }
    }

    /** Whether there is nothing more to come, in this life or another. */
    boolean isOver() {
        return isOver;
    }

    boolean isEnded() {
        return ended != null;
    }

    /** Closes it while its engine lives. */
    void close() {
        try {
            if (run != null) {
                run.close();
            }
            feed.close();
            if (witness != null) {
                witness.close();
            }
        } catch (EngineException e) {
            world.excuse("close", e);
        }
    }

    @Override
    public String toString() {
        return way + " " + asked + (cursor == null ? "" : " cursor=" + cursor) + " position=" + position;
    }
}
