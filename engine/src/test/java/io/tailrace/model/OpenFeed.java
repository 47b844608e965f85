package io.tailrace.model;

import io.tailrace.error.FeedException;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeKind;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.model.Delivery.Expected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** A feed of the engine beside what it should deliver. */
final class OpenFeed {
    static final List<String> OPTIONS = List.of(
            "verbatim",
            "squash",
            "window",
            "queue",
            "initial",
            "states",
            "types",
            "offsets",
            "from",
            "fromStart",
            "resume",
            "until",
            "default");

    private static final int ALL = Integer.MAX_VALUE;
    private static final int SOME = 1_000;

    final Plan plan;
    final Set<String> named = new TreeSet<>();
    private final World world;
    private Delivery.Options options;
    private final Model.Follower follower;
    private final Delivery delivery;
    private final Feed feed;
    /** The result as the events tell it, where they are not compared one by one; null where they are. */
    private final FoldedResult folded;

    private boolean isDelivering;
    private boolean isPastInitial;
    private boolean hasFailed;

    private OpenFeed(World world, Plan plan, Random random, long resumeAt, boolean resumesVerbatim) {
        this.world = world;
        this.plan = plan;
        ChangesOptions changes = choose(random, resumeAt, resumesVerbatim);
        follower = world.model.new Follower(plan.branches(), options.start());
        folded = plan.isTop() && options.squash() >= 0 ? new FoldedResult(follower.members(), options) : null;
        delivery = new Delivery(follower, options);
        feed = plan.query().get().changes(changes);
    }

    static OpenFeed open(World world, Random random) {
        return new OpenFeed(world, Plan.random(world, random), random, -1, false);
    }

    /** Another feed that goes on where this one is, which is closed. */
    OpenFeed resumed(Random random) {
        long position = feed.position();
        feed.close();
        return new OpenFeed(world, plan, random, position, options.squash() < 0);
    }

    private ChangesOptions choose(Random random, long resumeAt, boolean resumesVerbatim) {
        boolean isTop = plan.isTop();
        int how = resumeAt >= 0 ? (resumesVerbatim ? 0 : 1) : random.nextInt(4);
        long width = 1_000_000L * (1 + random.nextInt(20));
        long squash = how == 2 ? width : how == 1 ? 0 : -1;
        named.add(squash < 0 ? "verbatim" : squash == 0 ? "squash" : "window");
        ChangesOptions changes = squash < 0
                ? ChangesOptions.squash(false)
                : squash == 0 ? ChangesOptions.squash(true) : ChangesOptions.squash(Duration.ofNanos(squash));
        long now = world.engine.lastSequence();
        long start = now;
        if (resumeAt >= 0) {
            start = resumeAt;
            changes = changes.resume(world.fault == null ? resumeAt : world.fault.resumeAt(resumeAt, now));
            named.add("resume");
        } else if (random.nextInt(6) == 0) {
            start = random.nextInt((int) now + 1);
            changes = changes.from(start + 1);
            named.add("from");
        } else if (random.nextInt(12) == 0) {
            start = 0;
            changes = changes.fromStart();
            named.add("fromStart");
        }
        boolean initial = start == now && resumeAt < 0 && !named.contains("from") && isInitialByDefault();
        boolean isUnion = plan.branches().size() > 1;
        if (resumeAt < 0 && (isUnion || random.nextInt(5) > 0)) {
            initial = random.nextInt(3) > 0;
            changes = changes.includeInitial(initial);
            named.add("initial");
        } else {
            named.add("default");
        }
        return choose(random, changes, squash, start, initial, isTop, resumeAt >= 0 ? now : 0);
    }

    private ChangesOptions choose(
            Random random,
            ChangesOptions begun,
            long squash,
            long start,
            boolean initial,
            boolean isTop,
            long verbatimUntil) {
        ChangesOptions changes = begun;
        boolean states = random.nextInt(3) == 0;
        boolean types = random.nextInt(3) == 0;
        boolean offsets = isTop && plan.branches().size() == 1 && random.nextBoolean();
        boolean isBounded = !isTop && (squash < 0 || squash == 0 && verbatimUntil == 0);
        long queue = isBounded && random.nextInt(4) == 0 ? 1 + random.nextInt(6) : Long.MAX_VALUE;
        long until = random.nextInt(10) == 0
                ? Math.max(start, world.engine.lastSequence()) + random.nextInt(20)
                : Long.MAX_VALUE;
        changes = states ? named("states", changes.includeStates()) : changes;
        changes = types ? named("types", changes.includeTypes()) : changes;
        changes = offsets ? named("offsets", changes.includeOffsets()) : changes;
        changes = queue < Long.MAX_VALUE ? named("queue", changes.queueSize(queue)) : changes;
        changes = until < Long.MAX_VALUE ? named("until", changes.until(until)) : changes;
        options = new Delivery.Options(
                squash, initial, states, types, offsets, queue, start, until, squash == 0 ? verbatimUntil : 0);
        return changes;
    }

    private ChangesOptions named(String name, ChangesOptions changes) {
        named.add(name);
        return changes;
    }

    private boolean isInitialByDefault() {
        return plan.branches().stream()
                .allMatch(branch -> branch.source().isPoint() || branch.source().isTop());
    }

    /** Whether the tables and indexes are still those it was opened on. */
    boolean canResume() {
        return !hasFailed
                && follower.failsAt() == Long.MAX_VALUE
                && options.until() == Long.MAX_VALUE
                && options.queueSize() == Long.MAX_VALUE
                && options.squash() <= 0
                && !isDelivering
                && (options.squash() < 0 || folded == null)
                && feed.position() <= world.model.sequence;
    }

    void close() {
        feed.close();
        world.check(feed.poll(change -> {}, ALL) == 0, "a closed feed delivers");
    }

    boolean hasFailed() {
        return hasFailed;
    }

    /** Reads and compares. */
    void poll(Random random) {
        int limit = options.queueSize() < Long.MAX_VALUE || random.nextInt(3) > 0 ? SOME : 1 + random.nextInt(4);
        long committed = world.engine.lastSequence();
        world.check(committed == world.model.sequence, "committed=" + committed + " of " + world.model.sequence);
        List<Expected> expected = new ArrayList<>(delivery.read(committed, world.nowNs));
        List<Got> got = new ArrayList<>();
        FeedException failure = null;
        try {
            feed.poll(change -> got.add(new Got(change)), limit);
        } catch (FeedException e) {
            failure = e;
        }
        if (world.fault != null) {
            world.fault.distort(got, plan.isTop());
        }
        compare(expected, got, limit, failure);
    }

    private void compare(List<Expected> expected, List<Got> got, int limit, FeedException failure) {
        String all = this + "\nexpected " + expected + "\ngot      " + got + "\nfailure  " + failure;
        int exact = folded == null ? got.size() : folded.exact(got);
        for (int i = 0; i < exact; i++) {
            Expected right = matching(expected, got.get(i));
            world.check(right != null, "event " + i + " of " + all);
            expected.remove(right);
            delivery.delivered(right);
            world.coverage.delivered(this);
        }
        if (delivery.failsInitially()) {
            hasFailed = failure != null;
            boolean isGone = follower.failsAt() <= world.model.sequence;
            world.check(!hasFailed || isGone || failure.reason() == FeedException.Reason.INITIAL_READ, all);
            world.check(hasFailed || got.size() == limit, "no failure in " + all);
            return;
        }
        boolean isDone = got.size() < limit;
        boolean isGone = follower.failsAt() <= world.model.sequence;
        boolean fails = isGone && follower.failsAt() <= options.until();
        hasFailed = failure != null;
        world.check(isDone || got.size() == limit, all);
        world.check(!isDone || hasFailed == fails || isGone && isCutShort(got), all);
        if (hasFailed) {
            boolean isRight = failure.reason() == FeedException.Reason.TABLE_DROPPED
                    || failure.reason() == FeedException.Reason.INDEX_DROPPED;
            world.check(isRight, all);
        }
        isDelivering = !isDone;
        isPastInitial |= isDone && !hasFailed;
        if (folded != null) {
            folded(got.subList(exact, got.size()), isDone, all);
            return;
        }
        world.check(!isDone || expected.isEmpty() || isCutShort(got), "missing in " + all);
        if (isDone && !hasFailed) {
            world.check(!delivery.isOver() || feed.ended(), "not ended " + all);
            position(all);
        }
    }

    /** The initial values are gone with the table or the index before they were read. */
    private boolean isCutShort(List<Got> got) {
        return hasFailed
                && options.initial()
                && !isPastInitial
                && got.stream().noneMatch(change -> change.kind == ChangeKind.CHANGE);
    }

    private void folded(List<Got> got, boolean isDone, String all) {
        for (Got change : got) {
            world.check(folded.take(change.body), "no member in " + all);
        }
        if (isDone && !isCutShort(got)) {
            world.coverage.delivered(this);
            Model.Follower there = world.model.new Follower(plan.branches(), foldedTo());
            world.check(folded.isLike(there.members()), "result " + there.members() + " not " + folded + " in " + all);
        }
    }

    /** Everything up to this sequence must have been delivered by windows that have closed. */
    private long foldedTo() {
        long to = Math.min(Math.min(world.model.sequence, options.until()), follower.failsAt() - 1);
        if (options.squash() == 0 || to < world.model.sequence || to >= options.until()) {
            return Math.max(to, options.start());
        }
        long closed = world.nowNs / options.squash() * options.squash();
        long last = options.start();
        for (Model.Change change : world.model.log) {
            if (change.sequence() <= to && change.timeNs() < closed) {
                last = Math.max(last, change.sequence());
            }
        }
        return last;
    }

    private void position(String all) {
        if (options.squash() < 0 && options.queueSize() == Long.MAX_VALUE) {
            world.check(
                    feed.position() == delivery.position(),
                    "position " + feed.position() + " not " + delivery.position() + " in " + all);
        }
    }

    private static Expected matching(List<Expected> expected, Got got) {
        for (Expected candidate : expected) {
            if (got.is(candidate)) {
                return candidate;
            }
            if (!candidate.isLoose()) {
                return null;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return plan.sources() + " " + plan.steps() + " " + named + " " + options;
    }

    /** An event as it was delivered. */
    static final class Got {
        final long sequence;
        final int ordinal;
        final ChangeKind kind;
        final Map<String, Object> body;

        @SuppressWarnings("unchecked")
        Got(Change change) {
            sequence = change.sequence();
            ordinal = change.ordinal();
            kind = change.kind();
            body = (Map<String, Object>) change.value().toObject();
        }

        private Got(Got like, Map<String, Object> body) {
            sequence = like.sequence;
            ordinal = like.ordinal;
            kind = like.kind;
            this.body = body;
        }

        boolean has(String field) {
            return body.get(field) != null;
        }

        Got with(String field, Object value) {
            Map<String, Object> other = new LinkedHashMap<>(body);
            other.put(field, value);
            return new Got(this, other);
        }

        boolean is(Expected expected) {
            return (expected.sequence() < 0 || expected.sequence() == sequence)
                    && (expected.ordinal() < 0 || expected.ordinal() == ordinal)
                    && Values.same(expected.body(), body);
        }

        @Override
        public String toString() {
            return sequence + "." + ordinal + " " + Values.text(new LinkedHashMap<>(body));
        }
    }
}
