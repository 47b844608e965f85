package io.tailrace.realdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Bound;
import io.tailrace.Direction;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ten best bids of a recorded order book, followed as an ordered feed of one side. */
@Timeout(180)
class BookTopTest {
    private static final int LIMIT = 10;

    @ParameterizedTest
    @ValueSource(strings = {"usdm_btcusdt", "spot_btcusdt"})
    void shouldFollowTheTenBestBids(String instrument, @TempDir Path directory) throws IOException {
        Recordings.required();
        Map<String, Object> facts = Recordings.facts().section("binance/" + instrument + "_20240808.gz order book");
        TailraceConfig config = new TailraceConfig().directory(directory).threading(Threading.INVOKER);
        try (Tailrace engine = Tailrace.open(config)) {
            BookTable book = new BookTable(engine, "book");
            FoldedList folded = new FoldedList();
            long changedLines = 0;
            try (MarketFile file = Recordings.market(instrument);
                    Feed top = book.table()
                            .between(
                                    List.of(instrument, Level.BID, Bound.MINVAL),
                                    List.of(instrument, Level.BID, Bound.MAXVAL))
                            .orderBy("id", Direction.DESC)
                            .limit(LIMIT)
                            .changes(ChangesOptions.squash(false).includeOffsets())) {
                BookWrites writes = new BookWrites(engine, book);
                for (MarketLine line = file.next(); line != null; line = file.next()) {
                    if (line.kind() == MarketLine.Kind.DEPTH) {
                        List<Map<String, Object>> before = new ArrayList<>(folded.documents());
                        writes.line(line);
                        writes.drain();
                        top.poll(folded, Integer.MAX_VALUE);
                        folded.fold(Long.MAX_VALUE);
                        changedLines += before.equals(folded.documents()) ? 0 : 1;
                    }
                }
            }
            assertThat(changedLines).isEqualTo(facts.get("depth_lines_that_change_top10_bids"));
            assertThat(bids(folded)).isEqualTo(facts.get("top10_bids_end[priceE8,qtyE8]"));
        }
    }

    private static List<List<Object>> bids(FoldedList folded) {
        return folded.documents().stream()
                .map(level -> List.of(((List<?>) level.get("id")).get(2), level.get("qty")))
                .toList();
    }
}
