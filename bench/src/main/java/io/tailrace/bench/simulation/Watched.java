package io.tailrace.bench.simulation;

import io.tailrace.bench.simulation.Truth.Operation;
import io.tailrace.bench.simulation.Truth.Place;
import io.tailrace.bench.simulation.Truth.Single;
import io.tailrace.bench.simulation.Truth.Store;
import io.tailrace.error.CursorException;
import io.tailrace.error.EngineException;
import io.tailrace.error.ExpiredException;
import io.tailrace.error.FeedException;
import io.tailrace.error.LagException;
import io.tailrace.error.TailraceException;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.ChangeKind;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.CursorOption;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedGroup;
import io.tailrace.feed.FeedRun;
import io.tailrace.journal.CursorInfo;
import io.tailrace.journal.PlantedBug;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/** One feed over all the lives of its engine, and what it has to deliver. Not thread safe. */
final class Watched {
    /** Who reads it, and who keeps its position. */
    enum Way {
        POLL,
        GROUP,
        RUN,
        CURSOR,
        SYNCED_CURSOR,
        BOOKING;

        boolean isNamed() {
            return ordinal() >= CURSOR.ordinal();
        }

        /** Whether it is read when the caller says so, and alone. */
        boolean isPolled() {
            return this != GROUP && this != RUN;
        }
    }

    /** An event that was delivered, and of which of several united feeds it is. */
    private record Delivered(int stream, Event event) {}

    private final World world;
    private final Streams asked;
    private final Way way;
    private final String cursor;
    private final boolean isHolding;
    private final List<Delivered> got = new ArrayList<>();

    private Feed feed;
    private FeedRun run;
    private Followers follower;
    private Operation booking;
    /** Where it goes on in the next life. */
    private long position;
    /** How many events of the next change are behind it too. */
    private int events;
    /** Where it began first, and where a cursor is at least, whatever becomes of the power. */
    private long start;

    private long forced;
    /** Whether its cursor has a position, so that it does not begin anew, with initial values. */
    private boolean isBegun;
    /** Whether it has one whatever becomes of the power. */
    private boolean isBegunForced;
    /** Whether there is one to be had, after the initial values. */
    private boolean hasPlace;
    /** Whether anything was delivered in this life. */
    private boolean hasDelivered;
    /** Whether a poll of this life has failed, so that nobody knows what it has saved. */
    private boolean isUncertain;
    /** Whether the journal has been cut below a position that may be the cursor's. */
    private boolean isCut;

    private String ended;
    private FeedException dropped;
    private boolean isOver;
    /** Whether it was too far behind, so that it has to be opened again. */
    private boolean wasTooFar;

    Watched(World world, Streams asked, Way way, String cursor, boolean isHolding) {
        this.world = world;
        this.asked = asked;
        this.way = way;
        this.cursor = cursor;
        this.isHolding = isHolding;
        isBegun = !asked.any(Asked::initial);
        isBegunForced = isBegun;
    }

    private boolean isNamed() {
        return way.isNamed();
    }

    /** First sequence after which it may begin. */
    private long earliest() {
        return Math.max(asked.since(), world.engine.oldestSequence() - 1);
    }

    /** Begins, now or in the past. */
    void begin(SplittableRandom random, FeedGroup group) {
        long last = world.engine.lastSequence();
        boolean isPast = random.nextBoolean() && !isNamed();
        position = isPast ? earliest() + random.nextLong(Math.max(1, last - earliest() + 1)) : last;
        long first = position + 1;
        open(each -> isPast ? each.options(world.bug).from(first) : each.options(world.bug), group, true);
        start = position;
        forced = position;
    }

    /** Whether it could not begin, as retention took meanwhile what it was to begin with. */
    boolean isOvertaken(TailraceException e) {
        return isExpired(e) && position + 1 < world.engine.oldestSequence();
    }

    /** Opens it anew after a recovery, or again in the same life; whether it is there. */
    boolean goOn(FeedGroup group, boolean isPowerLost) {
        long last = world.truth.sequence;
        isCut |= position > last;
        if (!isThere() || !isNamed() && position > last) {
            return false;
        }
        long least = least(isPowerLost);
        try {
            if (isNamed()) {
                return goOnByName(group, isPowerLost);
            }
            if (asked.any(Asked::initial) && !follower.isInitialOver()) { // begins anew rather than resumes
                long first = position + 1;
                open(each -> each.options(world.bug).from(first), group, true);
                return true;
            }
            long delivered = world.bug == PlantedBug.RESUME_AT_S ? position - 1 : position;
            open(each -> each.options(world.bug).resume(delivered).includeInitial(false), group, false);
            follower.resume(last);
            return true;
        } catch (ExpiredException e) {
            boolean isRight = least + 1 < world.engine.oldestSequence() && !isHolding;
            Violation.unless(isRight, this + " is not expired: " + e);
            return false;
        }
    }

    /** The first sequence after which it may have to go on. */
    private long least(boolean isPowerLost) {
        boolean isRefused = booking != null && !booking.applied;
        if (way == Way.BOOKING && (isRefused || isPowerLost || isUncertain)) {
            return committed().sequence();
        }
        return isNamed() && (isPowerLost || isUncertain) ? forced : position;
    }

    /** Where a cursor stands that is moved with transactions, of which one may have been refused. */
    private Place committed() {
        return world.truth.positions.getOrDefault(cursor, new Place(start, 0));
    }

    /** Whether what it reads was not dropped, which ends the last window too. */
    private boolean isThere() {
        return world.truth.dropOf(asked.parts()) == Long.MAX_VALUE
                && asked.parts().stream().allMatch(this::isThere);
    }

    /** A definition can be gone with the power, and its drop too. */
    private boolean isThere(Part part) {
        Store store = world.truth.byNumber(part.table());
        Long made = store == null ? null : store.indexes.get(Part.INDEX);
        return store != null && (part.index() == 0 || made != null && made == part.index());
    }

    private boolean goOnByName(FeedGroup group, boolean isPowerLost) {
        boolean isOlder = isPowerLost || isUncertain;
        Place before = way == Way.BOOKING ? committed() : new Place(position, events);
        boolean isCommitted = world.truth.positions.containsKey(cursor);
        CursorInfo found = found();
        if (found.initial()) {
            boolean isRight = !isCommitted && (!isBegun || isOlder && !isBegunForced);
            Violation.unless(isRight, this + " begins anew");
            beginAnew(group);
            return true;
        }
        // Gone may be a change of which some events were behind it.
        boolean isWithinLost = found.events() > 0 && found.end() > world.truth.sequence;
        Violation.unless(
                isBegun || isCommitted || isUncertain, this + " goes on from among its initial values: " + found);
        try {
            open(each -> each.options(world.bug), group, false);
        } catch (CursorException e) {
            boolean isOfHistory = e.reason() == CursorException.Reason.ANOTHER_HISTORY;
            boolean isRight = (isCut || isWithinLost) && isOfHistory;
            Violation.unless(isRight, this + " is refused: " + e);
            return false;
        }
        isBegun = true;
        follower.resume(world.truth.sequence, found.end(), found.events());
        checkPosition(before, new Place(feed.position(), found.events()), isOlder);
        if (way == Way.SYNCED_CURSOR) {
            isBegunForced = true;
            forced = feed.position();
        }
        return true;
    }

    private CursorInfo found() {
        return world.engine.cursors().stream()
                .filter(info -> info.name().equals(cursor))
                .findAny()
                .orElseThrow(() -> new Violation(this + " is gone"));
    }

    private void beginAnew(FeedGroup group) {
        isBegun = false;
        isCut = false;
        position = world.truth.sequence;
        open(each -> each.options(world.bug), group, true);
        Violation.unless(position == world.truth.sequence, this + " does not begin at the end");
        start = position;
        forced = position;
    }

    private void checkPosition(Place before, Place now, boolean isOlder) {
        boolean isRight;
        if (now.equals(before)) {
            isRight = true;
        } else if (way == Way.BOOKING) {
            isRight = now.events() == 0 && now.sequence() > before.sequence() && isNothing(before, now.sequence());
        } else if (isOlder || isCut) {
            isRight = now.sequence() <= before.sequence()
                    && now.sequence() >= forced
                    && now.sequence() <= world.truth.sequence;
        } else {
            isRight = now.events() == 0 && now.sequence() < before.sequence() && isNothing(now, before.sequence());
        }
        Violation.unless(isRight, this + " goes on at " + now + " after " + before + " forced=" + forced);
    }

    /** Whether nothing was to be delivered in between, where a position goes on by itself, and need not be saved. */
    private boolean isNothing(Place from, long to) {
        Follower passed = new Follower(asked.all().get(0), world.truth, from.sequence(), world.times);
        passed.resume(0, from.sequence() + 1, from.events());
        return passed.isQuiet(world.truth, to);
    }

    private void open(Function<Asked, ChangesOptions> options, FeedGroup group, boolean isAnew) {
        run = null;
        got.clear();
        booking = null;
        ended = null;
        hasPlace = false;
        hasDelivered = false;
        wasTooFar = false;
        feed = asked.open(world.tables::get, each -> named(options.apply(each)));
        position = world.bug == PlantedBug.RESUME_AT_S ? Math.max(position, feed.position()) : feed.position();
        events = 0;
        isUncertain = false;
        Streams follows = isAnew ? asked : asked.withoutInitial();
        follower = new Followers(follows, world.truth, position, world.times, way.isPolled());
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
        Event event = Event.of(change);
        hasDelivered = true;
        boolean isLeftOut = world.bug == PlantedBug.INITIAL_WITHOUT_CHANGED
                        && event.kind() == ChangeKind.INITIAL
                        && world.truth.hasChanged(event.key(), event.sequence())
                || world.bug == PlantedBug.UNION_TELLS_ONCE
                        && event.kind() == ChangeKind.CHANGE
                        && !got.isEmpty()
                        && got.get(got.size() - 1).event.equals(event);
        if (!isLeftOut) {
            got.add(new Delivered(asked.streamOf(change), altered(event)));
        }
    }

    /** What becomes of an event on its way, where that is planted. */
    private Event altered(Event event) {
        boolean moves = event.oldOffset() >= 0 && event.newOffset() > event.oldOffset();
        if (world.bug == PlantedBug.PLACE_BEFORE_REMOVAL && moves) {
            return event.at(event.oldOffset(), event.newOffset() + 1);
        }
        boolean isPair = event.isChange()
                && event.before() != null
                && event.after() != null
                && !event.before().get("id").equals(event.after().get("id"));
        return world.bug == PlantedBug.PUSHED_OUT_IS_NOT_TOLD && isPair
                ? Event.change(event.table(), event.sequence(), null, event.after())
                : event;
    }

    /** Reads on, where the caller does that; null, or what is to be booked. */
    Operation read(SplittableRandom random, FeedGroup group) {
        boolean isPartial = asked.isEach() && random.nextBoolean() && asked.canStop();
        int limit = isPartial ? 1 + random.nextInt(8) : Integer.MAX_VALUE;
        int initial = follower.initialLeft();
        if (!isPartial && initial > 0 && world.aside != null && world.aside.nextBoolean()) {
            int some = 1 + world.aside.nextInt(initial);
            limit = asked.areUnited() ? limit : some; // the others may have begun a read by then
        }
        return read(limit, group);
    }

    /** Reads so many events at most. */
    Operation read(int limit, FeedGroup group) {
        try {
            if (way == Way.GROUP) {
                group.poll(limit);
            } else if (way != Way.RUN) {
                follower.follow(world.truth);
                if (limit > follower.initialLeft()) { // else it ends among these
                    follower.endRead(world.truth);
                }
                int count = feed.poll(handler(), limit);
                Violation.unless(!follower.isTooFar() || !isThere(), this + " goes on too far behind");
                if (world.bug == PlantedBug.UNITED_IN_TURN) {
                    got.sort(Comparator.comparingInt(Delivered::stream));
                }
                onPolled(count < limit);
                boolean isBooked =
                        way == Way.BOOKING && count > 0 && hasPlace && world.truth.stores.containsKey(Writes.BOOKED);
                return isBooked ? book() : null;
            }
        } catch (TailraceException e) {
            if (world.bug == PlantedBug.DEAF_TO_DROPS && isDrop(e)) {
                onPolled(true);
            } else {
                onEnd(e);
            }
        }
        return null;
    }

    private ChangeHandler handler() {
        return world.bug == PlantedBug.DROP_LOSES_REST && !isThere() ? change -> hasDelivered = true : this::take;
    }

    private void onPolled(boolean isAll) {
        isUncertain |= world.fencedAt != Long.MAX_VALUE; // who has lost the journal saves nothing
        boolean hasChanges = got.stream().anyMatch(delivered -> delivered.event.isChange());
        check();
        if (isAll) {
            String left = follower.leftOver();
            Violation.unless(left == null, this + " " + left);
            Violation.unless(isThere(), this + " goes on after what it follows was dropped");
            Violation.unless(
                    asked.has(Asked.Mode.WINDOW) || feed.position() == world.truth.sequence,
                    this + " has read all, and stands at " + feed.position());
        }
        hasPlace = follower.isInitialOver() && (isAll || asked.any(Asked::states) || follower.hasShownChange());
        // What comes of initial values is in no transaction yet, and with that no position.
        boolean wasBegun = isBegun;
        isBegun |= hasPlace && (way != Way.BOOKING || !hasDelivered);
        if (way == Way.SYNCED_CURSOR && isBegun && (hasChanges || !wasBegun)) {
            isBegunForced = true;
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
        operation.position = new Place(feed.position(), events);
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

    private boolean isDrop(TailraceException e) {
        return e instanceof FeedException failed
                && (failed.reason() == FeedException.Reason.TABLE_DROPPED
                        || failed.reason() == FeedException.Reason.INDEX_DROPPED)
                && !isThere();
    }

    private void onEnd(TailraceException e) {
        boolean isDropped = isDrop(e);
        boolean isExpired = isExpired(e) && position + 1 < world.engine.oldestSequence();
        wasTooFar = isTooFar(e);
        if (!isDropped && !isExpired && !wasTooFar) {
            world.excuse(this + " ended", e);
        }
        if (isExpired) {
            Violation.unless(!isHolding, this + " was waited for: " + e);
        }
        dropped = isDropped ? (FeedException) e : null;
        isUncertain = true;
        isOver = isDropped || isExpired;
        ended = String.valueOf(e);
        position = feed.position();
    }

    /** Whether it had to end, as it was too far behind. */
    private boolean isTooFar(TailraceException e) {
        if (!(e instanceof FeedException failed) || failed.reason() != FeedException.Reason.LAG) {
            return false;
        }
        Violation.unless(follower.mayBeTooFar(world.truth), this + " is not too far behind: " + e);
        long told = ((LagException) e.getCause()).position();
        Violation.unless(told == feed.position(), this + " goes on at " + told + " after " + feed.position());
        return true;
    }

    private static boolean isExpired(Throwable e) {
        return e instanceof ExpiredException || e != null && isExpired(e.getCause());
    }

    /** Compares what was delivered since. */
    void check() {
        if (follower == null) {
            return;
        }
        if (asked.has(Asked.Mode.WINDOW) && !world.times.isKnown(world.truth.sequence)) {
            return; // the engine has failed before anybody could ask for the time of what it delivered last
        }
        follower.follow(world.truth);
        boolean isThere = isThere();
        if (asked.areUnited() && !isThere) {
            got.clear(); // of the others it shows what comes before that drop, wherever their folds end
        }
        for (Delivered delivered : got) {
            long limitNs = isThere ? world.clock.limitNs() : Long.MAX_VALUE;
            String wrong = follower.onEvent(delivered.stream, delivered.event, limitNs);
            if (wrong != null) {
                throw new Violation(this + " " + wrong);
            }
        }
        got.clear();
        if (run != null && !run.isRunning() && ended == null) {
            FeedException failure = run.failure();
            Violation.unless(failure != null, this + " does not run, and nobody knows why");
            onEnd(failure);
        }
        if (ended == null) {
            position = feed.position();
            events = follower.eventsBeyond(position);
            checkEnd(isThere);
        } else if (dropped != null) {
            checkDrop();
        }
    }

    /** Who stands at the end has delivered everything, and knows of every drop. */
    private void checkEnd(boolean isThere) {
        if (position != world.truth.sequence || !follower.isInitialOver()) {
            return;
        }
        boolean isComplete = asked.every(each -> !each.folds() || each.mode() != Asked.Mode.WINDOW && !way.isPolled());
        String left = isComplete ? follower.leftOver() : null;
        Violation.unless(left == null, this + " stands at the end: " + left);
        Violation.unless(isThere, this + " stands behind the drop of what it follows");
    }

    /** Everything before a drop is delivered, but where the state of before is needed, and gone. */
    private void checkDrop() {
        boolean isPastInitial = hasPlace
                || follower.hasShownChange()
                || follower.isInitialOver() && (asked.any(Asked::states) || !asked.any(Asked::initial));
        if (isPastInitial && !asked.any(Asked::hasTop) && !asked.areUnited()) {
            follower.endAll();
            String left = follower.leftOver();
            Violation.unless(left == null, this + " ended by a drop: " + left);
            boolean isTable = dropped.reason() == FeedException.Reason.TABLE_DROPPED;
            Violation.unless(
                    isTable == world.truth.isTableDropped(asked.parts()),
                    this + " ended by a drop of another kind: " + dropped);
        }
    }

    /** Whether it has a window that time has to end. */
    boolean isWindowed() {
        return asked.has(Asked.Mode.WINDOW) && ended == null;
    }

    /** So much time has passed that no window can be open. */
    void checkWindows() {
        if (isWindowed()) {
            Violation.unless(!follower.isWaiting(), this + " has a window that does not end");
        }
    }

    /** Whether it was too far behind, and can go on from where it was. */
    boolean wasTooFar() {
        return wasTooFar;
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
        } catch (EngineException e) {
            world.excuse("close", e);
        }
    }

    @Override
    public String toString() {
        return way + " " + asked + (cursor == null ? "" : " cursor=" + cursor) + " position=" + position;
    }
}
