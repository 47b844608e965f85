package io.tailrace.realdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarketLineTest {
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "0.000,0",
        "1,100000000",
        "61800.20,6180020000000",
        "3.78826000,378826000",
        "0.00000001,1",
        "92233720368.54775807,9223372036854775807"
    })
    void shouldReadDecimalsExactly(String text, long valueE8) {
        assertThat(Decimals.e8(text)).isEqualTo(valueE8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".5", "1.", "-1", "1e3", "1.2.3", "0.000000001", "92233720368.54775808", "x"})
    void shouldRefuseWhatIsNoExactDecimal(String text) {
        assertThatThrownBy(() -> Decimals.e8(text)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void shouldReadDepthLinesBidsFirst() {
        MarketLine line = new MarketLine(
                "spot",
                "17 {\"stream\":\"btcusdt@depth@100ms\",\"data\":{\"e\":\"depthUpdate\",\"U\":9,\"u\":12,"
                        + "\"b\":[[\"61737.63\",\"0.000\"],[\"5\",\"2\"]],\"a\":[[\"61837.64\",\"1.5\"]]}}");

        assertThat(line.kind()).isEqualTo(MarketLine.Kind.DEPTH);
        assertThat(line.localNs()).isEqualTo(17);
        assertThat(line.number("u")).isEqualTo(12);
        assertThat(levels(line))
                .containsExactly("b 6173763000000 0", "b 500000000 200000000", "a 6183764000000 150000000");
    }

    @Test
    void shouldReadLinesWithoutLevelsOnASide() {
        MarketLine line = new MarketLine("x", "1 {\"stream\":\"x@depth\",\"data\":{\"b\":[],\"a\":[[\"1\",\"2\"]]}}");

        assertThat(levels(line)).containsExactly("a 100000000 200000000");
    }

    @Test
    void shouldReadSnapshotsQuotesAndTrades() {
        MarketLine snapshot =
                new MarketLine("x", "1 {\"lastUpdateId\":5,\"bids\":[[\"1\",\"2\"]],\"asks\":[[\"3\",\"4\"]]}");
        MarketLine quote = new MarketLine(
                "x",
                "2 {\"stream\":\"x@bookTicker\",\"data\":{\"u\":5,\"b\":\"1\",\"B\":\"2\",\"a\":\"3\",\"A\":\"4\"}}");
        MarketLine trade = new MarketLine(
                "x",
                "3 {\"stream\":\"x@trade\",\"data\":{\"T\":7,\"t\":5,\"p\":\"1\",\"q\":\"2\","
                        + "\"X\":\"MARKET\",\"m\":true}}");

        assertThat(snapshot.kind()).isEqualTo(MarketLine.Kind.SNAPSHOT);
        assertThat(levels(snapshot)).containsExactly("b 100000000 200000000", "a 300000000 400000000");
        assertThat(quote.kind()).isEqualTo(MarketLine.Kind.QUOTE);
        assertThat(quote.decimalE8("A")).isEqualTo(400000000);
        assertThat(trade.kind()).isEqualTo(MarketLine.Kind.TRADE);
        assertThat(trade.number("t")).isEqualTo(5);
        assertThat(trade.flag("m")).isTrue();
        assertThat(trade.string("X")).isEqualTo("MARKET");
    }

    @Test
    void shouldMergeByTimeThenByFile() throws IOException {
        try (MarketFile.Merge merge = new MarketFile.Merge(List.of(file("one", 1, 5, 5), file("two", 1, 2, 5, 6)))) {
            List<String> order = new ArrayList<>();
            for (MarketLine line = merge.next(); line != null; line = merge.next()) {
                order.add(line.instrument() + line.localNs());
            }
            assertThat(order).containsExactly("one1", "two1", "two2", "one5", "one5", "two5", "two6");
        }
    }

    private static MarketFile file(String instrument, long... times) {
        StringBuilder text = new StringBuilder();
        for (long time : times) {
            text.append(time).append(" {}\n");
        }
        return new MarketFile(instrument, new BufferedReader(new StringReader(text.toString())));
    }

    private static List<String> levels(MarketLine line) {
        List<String> levels = new ArrayList<>();
        line.levels((level, qtyE8) -> levels.add(level.side() + " " + level.priceE8() + " " + qtyE8));
        return levels;
    }
}
