package io.tailrace;

import static io.tailrace.expression.Expressions.newVal;
import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedCounters;
import io.tailrace.feed.FeedGroup;
import io.tailrace.feed.FeedRun;
import io.tailrace.testing.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Counters of queries of all kinds: the same alone and in a group, and all changes of the tables in one place. */
@Timeout(120)
class FeedCountersAgreeTest {
    private static final int SEEDS = 30;
    private static final int ROUNDS = 40;

    private long now;
    private long changesOfBoth;
    private long changesOfQuotes;

    static LongStream seeds() {
        return LongStream.of(Seeds.of(FeedCountersAgreeTest.class, SEEDS, 1));
    }

    /** The same feed in a group and alone. */
    private record Pair(String name, FeedRun run, Feed alone, long changesBefore, boolean readsBoth) {}

    private static List<Query> queries(Table quotes, Table orders) {
        return List.of(
                quotes.all(),
                quotes.filter(row("a").eq(1)).pluck("a"),
                quotes.filter(row("a").gt(1).and(row("b").ne(2))),
                quotes.getAll("k1", "k2", "k1"),
                quotes.between("k2", "k5").pluck("b"),
                quotes.between("tags", "t0", "t2"),
                quotes.orderBy("a").limit(3),
                quotes.orderBy("a", Direction.DESC).filter(row("b").eq(1)).limit(2),
                quotes.orderBy("a").pluck("b").limit(3),
                quotes.max("a"),
                quotes.get("k3"),
                quotes.filter(row("a").eq(1)).union(quotes.orderBy("a").limit(2)),
                quotes.filter(row("a").eq(1)).union(orders.filter(row("a").eq(2)), quotes.between("k1", "k3")));
    }

    private static ChangesOptions options(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> ChangesOptions.squash(true);
            case 1 -> ChangesOptions.squash(true).includeInitial();
            case 2 -> ChangesOptions.squash(Duration.ofNanos(1 + random.nextInt(60)));
            default -> ChangesOptions.squash(false);
        };
    }

    private Pair pair(FeedGroup group, Query query, ChangesOptions options, boolean filters) {
        Feed alone = query.changes(options);
        Feed grouped = query.changes(options);
        if (filters) {
            alone.filter(newVal("a").gt(1));
            grouped.filter(newVal("a").gt(1));
        }
        boolean readsBoth = query.toString().contains("orders");
        return new Pair(
                query + " " + options + " filters=" + filters,
                group.add(grouped, change -> {}),
                alone,
                readsBoth ? changesOfBoth : changesOfQuotes,
                readsBoth);
    }

    private void write(Tailrace engine, Table quotes, Table orders, Random random) {
        for (int i = random.nextInt(14); i > 0; i--) {
            now += random.nextInt(8);
            boolean isQuote = random.nextInt(4) > 0;
            Table table = isQuote ? quotes : orders;
            String key = "k" + random.nextInt(7);
            long before = engine.lastSequence();
            if (random.nextInt(5) == 0) {
                table.delete(key).commit();
            } else {
                table.upsert(key)
                        .put("a", random.nextInt(4))
                        .put("b", random.nextInt(3))
                        .put("tags", List.of("t" + random.nextInt(3), "t" + random.nextInt(3)))
                        .commit();
            }
            if (engine.lastSequence() > before) {
                changesOfBoth++;
                changesOfQuotes += isQuote ? 1 : 0;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldAgreeAloneAndInAGroupAndCountEachChangeOnce(long seed) {
        Random random = new Random(seed);
        now = 1_000;
        TailraceConfig config =
                new TailraceConfig().inMemory().threading(Threading.INVOKER).clock(() -> now);
        try (Tailrace engine = Tailrace.open(config)) {
            Table quotes = engine.table("quotes");
            Table orders = engine.table("orders");
            quotes.createIndex("a");
            quotes.createMultiIndex("tags", row("tags"));
            FeedGroup group = engine.group();
            List<Pair> pairs = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                if (random.nextInt(3) == 0) {
                    List<Query> queries = queries(quotes, orders);
                    Query query = queries.get(random.nextInt(queries.size()));
                    pairs.add(pair(group, query, options(random), random.nextInt(3) == 0));
                }
                if (random.nextInt(5) == 0 && !pairs.isEmpty()) {
                    FeedRun run = pairs.get(random.nextInt(pairs.size())).run;
                    run.pause();
                    group.poll(Integer.MAX_VALUE);
                    run.resume();
                }
                write(engine, quotes, orders, random);
                readToTheEnd(group, pairs);
                for (Pair pair : pairs) {
                    check(pair, "tailrace.seed=" + seed + " round=" + round + " query=" + pair.name);
                }
            }
        }
    }

    @Test
    void shouldBeReadWhileFeedsRunAndBeExactWhenTheyRest() {
        try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory())) {
            Table table = engine.table("t");
            List<FeedRun> runs = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                runs.add(engine.run(
                        table.filter(row("a").eq(i)).changes(ChangesOptions.squash(i % 2 == 0)), change -> {}));
            }
            for (int i = 0; i < 5_000; i++) {
                table.upsert(i % 10).put("a", i % 7).commit();
                FeedCounters read = runs.get(i % 8).counters();
                assertThat(read.skipped()).isNotNegative();
                assertThat(read.skipped() + read.seen()).isBetween(0L, i + 2L);
            }
            for (FeedRun run : runs) {
                run.close();
                FeedCounters read = run.counters();
                assertThat(read.skipped() + read.seen()).isLessThanOrEqualTo(5_000);
                assertThat(read.delivered()).isEqualTo(read.events());
            }
        }
    }

    private static void readToTheEnd(FeedGroup group, List<Pair> pairs) {
        for (int i = 0; i < 2; i++) {
            group.poll(Integer.MAX_VALUE);
            pairs.forEach(pair -> pair.alone.poll(change -> {}, Integer.MAX_VALUE));
        }
    }

    private void check(Pair pair, String what) {
        FeedCounters alone = pair.alone.counters();
        FeedCounters grouped = pair.run.counters();
        long changes = (pair.readsBoth ? changesOfBoth : changesOfQuotes) - pair.changesBefore;
        assertThat(alone.skipped()).as(what).isZero();
        assertThat(alone.seen()).as(what + " " + alone).isEqualTo(changes);
        assertThat(grouped.seen() + grouped.skipped()).as(what + " " + grouped).isEqualTo(changes);
        assertThat(grouped.delivered()).as(what).isEqualTo(alone.delivered());
        assertThat(grouped.squashed()).as(what).isEqualTo(alone.squashed());
        assertThat(grouped.pending()).as(what).isEqualTo(alone.pending());
        assertThat(grouped.events()).as(what).isEqualTo(alone.events());
        assertThat(alone.dropped() + grouped.dropped()).as(what).isZero();
        if (pair.name.contains("squash(true)") || pair.name.contains("squash(false)")) {
            assertThat(alone.pending()).as(what).isZero();
        }
        assertThat(alone.pending()).as(what).isBetween(0L, 14L);
        assertThat(alone.delivered()).as(what + " " + alone).isLessThanOrEqualTo(alone.events());
    }
}
