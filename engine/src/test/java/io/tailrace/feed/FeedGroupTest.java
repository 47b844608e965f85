package io.tailrace.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.feed.FeedQueries.Query;
import io.tailrace.query.Transforms;
import io.tailrace.testing.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Feeds of a group deliver what they deliver alone, given the same ends of reads. */
@Timeout(120)
class FeedGroupTest {
    private static final int SEEDS = 60;
    private static final int ROUNDS = 60;

    static LongStream seeds() {
        return LongStream.of(Seeds.of(FeedGroupTest.class, SEEDS, 1));
    }

    /** A feed of the group, and the same feed alone. */
    private record Pair(String name, FeedRun run, List<String> events, Feed alone, List<String> expected) {
        void poll(int limit) {
            alone.poll(change -> expected.add(FeedRig.text(change)), limit);
        }
    }

    private static ChangesOptions options(Random random) {
        return switch (random.nextInt(7)) {
            case 0 -> ChangesOptions.squash(true);
            case 1 -> ChangesOptions.squash(true).includeInitial();
            case 2 -> ChangesOptions.squash(Duration.ofNanos(1 + random.nextInt(60)));
            case 4 -> ChangesOptions.squash(false).conflateBeyond(Lag.changes(1 + random.nextInt(30)));
            case 5 ->
                ChangesOptions.squash(false)
                        .conflateBeyond(Lag.time(Duration.ofNanos(1 + random.nextInt(30))))
                        .includeStates();
            case 3 -> ChangesOptions.squash(true).queueSize(2 + random.nextInt(5));
            default -> ChangesOptions.squash(false);
        };
    }

    /** A table that is written to at random, and feeds of a group beside the same feeds alone. */
    private static final class Trial implements AutoCloseable {
        final FeedRig rig = FeedRig.withTable("t");
        final FeedGroup group = rig.group(Assertions::fail);
        final List<Pair> pairs = new ArrayList<>();
        final long seed;
        final Random random;
        final RandomMarket market;

        Trial(long seed) {
            this.seed = seed;
            random = new Random(seed);
            market = new RandomMarket(rig, random);
            market.write(20);
        }

        Pair pair() {
            Query query = FeedQueries.ALL.get(random.nextInt(FeedQueries.ALL.size()));
            ChangesOptions options = options(random);
            if (random.nextInt(3) == 0) {
                options = options.from(1 + random.nextInt((int) rig.lastSequence()));
            }
            List<String> events = new ArrayList<>();
            FeedRun run = group.add(rig.open(query.transforms(), options), change -> events.add(FeedRig.text(change)));
            return new Pair(
                    query.name() + " " + options,
                    run,
                    events,
                    rig.open(query.transforms(), options),
                    new ArrayList<>());
        }

        void assertEqual(int round) {
            for (Pair pair : pairs) {
                pair.poll(Integer.MAX_VALUE);
                assertThat(pair.events)
                        .as("tailrace.seed=%d round=%d query=%s", seed, round, pair.name)
                        .isEqualTo(pair.expected);
                assertThat(pair.run.position())
                        .as("tailrace.seed=%d round=%d query=%s", seed, round, pair.name)
                        .isEqualTo(pair.alone.position());
            }
        }

        @Override
        public void close() {
            rig.close();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldDeliverWhatEachDeliversAlone(long seed) {
        try (Trial trial = new Trial(seed)) {
            Random random = trial.random;
            List<Pair> pairs = trial.pairs;
            for (int round = 0; round < ROUNDS; round++) {
                if (random.nextInt(3) == 0) {
                    pairs.add(trial.pair());
                }
                if (random.nextInt(8) == 0 && !pairs.isEmpty()) {
                    Pair gone = pairs.remove(random.nextInt(pairs.size()));
                    gone.run.close();
                    gone.alone.close();
                }
                trial.market.write(random.nextInt(12));
                trial.group.poll(Integer.MAX_VALUE);
                trial.assertEqual(round);
            }
            trial.group.close();
            assertThat(trial.rig.readers.stream()
                            .filter(reader -> reader.next())
                            .collect(Collectors.toList()))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldDeliverEveryChangeWhereverALimitStops(long seed) {
        try (Trial trial = new Trial(seed)) {
            Random random = trial.random;
            List<Pair> pairs = trial.pairs;
            for (int round = 0; round < ROUNDS; round++) {
                if (random.nextInt(4) == 0) {
                    Pair pair = trial.pair();
                    if (pair.name.contains("squash(true)") || pair.name.contains("Beyond")) {
                        pair.run.close();
                    } else {
                        pairs.add(pair);
                    }
                }
                if (!pairs.isEmpty() && random.nextInt(4) == 0) {
                    FeedRun run = pairs.get(random.nextInt(pairs.size())).run;
                    if (run.isPaused()) {
                        run.resume();
                    } else {
                        run.pause();
                    }
                }
                trial.market.write(random.nextInt(12));
                trial.group.poll(1 + random.nextInt(6));
            }
            trial.rig.timeFloor = Long.MAX_VALUE;
            for (Pair pair : pairs) {
                pair.run.resume();
            }
            while (trial.group.poll(1 + random.nextInt(6)) > 0) {
                // until nothing is left
            }
            trial.assertEqual(ROUNDS);
        }
    }

    @Test
    void shouldEndAWindowWithTheNextChangeWhereALimitHasCutTheReadThatHadItOver() {
        try (FeedRig rig = FeedRig.withTable("t")) {
            int other = rig.createTable("other");
            FeedGroup group = rig.group(Assertions::fail);
            ChangesOptions window = ChangesOptions.squash(Duration.ofNanos(10));
            List<String> events = new ArrayList<>();
            group.add(rig.open(window), change -> events.add("older " + change.sequence()));
            FeedRun run = group.add(rig.open(window).limit(1), change -> events.add("younger " + change.sequence()));
            Feed rest = rig.open(FeedRig.table(other), Transforms.none(), ChangesOptions.squash(false));
            group.add(rest, change -> events.add("rest " + change.sequence()));
            group.poll(1);
            rig.put("k", "a", 1);
            rig.timeFloor = 10;
            group.poll(1);
            rig.now = 12;
            rig.put(other, "k", Map.of("id", "k"));
            rig.put(other, "l", Map.of("id", "l"));
            group.poll(100);

            assertThat(events).containsExactly("older 3", "younger 3", "rest 4", "rest 5");
            assertThat(run.position()).isEqualTo(3);
        }
    }

    @Test
    void shouldServeThoseThatHaveCaughtUpByOneReader() {
        try (FeedRig rig = FeedRig.withTable("t")) {
            FeedGroup group = rig.group(Assertions::fail);
            List<String> events = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                group.add(rig.open(ChangesOptions.squash(false)), change -> events.add(FeedRig.text(change)));
            }
            group.poll(1000);
            rig.put("x", "a", 1);
            assertThat(group.poll(1000)).isEqualTo(100);
            assertThat(rig.readers.stream().filter(reader -> reader.next()).count())
                    .isZero();
        }
    }

    /** How many events each of some feeds gets where there are always more than a poll delivers. */
    private static int[] sharesWhereALimitAlwaysStops(int limit, ChangesOptions... options) {
        try (FeedRig rig = FeedRig.withTable("t")) {
            FeedGroup group = rig.group(Assertions::fail);
            int[] seen = new int[options.length];
            for (int i = 0; i < options.length; i++) {
                int feed = i;
                group.add(rig.open(options[i]), change -> seen[feed]++);
            }
            group.poll(limit);
            for (int i = 0; i < 100; i++) {
                rig.put("k", "a", i);
                group.poll(limit);
            }
            return seen;
        }
    }

    @Test
    void shouldServeThoseThatWaitForTheEndOfAReadInTurnWhereALimitAlwaysStopsIt() {
        ChangesOptions last = ChangesOptions.squash(true);
        assertThat(sharesWhereALimitAlwaysStops(2, last, last, last, last)).containsExactly(50, 50, 50, 50);
        assertThat(sharesWhereALimitAlwaysStops(3, last, last, last, last, last))
                .containsExactly(60, 60, 60, 60, 60);
    }

    @Test
    void shouldServeThoseThatReadAloneAndTheOthersInTurnWhereTheLimitIsOne() {
        ChangesOptions each = ChangesOptions.squash(false);
        ChangesOptions alone = each.queueSize(1_000);
        assertThat(sharesWhereALimitAlwaysStops(1, alone, each, each)).containsExactly(50, 25, 25);
    }
}
