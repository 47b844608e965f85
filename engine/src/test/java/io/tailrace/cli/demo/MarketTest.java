package io.tailrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MarketTest {
    @Test
    void shouldNameEachInstrumentDifferently() {
        Market market = new Market(1, 1_000);
        Set<String> symbols = new HashSet<>();
        for (int i = 0; i < market.instruments(); i++) {
            market.show(i);
            symbols.add(market.symbol());
        }

        assertThat(symbols).hasSize(1_000).allMatch(symbol -> symbol.matches("[A-Z]{3}"));
    }

    @Test
    void shouldMoveTheSameWayWithTheSameSeed() {
        Market one = new Market(7, 300);
        Market other = new Market(7, 300);
        for (int i = 0; i < 10_000; i++) {
            one.move();
            other.move();
            assertThat(one.symbol()).isEqualTo(other.symbol());
            assertThat(one.bid()).isEqualTo(other.bid()).isLessThan(one.ask());
        }
    }
}
