package io.tailrace.realdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.feed.Feed;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/**
 * One recorded order book by the exchange's own rule: depth lines are held back until the snapshot, the snapshot is
 * written, then the held lines that are newer than it, then the rest.
 */
final class SnapshotRule {
    private final Map<String, Object> found = new HashMap<>();

    /** What the facts name, found in an engine of its own. */
    Map<String, Object> found(String instrument) throws IOException {
        TailraceConfig config = new TailraceConfig().inMemory().threading(Threading.INVOKER);
        try (Tailrace engine = Tailrace.open(config);
                MarketFile file = Recordings.market(instrument)) {
            BookTable book = new BookTable(engine, "book");
            BookWrites writes = new BookWrites(engine, book);
            write(file, writes);
            writes.drain();
            found.putAll(writes.outcomes());
            BookCopy copy = new BookCopy(book);
            try (Feed feed = book.table().changes(EventCounts.everything())) {
                EventCounts.drain(feed, copy);
            }
            found.put("live_keys_end", book.table().count());
            found.put("live_bids_end", copy.size(Level.BID));
            found.put("best_bid_end", copy.best(Level.BID, 1).get(0).get(0));
            found.put("best_ask_end", copy.best(Level.ASK, 1).get(0).get(0));
            found.put("final_checksum", copy.checksum());
            assertThat(book.scanned()).isEqualTo(copy.checksum());
        }
        return found;
    }

    private void write(MarketFile file, BookWrites writes) throws IOException {
        Queue<MarketLine> held = new ArrayDeque<>();
        boolean begun = false;
        for (MarketLine line = file.next(); line != null; line = file.next()) {
            if (line.kind() == MarketLine.Kind.SNAPSHOT) {
                begun = true;
                begin(line, held, writes);
            } else if (line.kind() == MarketLine.Kind.DEPTH) {
                if (begun) {
                    writes.line(line);
                } else {
                    held.add(line);
                }
            }
        }
    }

    private void begin(MarketLine snapshot, Queue<MarketLine> held, BookWrites writes) {
        long lastUpdateId = snapshot.number("lastUpdateId");
        writes.line(snapshot);
        found.put("lastUpdateId", lastUpdateId);
        found.put("snapshot_levels", writes.issued());
        int all = held.size();
        held.removeIf(line -> line.number("u") <= lastUpdateId);
        found.put("lines_dropped(u<=lastUpdateId)", all - held.size());
        found.put("buffered_lines_replayed", held.size());
        held.forEach(writes::line);
    }
}
