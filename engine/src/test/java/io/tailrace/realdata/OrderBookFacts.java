package io.tailrace.realdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.write.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * One recorded order book: starts empty, leaves the snapshot out, writes every level of every depth line in order.
 * Feeds follow while it is written, and again from the start after the engine has been closed and opened again.
 */
abstract class OrderBookFacts extends RecordedFacts {
    private static final int BATCH_LINES = 100;
    private static final String FILTERS = "filters";

    /** Facts about the file rather than about what becomes of it. */
    private static final List<String> OF_THE_FILE = List.of(
            "file_lines",
            "lines_by_kind",
            "local_ns_first",
            "local_ns_last",
            "span_s",
            "update_id_gaps",
            "last_bookTicker_line(independent)[bid,bidQty,ask,askQty]");

    private final String instrument;
    private final Threading threading;
    private Object scannedAfterReopening;
    private String digestLive;
    private String digestReplayed;

    OrderBookFacts(String instrument, Threading threading) {
        super(List.of("binance/" + instrument + "_20240808.gz order book"), OF_THE_FILE);
        this.instrument = instrument;
        this.threading = threading;
    }

    @Override
    void find(Path directory) throws IOException {
        // Small segments, so that the book spans several.
        TailraceConfig config =
                new TailraceConfig().directory(directory).threading(threading).segmentBytes(64 << 20);
        List<Long> lineEnds;
        try (Tailrace engine = Tailrace.open(config)) {
            lineEnds = write(engine, new BookTable(engine, "book"));
        }
        try (Tailrace engine = Tailrace.open(config)) {
            replay(engine, new BookTable(engine, "book"), lineEnds);
        }
        found("rule_B_with_snapshot", new SnapshotRule().found(instrument));
    }

    private List<Long> write(Tailrace engine, BookTable book) throws IOException {
        BookWrites writes = new BookWrites(engine, book);
        BookCopy every = new BookCopy(book);
        EventDigest digest = new EventDigest(every);
        BookCopy squashed = new BookCopy(book);
        try (MarketFile file = Recordings.market(instrument);
                Feed everyFeed = book.table().changes(ChangesOptions.squash(false));
                Feed squashedFeed = book.table().changes(ChangesOptions.squash(true))) {
            int lines = 0;
            for (MarketLine line = file.next(); line != null; line = file.next()) {
                if (line.kind() == MarketLine.Kind.DEPTH) {
                    writes.line(line);
                    if (++lines % BATCH_LINES == 0) {
                        writes.endBatch();
                        writes.drain();
                        squashedFeed.poll(squashed, Integer.MAX_VALUE);
                        everyFeed.poll(digest, Integer.MAX_VALUE);
                    }
                }
            }
            writes.drain();
            squashedFeed.poll(squashed, Integer.MAX_VALUE);
            everyFeed.poll(digest, Integer.MAX_VALUE);
        }
        found().putAll(writes.outcomes());
        found("level_updates", writes.count());
        found(
                "sets(qty>0)",
                writes.count(Outcome.INSERTED) + writes.count(Outcome.REPLACED) + writes.count(Outcome.UNCHANGED));
        found("deletes(qty=0)", writes.count(Outcome.DELETED) + writes.count(Outcome.SKIPPED));
        found("distinct_keys_seen", writes.levels());
        found("hottest_keys", writes.busiest(3));
        found("squash_100_depth_lines", writes.squash(squashed.counts()));
        state(every);
        digestLive = digest.value();
        assertThat(every.counts().facts())
                .containsEntry("enter", found().get("insert"))
                .containsEntry("leave", found().get("delete_present"))
                .containsEntry("change_inside", found().get("modify"));
        assertThat(squashed.checksum()).isEqualTo(every.checksum());
        assertThat(book.scanned()).isEqualTo(every.checksum());
        assertThat(book.table().count()).isEqualTo(every.size());
        return writes.lineEnds();
    }

    private void state(BookCopy copy) {
        found("live_keys_end", copy.size());
        found("live_bids_end", copy.size(Level.BID));
        found("live_asks_end", copy.size(Level.ASK));
        found("best_bid_end", copy.best(Level.BID, 1).get(0));
        found("best_ask_end", copy.best(Level.ASK, 1).get(0));
        found("top10_bids_end[priceE8,qtyE8]", copy.best(Level.BID, 10));
        found("sum_live_bid_qtyE8", copy.sumE8(Level.BID));
        found("sum_live_ask_qtyE8", copy.sumE8(Level.ASK));
        found("max_qty_ever", copy.largest());
        found("final_checksum", copy.checksum());
    }

    private void replay(Tailrace engine, BookTable book, List<Long> lineEnds) {
        scannedAfterReopening = book.scanned();
        BookCopy copy = new BookCopy(book);
        TopBids top = new TopBids(book, lineEnds);
        try (Feed feed = book.table().changes(EventCounts.everything())) {
            EventDigest digest = new EventDigest(change -> {
                copy.onChange(change);
                top.onChange(change);
            });
            EventCounts.drain(feed, digest);
            digestReplayed = digest.value();
            assertThat(feed.position()).isEqualTo(engine.lastSequence());
        }
        copy.assertHolds(book.inKeyOrder());
        found("depth_lines_that_change_top10_bids", top.changes());
        Map<String, Object> filters = new HashMap<>();
        for (String filter : Facts.names(facts().get(FILTERS))) {
            Feed feed = book.table().filter(book.filter(filter)).changes(EventCounts.everything());
            filters.put(filter, EventCounts.of(feed).facts());
        }
        found(FILTERS, filters);
    }

    @Test
    void shouldHoldTheSameBookAfterACleanClose() {
        assertThat(scannedAfterReopening).isEqualTo(facts().get("final_checksum"));
    }

    @Test
    void shouldReplayTheEventsThatWereFollowedLive() {
        assertThat(digestReplayed).isEqualTo(digestLive);
    }
}
