package io.tailrace.bench.simulation;

import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Lag;
import io.tailrace.journal.PlantedBug;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What becomes of a feed that is behind.
 *
 * @param rule what
 * @param unit in which it is told how far behind
 * @param bound how far, or how many events may wait
 */
record Lateness(Rule rule, Unit unit, long bound) {
    /** So many times as far behind a feed learns of it where that is planted. */
    private static final long LATE = 8;

    static final Lateness NONE = new Lateness(Rule.NONE, Unit.CHANGES, 0);

    /** What becomes of it. */
    enum Rule {
        NONE,
        CONFLATE,
        FAIL,
        BOUNDED
    }

    /** How it is told. */
    enum Unit {
        CHANGES,
        TIME,
        BYTES
    }

    /** One that goes with a way of squashing. */
    static Lateness random(SplittableRandom random, Asked.Mode mode) {
        Rule[] rules = mode == Asked.Mode.EACH
                ? new Rule[] {Rule.CONFLATE, Rule.CONFLATE, Rule.FAIL, Rule.BOUNDED}
                : new Rule[] {Rule.FAIL, Rule.BOUNDED};
        Rule rule = rules[random.nextInt(rules.length)];
        Unit unit = rule == Rule.CONFLATE && random.nextInt(4) == 0
                ? random.nextBoolean() ? Unit.TIME : Unit.BYTES
                : Unit.CHANGES;
        return new Lateness(rule, unit, 3L + random.nextInt(8));
    }

    boolean is(Rule other) {
        return rule == other;
    }

    /** Whether the model can tell where a lag is too long. */
    boolean isCounted() {
        return unit == Unit.CHANGES;
    }

    private Lag lag(PlantedBug bug) {
        return switch (unit) {
            case CHANGES -> Lag.changes(bug == PlantedBug.LAG_TOLD_LATE ? LATE * bound : bound);
            case TIME -> Lag.time(Duration.ofMillis(bound));
            case BYTES -> Lag.bytes(bound << 8);
        };
    }

    ChangesOptions options(ChangesOptions options, PlantedBug bug) {
        return switch (rule) {
            case NONE -> options;
            case CONFLATE -> options.conflateBeyond(lag(bug));
            case FAIL -> bug == PlantedBug.DEAF_TO_LAG ? options : options.failBeyond(lag(bug));
            case BOUNDED -> options.queueSize(bug == PlantedBug.QUEUE_OF_ONE_MORE ? bound + 1 : bound);
        };
    }
}
