package io.tailrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.error.FeedException;
import io.tailrace.examples.OrderBookLadder.Level;
import io.tailrace.examples.RiskLimits.Breach;
import io.tailrace.feed.FeedRun;
import io.tailrace.testing.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What each example ends with, compared with the same computed plainly. */
@Timeout(60)
class ExamplesTest {
    private static final int ACCOUNTS = 1_000;

    @TempDir
    private Path directory;

    private Tailrace open() {
        return Tailrace.open(new TailraceConfig().directory(directory));
    }

    @Test
    void shouldKeepTheBestBidsOfABook() {
        Random random = Seeds.random(getClass());
        List<Level> recording = new ArrayList<>();
        TreeMap<Long, Level> book = new TreeMap<>(Comparator.reverseOrder());
        for (int i = 1; i <= 2_000; i++) {
            Level level = new Level(i, 6_180_000 + random.nextInt(60), Math.max(0, random.nextInt(9) - 2));
            recording.add(level);
            if (level.quantity() == 0) {
                book.remove(level.price());
            } else if (!book.containsKey(level.price())
                    || book.get(level.price()).quantity() != level.quantity()) {
                book.put(level.price(), level);
            }
        }
        OrderBookLadder ladder = new OrderBookLadder(10);

        ladder.play(recording.iterator());

        assertThat(ladder.ladder())
                .extracting(level -> level.price() + " " + level.quantity())
                .containsExactlyElementsOf(book.values().stream()
                        .limit(10)
                        .map(level -> level.price() + " " + level.quantity())
                        .toList());
        assertThat(ladder.moves()).isBetween(100L, 1_000L);
    }

    @Test
    void shouldDrawEachRowOfASlowScreenOnceWhateverCame() {
        Random random = Seeds.random(getClass());
        Map<String, Double> last = new TreeMap<>();
        try (Tailrace engine = open()) {
            Table quotes = engine.table("quotes");
            quotes.upsert("S3").put("bid", 1.5).put("size", 1).commit();
            last.put("S3", 1.5);
            try (SlowScreen screen = new SlowScreen(quotes)) {
                for (int frame = 0; frame < 10; frame++) {
                    for (int i = 0; i < 1_000; i++) {
                        String symbol = "S" + random.nextInt(20);
                        double bid = random.nextInt(1_000) / 4.0;
                        quotes.upsert(symbol).put("bid", bid).put("size", i).commit();
                        last.put(symbol, bid);
                    }
                    assertThat(screen.draw()).isBetween(1, 21);
                    assertThat(screen.rows()).isEqualTo(last);
                }
                assertThat(screen.conflated()).isGreaterThan(9_000);
                quotes.delete("S3").commit();
                assertThat(screen.draw()).isEqualTo(1);
                assertThat(screen.rows()).doesNotContainKey("S3");
            }
        }
    }

    @Test
    void shouldTellOnceOfEachAccountThatPassesItsLimit() {
        Random random = Seeds.random(getClass());
        long[] exposures = new long[ACCOUNTS];
        List<Breach> expected = new ArrayList<>();
        BlockingQueue<Breach> told = new LinkedBlockingQueue<>();
        try (Tailrace engine = open()) {
            Table accounts = engine.table("accounts");
            try (RiskLimits limits = new RiskLimits(engine, told::add)) {
                for (int i = 0; i < 20_000; i++) {
                    int number = i < ACCOUNTS ? i : random.nextInt(ACCOUNTS);
                    long limit = 100 + number % 10;
                    long before = exposures[number];
                    exposures[number] = Math.max(0, before + random.nextInt(101) - 48);
                    accounts.upsert("A" + number)
                            .put("exposure", exposures[number])
                            .put("limit", limit)
                            .commit();
                    if (exposures[number] > limit && before <= limit) {
                        expected.add(new Breach("A" + number, before, exposures[number], limit));
                    }
                }
                while (limits.position() < engine.lastSequence()) {
                    Thread.onSpinWait();
                }
            }
        }
        assertThat(expected).hasSizeGreaterThan(ACCOUNTS);
        assertThat(told).containsExactlyElementsOf(expected);
    }

    @Test
    void shouldBookEachTradeOnceThoughTheKeeperFailsAndTheEngineIsOpenedAgain() {
        Random random = Seeds.random(getClass());
        Map<String, Long> expected = new HashMap<>();
        int trades = 300;
        try (Tailrace engine = open()) {
            for (int i = 0; i < trades; i++) {
                String account = "A" + random.nextInt(7);
                long quantity = random.nextInt(21) - 10;
                engine.table("trades")
                        .insert()
                        .put("account", account)
                        .put("quantity", quantity)
                        .commit();
                expected.merge(account, quantity, Long::sum);
            }
        }
        int failures = 0;
        int done = 0;
        while (done < trades) {
            int[] booked = new int[1];
            try (Tailrace engine =
                    Tailrace.open(new TailraceConfig().directory(directory).threading(Threading.INVOKER))) {
                try (PositionKeeper keeper = new PositionKeeper(engine, account -> {
                    booked[0]++;
                    if (random.nextInt(10) == 0) {
                        throw new IllegalStateException("the line to " + account + " is down");
                    }
                })) {
                    keeper.book(1 + random.nextInt(30));
                } catch (FeedException e) {
                    failures++;
                }
            }
            done += booked[0];
        }
        assertThat(failures).isPositive();
        assertThat(done).isEqualTo(trades);
        Map<String, Long> positions = new HashMap<>();
        try (Tailrace engine = open()) {
            engine.table("positions", "account")
                    .scan((position, version) ->
                            positions.put(position.string("account"), position.longValue("quantity")));
        }
        assertThat(positions).isEqualTo(expected);
    }

    @Test
    void shouldGiveTheSameOrdersEachTimeAStrategyIsTested() {
        AtomicLong nowNs = new AtomicLong();
        TailraceConfig config =
                new TailraceConfig().inMemory().threading(Threading.INVOKER).clock(nowNs::get);
        try (Tailrace market = Tailrace.open(config)) {
            Table quotes = market.table("quotes");
            for (int second = 0; second < 60; second++) {
                nowNs.set(second * 1_000_000_000L);
                quotes.upsert("BTC")
                        .put("bid", 100 + 10 * Math.sin(second / 5.0))
                        .commit();
                quotes.upsert("ETH").put("bid", 7 + second).commit();
            }
            Instant begin = Instant.ofEpochSecond(2);
            List<String> orders = new BackTest(0.02).run(market, "BTC", begin);

            assertThat(orders).hasSize(4);
            assertThat(orders.get(0))
                    .startsWith("1970-01-01T00:00:04Z {\"id\":1,")
                    .contains("\"side\":\"buy\"");
            assertThat(orders.get(1)).contains("\"side\":\"sell\"");
            assertThat(new BackTest(0.02).run(market, "BTC", begin)).isEqualTo(orders);
        }
    }

    @Test
    void shouldHearAllThatWasSaidInARoomAndThenWhatIs() throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        String taken;
        try (Tailrace engine = open()) {
            Chat chat = new Chat(engine);
            chat.say("garden", "ada", "is somebody here?");
            taken = chat.say("garden", "ada", "hello?");
            chat.say("hall", "cleo", "not here");
        }
        try (Tailrace engine = open()) {
            Chat chat = new Chat(engine);
            try (FeedRun room = chat.join("garden", (who, text) -> heard.add(who + ": " + text))) {
                chat.say("garden", "bob", "yes");
                chat.takeBack(taken);
                assertThat(next(heard)).isEqualTo("ada: is somebody here?");
                assertThat(next(heard)).isEqualTo("ada: hello?");
                assertThat(next(heard)).isEqualTo("bob: yes");
                assertThat(next(heard)).isEqualTo("ada: null");
                assertThat(room.isRunning()).isTrue();
            }
        }
        assertThat(heard).isEmpty();
    }

    private static String next(BlockingQueue<String> heard) throws InterruptedException {
        return heard.poll(30, TimeUnit.SECONDS);
    }

    @Test
    void shouldShowTheBestPlayersThoughTheyScoreAtTheSameTime() throws InterruptedException {
        int players = 50;
        int rounds = 200;
        try (Tailrace engine = open();
                Leaderboard board = new Leaderboard(engine, 5)) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < rounds; i++) {
                        board.score("P" + i % players, i % players);
                    }
                });
                threads.add(thread);
                thread.start();
            }
            while (threads.stream().anyMatch(Thread::isAlive)) {
                assertThat(board.board()).hasSizeLessThanOrEqualTo(5);
            }
            for (Thread thread : threads) {
                thread.join(Duration.ofSeconds(30).toMillis());
            }
            assertThat(board.board()).containsExactly("P49 784", "P48 768", "P47 752", "P46 736", "P45 720");
        }
    }

    @Test
    void shouldEndTheFeedOfAKeeperThatFails() {
        try (Tailrace engine = open()) {
            engine.table("trades")
                    .insert()
                    .put("account", "A")
                    .put("quantity", 3)
                    .commit();
            PositionKeeper keeper = new PositionKeeper(engine, account -> {
                throw new IllegalStateException("down");
            });
            assertThatThrownBy(() -> keeper.book(1))
                    .isInstanceOf(FeedException.class)
                    .hasMessageContaining("down");
        }
    }
}
