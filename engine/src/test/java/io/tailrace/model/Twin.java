package io.tailrace.model;

import static io.tailrace.expression.Expressions.abs;
import static io.tailrace.expression.Expressions.changed;
import static io.tailrace.expression.Expressions.newVal;
import static io.tailrace.expression.Expressions.oldVal;
import static io.tailrace.expression.Expressions.row;

import io.tailrace.error.FeedException;
import io.tailrace.error.TailraceException;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.ChangeKind;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedGroup;
import io.tailrace.feed.FeedRun;
import io.tailrace.feed.Lag;
import io.tailrace.feed.Served;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** A feed of a group, and the same feed alone. */
final class Twin {
    /** What its handler does once, in both, at an event of some number; anything but to throw in the group only. */
    private record Deed(int at, boolean isThrown, Runnable action) {
        void event(int number, boolean inGroup) {
            if (number == at && isThrown) {
                throw new IllegalStateException("handler throws at event " + at);
            }
            if (number == at && inGroup) {
                action.run();
            }
        }
    }

    final String query;
    final FeedRun run;
    /** Whether it was closed by a handler, so that what it had delivered by then is not known. */
    boolean isCut;
    /** Whether it was told to move to a group of its own. */
    boolean isMoved;

    private final boolean isLockstep;
    /** Greater than that of those that came before. */
    private final long age;

    private final Feed grouped;
    private final Feed alone;
    private final List<String> got = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();
    private final MutableDirectBuffer buffer = new ExpandableArrayBuffer();
    private final ChangeHandler handlerAlone;
    private FeedException failure;
    /** How many events were compared. */
    private int compared;

    private Twin(String query, Supplier<Feed> opening, FeedGroup group, Turns turns, boolean isLockstep, Deed deed) {
        this.query = query;
        this.isLockstep = isLockstep;
        age = turns.newest();
        grouped = opening.get();
        alone = opening.get();
        handlerAlone = handler(expected, deed, false);
        ChangeHandler handler = handler(got, deed, true);
        run = group.add(grouped, change -> {
            takeTurn(turns, change);
            handler.onChange(change);
        });
    }

    /** Null where the engine refuses such a feed. */
    static Twin random(World world, FeedGroup group, Turns turns, boolean isLockstep, Random random, Runnable action) {
        Supplier<Feed> opening = feed(world, isLockstep, random);
        String query;
        try (Feed tried = opening.get()) {
            query = tried.toString();
        } catch (TailraceException refused) {
            return null;
        }
        int what = random.nextInt(8);
        Deed deed = new Deed(what > 1 ? -1 : 1 + random.nextInt(12), what == 0, action);
        return new Twin(query, opening, group, turns, isLockstep, deed);
    }

    private static Supplier<Feed> feed(World world, boolean isLockstep, Random random) {
        Plan plan = Plan.random(world, random);
        ChangesOptions options = options(world, plan, isLockstep, random);
        UnaryOperator<Feed> steps = random.nextInt(3) > 0 ? feed -> feed : after(random);
        Supplier<Feed> one = () -> steps.apply(plan.query().get().changes(options));
        if (!isLockstep || random.nextInt(25) > 0) {
            return one; // in which order united feeds come depends on the ends of reads
        }
        Supplier<Feed> other = feed(world, isLockstep, random);
        return () -> {
            Feed first = one.get();
            try {
                return first.union(other.get());
            } catch (TailraceException e) {
                first.close();
                throw e;
            }
        };
    }

    private static ChangesOptions options(World world, Plan plan, boolean isLockstep, Random random) {
        Duration window = Duration.ofMillis(1 + random.nextInt(20));
        int how = random.nextInt(isLockstep ? 5 : 3);
        ChangesOptions options = how == 0
                ? ChangesOptions.squash(false)
                : how == 1 && isLockstep
                        ? ChangesOptions.squash(true)
                        : how > 2 ? lagging(random, how == 4) : ChangesOptions.squash(window);
        int last = (int) world.engine.lastSequence();
        int where = random.nextInt(12);
        options = where < 2
                ? options.from(1 + random.nextInt(last + 1))
                : where == 2 ? options.fromStart() : where == 3 ? options.resume(random.nextInt(last + 1)) : options;
        options = where > 3 && random.nextInt(4) > 0 ? options.includeInitial(random.nextBoolean()) : options;
        options = random.nextInt(4) == 0 ? options.includeStates() : options;
        options = random.nextInt(4) == 0 ? options.includeTypes() : options;
        options = plan.isTop() && random.nextBoolean() ? options.includeOffsets() : options;
        int bound = isLockstep && how < 3 && random.nextInt(8) == 0 ? 1 + random.nextInt(6) : 0;
        options = bound > 0 ? options.queueSize(bound) : options;
        return random.nextInt(8) == 0 ? options.until(last + random.nextInt(40)) : options;
    }

    /** A lag changes what it delivers. */
    private static ChangesOptions lagging(Random random, boolean fails) {
        Lag lag = random.nextBoolean()
                ? Lag.changes(1 + random.nextInt(20))
                : Lag.time(Duration.ofMillis(1 + random.nextInt(50)));
        ChangesOptions options = ChangesOptions.squash(false);
        return fails && random.nextInt(3) == 0 ? options.failBeyond(lag) : options.conflateBeyond(lag);
    }

    /** Steps behind changes. */
    private static UnaryOperator<Feed> after(Random random) {
        int count = 1 + random.nextInt(9);
        return switch (random.nextInt(10)) {
            case 0 -> feed -> feed.filter(newVal("a").gt(oldVal("a")));
            case 1 -> feed -> feed.map(row().merge(Map.of("sum", newVal("a").add(oldVal("a")))));
            case 2 -> feed -> feed.pluck("new_val", Map.of("old_val", "b"));
            case 3 -> feed -> feed.without(Map.of("new_val", "a"));
            case 4 -> feed -> feed.onlyIf(changed("a", Map.of("n", "x")));
            case 5 ->
                feed -> feed.onlyIf(abs(newVal("b").sub(oldVal("b"))).ge(2)).carry("s");
            case 6 -> feed -> feed.hasFields(Map.of("new_val", "b"));
            case 7 -> feed -> feed.skip(count);
            case 8 -> feed -> feed.limit(3 * count);
            default -> feed -> feed.field("new_val");
        };
    }

    private ChangeHandler handler(List<String> events, Deed deed, boolean inGroup) {
        return change -> {
            events.add(text(change));
            deed.event(events.size(), inGroup);
        };
    }

    private void takeTurn(Turns turns, Change change) {
        if (change.kind() == ChangeKind.CHANGE && Served.hasTurns(run)) {
            turns.add(new Turns.Turn(age, Served.squashNs(run), change.sequence(), change.timeNs()));
        }
    }

    /** Where a source was dropped, what was squashed before comes before its turn, and is the last. */
    void leaveTurns(Turns turns) {
        if (!run.isRunning()) {
            turns.forgetSquashed(age);
        }
    }

    /** All of an event; where both are read at the same time the bytes of its value too. */
    private String text(Change change) {
        StringBuilder text = new StringBuilder();
        text.append(change.sequence())
                .append('.')
                .append(change.ordinal())
                .append('@')
                .append(change.timeNs());
        text.append(' ').append(change.kind()).append(' ').append(change.skipped());
        text.append(' ').append(change.transactionEnd()).append(' ').append(change.oldOffset());
        text.append(' ').append(change.newOffset()).append(' ').append(change).append(' ');
        for (int i = 0; i < change.keyLength(); i++) {
            text.append(Integer.toHexString(change.keyBuffer().getByte(change.keyOffset() + i) & 0xFF));
        }
        if (!isLockstep) {
            return text.toString(); // names may have got numbers meanwhile
        }
        int length = change.value().encode(buffer, 0);
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + buffer.getByte(i);
        }
        return text.append('#').append(hash).toString();
    }

    /** Whether it matters in how many reads it comes to the same place: how far each was behind is told or ends it. */
    boolean hasLag() {
        return query.contains("Beyond(Lag.");
    }

    void isolate() {
        isMoved = true;
        Served.isolate(run);
    }

    void close() {
        run.close();
        alone.close();
    }

    boolean isOver() {
        return isCut || failure != null || !run.isRunning();
    }

    /** Reads alone, and compares what both have delivered. */
    void compare() {
        if (failure == null) {
            try {
                alone.poll(handlerAlone, Integer.MAX_VALUE);
            } catch (FeedException e) {
                failure = e;
            }
        }
        int most = isCut ? got.size() : expected.size();
        for (; compared < Math.min(got.size(), expected.size()); compared++) {
            check(got.get(compared).equals(expected.get(compared)), "event", compared, compared);
        }
        check(got.size() == most && most <= expected.size(), "events", expected.size(), got.size());
        if (!isCut) {
            check(told(failure).equals(told(run.failure())), "failure", told(failure), told(run.failure()));
            check(run.isRunning() != (alone.ended() || failure != null), "running", alone.ended(), run.isRunning());
            check(grouped.position() == alone.position(), "position", alone.position(), grouped.position());
            check(run.position() == alone.position(), "position", alone.position(), run.position());
            check(
                    grouped.transformErrors() == alone.transformErrors(),
                    "transformErrors",
                    alone.transformErrors(),
                    grouped.transformErrors());
        }
    }

    private void check(boolean holds, String what, Object wanted, Object was) {
        if (!holds) {
            throw new AssertionError(what + " expected=" + wanted + " was=" + was + " " + this);
        }
    }

    private static String told(FeedException failure) {
        return failure == null ? "none" : failure.reason() + " " + failure.sequence() + " " + failure.getCause();
    }

    int events() {
        return compared;
    }

    @Override
    public String toString() {
        return query + "\nexpected " + shown(expected) + "\ngot      " + shown(got) + "\nalone " + alone + " "
                + told(failure) + "\ngroup " + run + " isMoved=" + isMoved + " " + told(run.failure());
    }

    /** Some events around where both differ. */
    private String shown(List<String> events) {
        int from = Math.min(Math.max(0, compared - 1), events.size());
        return String.join("\n         ", events.subList(from, Math.min(from + 4, events.size())));
    }
}
