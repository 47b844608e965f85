package io.tailrace.feed;

import static io.tailrace.expression.Expressions.newVal;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.expression.Expressions;
import io.tailrace.feed.FeedQueries.Query;
import io.tailrace.feed.FeedRig.Written;
import io.tailrace.query.FilterDefault;
import io.tailrace.query.Transforms;
import io.tailrace.testing.Seeds;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each change of the tables of a feed is counted in one place, by the feed as by a model that counts itself. */
@Timeout(120)
class FeedCountersTest {
    private static final int SEEDS = 60;
    private static final int ROUNDS = 40;

    static LongStream seeds() {
        return LongStream.of(Seeds.of(FeedCountersTest.class, SEEDS, 1));
    }

    /** Counts what becomes of the changes of one table in one query, read to the end each time. */
    private static final class Model {
        private final Query query;
        private final boolean isSquashed;
        private final boolean isFiltered;
        private final Map<String, Map<String, Object>> held = new HashMap<>();
        private final Map<String, Integer> waiting = new HashMap<>();
        long delivered;
        long squashed;
        long filtered;

        Model(Query query, boolean isSquashed, boolean isFiltered) {
            this.query = query;
            this.isSquashed = isSquashed;
            this.isFiltered = isFiltered;
        }

        private Map<String, Object> view(Map<String, Object> document) {
            return document == null ? null : query.view().apply(document);
        }

        void take(Written change) {
            Map<String, Object> before = view(change.oldDocument());
            Map<String, Object> after = view(change.newDocument());
            if (Objects.equals(before, after)) {
                filtered++;
                return;
            }
            if (!held.containsKey(change.key())) {
                held.put(change.key(), before);
            }
            waiting.merge(change.key(), 1, Integer::sum);
            if (!isSquashed) {
                show(change.key(), after);
            } else if (Objects.equals(held.get(change.key()), after)) {
                squashed += waiting.remove(change.key());
                held.remove(change.key());
            }
        }

        void endRead(FeedRig rig) {
            for (String key : Map.copyOf(waiting).keySet()) {
                show(key, view(rig.document(0, key)));
            }
        }

        private void show(String key, Map<String, Object> value) {
            squashed += waiting.remove(key) - 1;
            held.remove(key);
            Object a = value == null ? null : value.get("a");
            if (isFiltered && !(a instanceof Long number && number > 1)) {
                filtered++;
            } else {
                delivered++;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldCountAsAModelDoes(long seed) {
        try (FeedRig rig = FeedRig.withTable("t")) {
            Random random = new Random(seed);
            RandomMarket market = new RandomMarket(rig, random);
            market.write(20);
            Query query = FeedQueries.ALL.get(random.nextInt(FeedQueries.ALL.size()));
            boolean isSquashed = random.nextBoolean();
            boolean isFiltered = random.nextBoolean();
            Feed alone = open(rig, query, isSquashed, isFiltered);
            FeedGroup group = rig.group(Assertions::fail);
            FeedRun run = group.add(open(rig, query, isSquashed, isFiltered), change -> {});
            group.add(rig.open(Transforms.none(), ChangesOptions.squash(false)), change -> {});
            Model model = new Model(query, isSquashed, isFiltered);
            int from = rig.log.size();
            for (int round = 0; round < ROUNDS; round++) {
                market.write(random.nextInt(12));
                for (; from < rig.log.size(); from++) {
                    if (rig.log.get(from).table() == 0) {
                        model.take(rig.log.get(from));
                    }
                }
                model.endRead(rig);
                alone.poll(change -> {}, Integer.MAX_VALUE);
                group.poll(Integer.MAX_VALUE);
                String what = "tailrace.seed=" + seed + " round=" + round + " query=" + query.name() + " squashed="
                        + isSquashed;
                FeedCounters expected =
                        new FeedCounters(0, model.delivered, model.squashed, model.filtered, 0, 0, model.delivered, 0);
                assertThat(alone.counters()).as(what).isEqualTo(expected);
                assertThat(unskipped(run.counters())).as(what).isEqualTo(expected);
            }
        }
    }

    private static Feed open(FeedRig rig, Query query, boolean isSquashed, boolean isFiltered) {
        Feed feed = rig.open(query.transforms(), ChangesOptions.squash(isSquashed));
        return isFiltered ? feed.filter(newVal("a").gt(1)) : feed;
    }

    /** What a group turns away a feed alone looks at and filters. */
    private static FeedCounters unskipped(FeedCounters counters) {
        return new FeedCounters(
                0,
                counters.delivered(),
                counters.squashed(),
                counters.filtered() + counters.skipped(),
                counters.dropped(),
                counters.pending(),
                counters.events(),
                counters.slow());
    }

    @Test
    void shouldCountWhatTheIndexAndTheFieldsTurnAwayAsSkipped() {
        try (FeedRig rig = FeedRig.withTable("t")) {
            FeedGroup group = rig.group(Assertions::fail);
            Transforms ones = Transforms.none()
                    .filter(Expressions.row("a").eq(1), FilterDefault.SKIP)
                    .pluck("a");
            FeedRun run = group.add(rig.open(ones, ChangesOptions.squash(false)), change -> {});
            FeedRun all = group.add(rig.open(ChangesOptions.squash(false)), change -> {});
            group.poll(10);
            rig.put("k", "a", 2); // the index turns it away
            rig.put("k", "a", 1);
            rig.put("k", "a", 1, "b", 1); // it does not read b
            group.poll(10);
            assertThat(run.counters()).isEqualTo(new FeedCounters(2, 1, 0, 0, 0, 0, 1, 0));
            assertThat(run.counters().seen()).isOne();
            assertThat(all.counters()).isEqualTo(new FeedCounters(0, 3, 0, 0, 0, 0, 3, 0));
            assertThat(group.changesRead()).isEqualTo(3);

            run.pause();
            group.poll(10);
            assertThat(run.counters().skipped()).isEqualTo(2);
            rig.put("k", "a", 2, "b", 1);
            rig.put("k", "a", 3, "b", 1);
            group.poll(10);
            run.resume();
            group.poll(10);
            assertThat(run.counters()).as("it has caught up alone").isEqualTo(new FeedCounters(2, 2, 0, 1, 0, 0, 2, 0));
            rig.put("k", "a", 4, "b", 1);
            group.poll(10);
            assertThat(run.counters()).isEqualTo(new FeedCounters(3, 2, 0, 1, 0, 0, 2, 0));
            run.close();
            assertThat(run.counters()).isEqualTo(new FeedCounters(3, 2, 0, 1, 0, 0, 2, 0));
        }
    }

    @Test
    void shouldCountInOnePlaceAlsoWhereALimitStopsWithinAChange() {
        try (FeedRig rig = FeedRig.withTable("t")) {
            FeedGroup group = rig.group(Assertions::fail);
            Transforms ones = Transforms.none().filter(Expressions.row("a").eq(1), FilterDefault.SKIP);
            FeedRun first = group.add(rig.open(ones, ChangesOptions.squash(false)), change -> {});
            FeedRun second = group.add(rig.open(ChangesOptions.squash(false)), change -> {});
            group.poll(10);
            rig.put("other", "a", 2);
            rig.put("k", "a", 1);
            assertThat(group.poll(2)).isEqualTo(2);
            assertThat(first.counters()).isEqualTo(new FeedCounters(1, 1, 0, 0, 0, 0, 1, 0));
            assertThat(second.counters()).isEqualTo(new FeedCounters(0, 1, 0, 0, 0, 0, 1, 0));
            assertThat(group.poll(1)).isOne();
            assertThat(first.counters()).isEqualTo(new FeedCounters(1, 1, 0, 0, 0, 0, 1, 0));
            assertThat(second.counters()).isEqualTo(new FeedCounters(0, 2, 0, 0, 0, 0, 2, 0));
        }
    }

    @Test
    void shouldCountWhatWaitsAndWhatAQueueThrowsAway() {
        try (FeedRig rig = FeedRig.withTable("t")) {
            Feed waiting = rig.open(ChangesOptions.squash(true));
            Feed bounded = rig.open(ChangesOptions.squash(true).queueSize(2));
            Feed verbatim = rig.open(ChangesOptions.squash(false).queueSize(2));
            for (int i = 0; i < 3; i++) {
                rig.put("k" + i, "a", 1);
                rig.put("k" + i, "a", 2);
            }
            waiting.poll(change -> {}, 1);
            assertThat(waiting.counters()).isEqualTo(new FeedCounters(0, 1, 3, 0, 0, 2, 1, 0));
            bounded.poll(change -> {}, 10);
            assertThat(bounded.counters().seen()).isEqualTo(6);
            assertThat(bounded.counters().dropped()).isPositive();
            verbatim.poll(change -> {}, 10);
            rig.put("k", "a", 1);
            verbatim.poll(change -> {}, 10);
            assertThat(verbatim.counters().dropped()).isPositive();
            assertThat(verbatim.counters().seen()).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCountNothingBeyondItsEndInAGroup(boolean isSquashed) {
        try (FeedRig rig = FeedRig.withTable("t")) {
            FeedGroup group = rig.group(Assertions::fail);
            long first = rig.lastSequence();
            Transforms some = Transforms.none().filter(Expressions.row("a").eq(3), FilterDefault.SKIP);
            ChangesOptions options = ChangesOptions.squash(isSquashed).until(first + 10);
            FeedRun ending = group.add(rig.open(some, options), change -> {});
            group.add(rig.open(ChangesOptions.squash(false)), change -> {});
            group.poll(100);
            for (int i = 0; i < 40; i++) {
                rig.put("k" + i, "a", i);
            }
            group.poll(1000);
            FeedCounters counters = ending.counters();
            assertThat(ending.isRunning()).isFalse();
            assertThat(counters.delivered()).isOne();
            assertThat(counters.skipped() + counters.seen()).as("%s", counters).isEqualTo(10);
        }
    }
}
