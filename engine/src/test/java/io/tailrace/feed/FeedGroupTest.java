package io.tailrace.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.feed.FeedQueries.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
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

    static Stream<Long> seeds() {
        long fresh = new Random().nextLong();
        System.out.println("FeedGroupTest fresh seed=" + fresh);
        return LongStream.concat(LongStream.range(0, SEEDS), LongStream.of(fresh))
                .boxed();
    }

    /** A feed of the group, and the same feed alone. */
    private record Pair(String name, FeedRun run, List<String> events, Feed alone, List<String> expected) {
        void poll(int limit) {
            alone.poll(change -> expected.add(FeedRig.text(change)), limit);
        }
    }

    private static ChangesOptions options(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> ChangesOptions.squash(true);
            case 1 -> ChangesOptions.squash(true).includeInitial();
            case 2 -> ChangesOptions.squash(Duration.ofNanos(1 + random.nextInt(60)));
            case 3 -> ChangesOptions.squash(true).queueSize(2 + random.nextInt(5));
            default -> ChangesOptions.squash(false);
        };
    }

    private static Pair pair(FeedRig rig, FeedGroup group, Random random) {
        Query query = FeedQueries.ALL.get(random.nextInt(FeedQueries.ALL.size()));
        ChangesOptions options = options(random);
        if (random.nextInt(3) == 0) {
            options = options.from(1 + random.nextInt((int) rig.lastSequence()));
        }
        List<String> events = new ArrayList<>();
        FeedRun run = group.add(rig.open(query.transforms(), options), change -> events.add(FeedRig.text(change)));
        return new Pair(
                query.name() + " " + options, run, events, rig.open(query.transforms(), options), new ArrayList<>());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldDeliverWhatEachDeliversAlone(long seed) {
        try (FeedRig rig = FeedRig.withTable("t")) {
            Random random = new Random(seed);
            RandomMarket market = new RandomMarket(rig, random);
            market.write(20);
            FeedGroup group = rig.group(Assertions::fail);
            List<Pair> pairs = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                if (random.nextInt(3) == 0) {
                    pairs.add(pair(rig, group, random));
                }
                if (random.nextInt(8) == 0 && !pairs.isEmpty()) {
                    Pair gone = pairs.remove(random.nextInt(pairs.size()));
                    gone.run.close();
                    gone.alone.close();
                }
                market.write(random.nextInt(12));
                group.poll(Integer.MAX_VALUE);
                for (Pair pair : pairs) {
                    pair.poll(Integer.MAX_VALUE);
                    assertThat(pair.events)
                            .as("seed=%d round=%d query=%s", seed, round, pair.name)
                            .isEqualTo(pair.expected);
                    assertThat(pair.run.position())
                            .as("seed=%d round=%d query=%s", seed, round, pair.name)
                            .isEqualTo(pair.alone.position());
                }
            }
            group.close();
            assertThat(rig.readers.stream().filter(reader -> reader.next()).collect(Collectors.toList()))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldDeliverEveryChangeWhereverALimitStops(long seed) {
        try (FeedRig rig = FeedRig.withTable("t")) {
            Random random = new Random(seed);
            RandomMarket market = new RandomMarket(rig, random);
            market.write(20);
            FeedGroup group = rig.group(Assertions::fail);
            List<Pair> pairs = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                if (random.nextInt(4) == 0) {
                    Pair pair = pair(rig, group, random);
                    if (pair.name.contains("squash(true)") || pair.name.contains("queueSize")) {
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
                market.write(random.nextInt(12));
                group.poll(1 + random.nextInt(6));
            }
            rig.timeFloor = Long.MAX_VALUE;
            for (Pair pair : pairs) {
                pair.run.resume();
            }
            while (group.poll(1 + random.nextInt(6)) > 0) {
                // until nothing is left
            }
            for (Pair pair : pairs) {
                pair.poll(Integer.MAX_VALUE);
                assertThat(pair.events).as("seed=%d query=%s", seed, pair.name).isEqualTo(pair.expected);
                assertThat(pair.run.position())
                        .as("seed=%d query=%s", seed, pair.name)
                        .isEqualTo(pair.alone.position());
            }
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
}
