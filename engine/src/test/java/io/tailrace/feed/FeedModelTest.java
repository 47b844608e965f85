package io.tailrace.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.feed.FeedQueries.Query;
import io.tailrace.testing.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Feeds against a plain model, over random writes, reads, limits, windows, starts and restarts. */
@Timeout(300)
class FeedModelTest {
    private static final int SEEDS = 30;
    private static final int ROUNDS = 60;

    /** The same seeds every time, and one that is new; a failure names it. */
    static long[] seeds() {
        return Seeds.of(FeedModelTest.class, SEEDS, 1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldDeliverEveryVisibleChangeWhateverTheReads(long seed) {
        for (Query query : FeedQueries.ALL) {
            try (FeedRig rig = FeedRig.withTable("t")) {
                Random random = new Random(seed);
                long from = 1 + random.nextInt(30);
                List<String> events = readWithRestarts(rig, query, ChangesOptions.squash(false), from, random);

                assertThat(events)
                        .as("seed=%d query=%s", seed, query.name())
                        .isEqualTo(new PlainFeed(rig.log, query.view()).verbatim(0, from, Long.MAX_VALUE));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldDeliverTheSameWindowsWhateverTheReads(long seed) {
        for (Query query : FeedQueries.ALL) {
            try (FeedRig rig = FeedRig.withTable("t")) {
                Random random = new Random(seed);
                long from = 1 + random.nextInt(30);
                long widthNs = 1 + random.nextInt(60);
                ChangesOptions options = ChangesOptions.squash(Duration.ofNanos(widthNs));
                List<String> events = readWithRestarts(rig, query, options, from, random);

                assertThat(events)
                        .as("seed=%d query=%s width=%d", seed, query.name(), widthNs)
                        .isEqualTo(new PlainFeed(rig.log, query.view()).windows(0, from, Long.MAX_VALUE, widthNs));
                ChangesOptions bounded = options.pendingBytes(1024);
                assertThat(readWithRestarts(rig, query, bounded, from, random))
                        .as("seed=%d query=%s width=%d bounded", seed, query.name(), widthNs)
                        .isEqualTo(FeedRig.poll(rig.open(query.transforms(), bounded.from(from))));
                long until = from + random.nextInt((int) rig.lastSequence());
                assertThat(FeedRig.poll(
                                rig.open(query.transforms(), options.from(from).until(until))))
                        .as("seed=%d query=%s width=%d until=%d", seed, query.name(), widthNs, until)
                        .isEqualTo(new PlainFeed(rig.log, query.view())
                                .windows(0, from, Math.min(until, rig.lastSequence()), widthNs));
            }
        }
    }

    /** Reads between writes, at times from a new feed opened at the position; what will come again is forgotten. */
    private static List<String> readWithRestarts(
            FeedRig rig, Query query, ChangesOptions options, long from, Random random) {
        RandomMarket market = new RandomMarket(rig, random);
        List<String> events = new ArrayList<>();
        List<Long> sequences = new ArrayList<>();
        Feed feed = rig.open(query.transforms(), options.from(from));
        ChangeHandler handler = change -> {
            events.add(FeedRig.text(change));
            sequences.add(change.sequence());
        };
        for (int round = 0; round < ROUNDS; round++) {
            market.write(random.nextInt(8));
            int limit = 1 + random.nextInt(5);
            assertThat(feed.poll(handler, limit)).isLessThanOrEqualTo(limit);
            if (random.nextInt(6) == 0) {
                long position = feed.position();
                feed.close();
                while (!sequences.isEmpty() && sequences.get(sequences.size() - 1) > position) {
                    sequences.remove(sequences.size() - 1);
                    events.remove(events.size() - 1);
                }
                // Before its start, which was to come, a feed has no place in the journal yet.
                boolean hasBegun = position <= rig.lastSequence();
                feed = rig.open(query.transforms(), hasBegun ? options.resume(position) : options.from(position + 1));
            }
        }
        rig.timeFloor = Long.MAX_VALUE;
        while (feed.poll(handler, 3) > 0) {
            assertThat(feed.position()).isLessThanOrEqualTo(rig.lastSequence());
        }
        assertThat(feed.position()).isEqualTo(Math.max(from - 1, rig.lastSequence()));
        return events;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldSquashOnReadAsTheModelDoesAtTheSameReads(long seed) {
        for (Query query : FeedQueries.ALL) {
            try (FeedRig rig = FeedRig.withTable("t")) {
                Random random = new Random(seed);
                RandomMarket market = new RandomMarket(rig, random);
                long from = 1 + random.nextInt(30);
                Feed feed =
                        rig.open(query.transforms(), ChangesOptions.defaults().from(from));
                PlainFeed model = new PlainFeed(rig.log, query.view());
                for (int round = 0; round < ROUNDS; round++) {
                    market.write(random.nextInt(8));
                    int limit = 1 + random.nextInt(5);
                    long end = rig.lastSequence();
                    String name = "seed=" + seed + " query=" + query.name() + " round=" + round;

                    assertThat(FeedRig.poll(feed, limit)).as(name).isEqualTo(model.read(0, from, end, limit));
                    assertThat(feed.position()).as(name).isEqualTo(model.position(Math.max(from - 1, end)));
                    if (random.nextInt(8) == 0) {
                        from = feed.position() + 1;
                        feed.close();
                        feed = rig.open(
                                query.transforms(), ChangesOptions.defaults().from(from));
                        model = new PlainFeed(rig.log, query.view());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldConflateAsTheModelDoesAtTheSameReads(long seed) {
        for (Query query : FeedQueries.ALL) {
            try (FeedRig rig = FeedRig.withTable("t")) {
                Random random = new Random(seed);
                RandomMarket market = new RandomMarket(rig, random);
                long from = 1 + random.nextInt(30);
                long bound = 1 + random.nextInt(20);
                ChangesOptions options = ChangesOptions.squash(false).conflateBeyond(Lag.changes(bound));
                Feed feed = rig.open(query.transforms(), options.from(from));
                PlainFeed model = new PlainFeed(rig.log, query.view());
                for (int round = 0; round < ROUNDS; round++) {
                    market.write(random.nextInt(random.nextInt(4) == 0 ? 40 : 8));
                    int limit = random.nextBoolean() ? 1000 : 1 + random.nextInt(5);
                    long end = rig.lastSequence();
                    String name = "seed=" + seed + " query=" + query.name() + " bound=" + bound + " round=" + round;

                    assertThat(FeedRig.poll(feed, limit))
                            .as(name)
                            .isEqualTo(model.conflatingRead(0, from, end, limit, bound));
                    assertThat(feed.isConflating()).as(name).isEqualTo(model.conflates());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldEndWithTheResultOfTheQueryWhenFoldedByKey(long seed) {
        for (ChangesOptions base : List.of(
                ChangesOptions.squash(false),
                ChangesOptions.squash(false).conflateBeyond(Lag.changes(9)),
                ChangesOptions.squash(false).conflateBeyond(Lag.changes(4)).pendingBytes(1024),
                ChangesOptions.squash(true).pendingBytes(1024),
                ChangesOptions.squash(Duration.ofNanos(20)).pendingBytes(1024))) {
            Query query = FeedQueries.ALL.get((int) Math.floorMod(seed, (long) FeedQueries.ALL.size()));
            try (FeedRig rig = FeedRig.withTable("t")) {
                Random random = new Random(seed);
                RandomMarket market = new RandomMarket(rig, random);
                Map<String, String> result = new HashMap<>();
                Feed feed = rig.open(query.transforms(), base.fromStart());
                for (int round = 0; round < ROUNDS; round++) {
                    market.write(random.nextInt(20));
                    feed.poll(change -> fold(change, result), 1 + random.nextInt(5));
                    if (random.nextInt(8) == 0) {
                        feed = rig.open(query.transforms(), base.resume(feed.position()));
                    }
                }
                rig.timeFloor = Long.MAX_VALUE;
                Feed last = feed;
                while (last.poll(change -> fold(change, result), 7) > 0) {
                    assertThat(last.ended()).isFalse();
                }

                assertThat(result).as("seed=%d %s %s", seed, base, query.name()).isEqualTo(views(rig, query));
            }
        }
    }

    private static void fold(Change change, Map<String, String> result) {
        byte[] key = new byte[change.keyLength()];
        change.keyBuffer().getBytes(change.keyOffset(), key);
        String name = new String(key, java.nio.charset.StandardCharsets.ISO_8859_1).replaceAll("[^k0-9]", "");
        if (change.newVal() == null) {
            result.remove(name);
        } else {
            result.put(name, FeedRig.text(change.newVal()));
        }
    }

    private static Map<String, String> views(FeedRig rig, Query query) {
        Map<String, String> views = new HashMap<>();
        for (FeedRig.Written change : rig.log) {
            if (change.table() == 0) {
                Map<String, Object> view =
                        change.newDocument() == null ? null : query.view().apply(change.newDocument());
                if (view == null) {
                    views.remove(change.key());
                } else {
                    views.put(change.key(), view.toString());
                }
            }
        }
        return views;
    }

    @Test
    void shouldCatchAFeedThatDiffersFromTheModel() {
        Query filter = FeedQueries.ALL.get(1);
        Query table = FeedQueries.ALL.get(0);
        try (FeedRig rig = FeedRig.withTable("t")) {
            List<String> events = readWithRestarts(rig, filter, ChangesOptions.squash(false), 1, new Random(1));

            assertThat(events)
                    .isNotEmpty()
                    .isNotEqualTo(new PlainFeed(rig.log, table.view()).verbatim(0, 1, Long.MAX_VALUE));
        }
    }
}
