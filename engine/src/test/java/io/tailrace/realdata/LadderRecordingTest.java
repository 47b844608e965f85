package io.tailrace.realdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.examples.OrderBookLadder;
import io.tailrace.examples.OrderBookLadder.Level;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example of a ladder, on order books as they were. */
@Timeout(120)
class LadderRecordingTest {
    @ParameterizedTest
    @ValueSource(strings = {"spot_btcusdt", "usdm_btcusdt"})
    void shouldEndWithTheTenBestBidsOfTheRecording(String instrument) throws IOException {
        Recordings.required();
        Map<String, Object> facts = Recordings.facts().section("binance/" + instrument + "_20240808.gz order book");
        List<Level> recording = new ArrayList<>();
        try (MarketFile file = Recordings.market(instrument)) {
            for (MarketLine line = file.next(); line != null; line = file.next()) {
                if (line.kind() == MarketLine.Kind.DEPTH) {
                    long timeNs = line.localNs();
                    line.levels((level, qtyE8) -> {
                        if (level.isBid()) {
                            recording.add(new Level(timeNs, level.priceE8(), qtyE8));
                        }
                    });
                }
            }
        }
        OrderBookLadder ladder = new OrderBookLadder(10);

        ladder.play(recording.iterator());

        assertThat(ladder.ladder().stream()
                        .map(level -> List.of(level.price(), level.quantity()))
                        .toList())
                .isEqualTo(facts.get("top10_bids_end[priceE8,qtyE8]"));
        assertThat(ladder.moves()).isLessThan(recording.size() / 2);
    }
}
