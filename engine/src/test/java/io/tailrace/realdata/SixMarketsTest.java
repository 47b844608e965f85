package io.tailrace.realdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Six recorded markets in the order they were received, each line at its own time: order books, quotes and trades in
 * three tables of one engine. Windows are windows of that time; those of the quotes close while the engine is being
 * written to.
 */
class SixMarketsTest extends RecordedFacts {
    private static final List<String> INSTRUMENTS =
            List.of("usdm_btcusdt", "usdm_ethusdt", "cm_btcusd_perp", "cm_ethusd_perp", "spot_btcusdt", "spot_ethusdt");
    private static final String BOOKS = "order_book_all_files";
    private static final String QUOTES = "quotes(bookTicker)";
    private static final String TRADES = "trades";
    private static final String CHECKSUM = "final_checksum";
    private static final Duration WINDOW = Duration.ofMillis(100);
    private static final Duration ANY_GAP = Duration.ofDays(100 * 365);
    private static final int POLL_LINES = 5_000;

    private final Map<String, Object> reopened = new HashMap<>();
    private String windowsLive;
    private String windowsReplayed;

    SixMarketsTest() {
        super(List.of("binance/*_20240808.gz merged"), List.of());
    }

    @Override
    void find(Path directory) throws IOException {
        TailraceConfig config = new TailraceConfig()
                .directory(directory)
                .threading(Threading.DEDICATED)
                .clock(() -> 0)
                .earliness(ANY_GAP);
        try (Tailrace engine = Tailrace.open(config)) {
            new Load(engine).run();
            assertThat(engine.clampedTimes()).isZero();
        }
        try (Tailrace engine = Tailrace.open(config)) {
            reopened.put(BOOKS, new BookTable(engine, "books").scanned());
            QuoteTable quotes = new QuoteTable(engine);
            reopened.put(QUOTES, quotes.scanned());
            reopened.put(TRADES, new TradeTable(engine).scanned());
            EventDigest digest = new EventDigest(change -> {});
            ChangesOptions windows = ChangesOptions.squash(WINDOW).fromStart().until(engine.lastSequence());
            try (Feed feed = quotes.table().changes(windows)) {
                EventCounts.drain(feed, digest);
            }
            windowsReplayed = digest.value();
        }
    }

    @Test
    void shouldHoldTheSameRowsAfterACleanClose() {
        for (String table : List.of(BOOKS, QUOTES, TRADES)) {
            assertThat(reopened.get(table))
                    .as(table)
                    .isEqualTo(Facts.section(facts(), table).get(CHECKSUM));
        }
    }

    @Test
    void shouldReplayTheWindowsThatWereFollowedLive() {
        assertThat(windowsReplayed).isEqualTo(windowsLive);
    }

    /** One run through all lines. */
    private final class Load {
        private final Tailrace engine;
        private final BookTable books;
        private final QuoteTable quotes;
        private final TradeTable trades;
        private final BookWrites bookWrites;
        private final WritesInFlight<String> quoteWrites;
        private final WritesInFlight<Long> tradeWrites;
        private final EventCounts quoteWindows = new EventCounts();
        private final EventDigest quoteDigest = new EventDigest(quoteWindows);
        private final Windows quoteTimes = new Windows();
        private final Windows depthTimes = new Windows();
        private long lastNs;

        Load(Tailrace engine) {
            this.engine = engine;
            books = new BookTable(engine, "books");
            quotes = new QuoteTable(engine);
            trades = new TradeTable(engine);
            bookWrites = new BookWrites(engine, books);
            quoteWrites = quotes.writes();
            tradeWrites = trades.writes();
        }

        void run() throws IOException {
            List<MarketFile> files = new ArrayList<>();
            for (String instrument : INSTRUMENTS) {
                files.add(Recordings.market(instrument));
            }
            try (MarketFile.Merge lines = new MarketFile.Merge(files);
                    Feed windows = quotes.table().changes(ChangesOptions.squash(WINDOW))) {
                int count = 0;
                for (MarketLine line = lines.next(); line != null; line = lines.next()) {
                    write(line);
                    if (++count % POLL_LINES == 0) {
                        windows.poll(quoteDigest, Integer.MAX_VALUE);
                    }
                }
                bookWrites.drain();
                quoteWrites.drain();
                tradeWrites.drain();
                closeLastWindow(windows);
                windowsLive = quoteDigest.value();
            }
            found(BOOKS, books());
            found(QUOTES, quotes());
            found(TRADES, trades.found(tradeWrites));
        }

        private void write(MarketLine line) {
            lastNs = line.localNs();
            switch (line.kind()) {
                case DEPTH -> {
                    if (depthTimes.enters(lastNs)) {
                        bookWrites.endBatch();
                    }
                    bookWrites.lineAtItsTime(line);
                }
                case QUOTE -> {
                    quoteTimes.enters(lastNs);
                    quoteTimes.touch(line.instrument());
                    quotes.write(line, quoteWrites);
                }
                case TRADE -> trades.write(line, tradeWrites);
                default -> {
                    // The rule of these facts leaves snapshots out.
                }
            }
        }

        /** Time alone, without a write, closes the window that is open. */
        private void closeLastWindow(Feed windows) {
            engine.advanceTime(lastNs + WINDOW.toNanos());
            while (windows.position() < engine.lastSequence()) {
                windows.poll(quoteDigest, Integer.MAX_VALUE);
                Thread.onSpinWait();
            }
        }

        private Map<String, Object> books() {
            BookCopy every = new BookCopy(books);
            BookCopy windowed = new BookCopy(books);
            try (Feed feed = books.table().changes(EventCounts.everything())) {
                EventCounts.drain(feed, every);
            }
            ChangesOptions windows = ChangesOptions.squash(WINDOW).fromStart().until(engine.lastSequence());
            try (Feed feed = books.table().changes(windows)) {
                EventCounts.drain(feed, windowed);
                assertThat(feed.ended()).isTrue();
                assertThat(feed.earlyEmissions()).isZero();
            }
            assertThat(windowed.checksum()).isEqualTo(every.checksum());
            assertThat(books.scanned()).isEqualTo(every.checksum());
            Map<String, Object> found = new HashMap<>(bookWrites.outcomes());
            found.put("level_updates", bookWrites.count());
            found.put("distinct_keys_seen", bookWrites.levels());
            found.put("live_keys_end", books.table().count());
            found.put("squash_100ms_windows(localNs//1e8)", bookWrites.squash(windowed.counts()));
            found.put(CHECKSUM, every.checksum());
            return found;
        }

        private Map<String, Object> quotes() {
            List<String> filters = Facts.names(Facts.section(facts(), QUOTES).get("filters"));
            Map<String, Object> found = quotes.found(quoteWrites, filters);
            found.put(
                    "squash_100ms_windows",
                    Map.of(
                            "raw_changes", quoteWrites.count(),
                            "batches", quoteTimes.windows(),
                            "keys_touched", quoteTimes.touched(),
                            "net_nothing", quoteTimes.touched() - quoteWindows.all(),
                            "net_insert", quoteWindows.added(),
                            "net_modify", quoteWindows.changed()));
            assertThat(quoteWindows.removed()).isZero();
            return found;
        }
    }
}
