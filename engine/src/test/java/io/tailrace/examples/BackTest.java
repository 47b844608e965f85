package io.tailrace.examples;

import static io.tailrace.expression.Expressions.row;

import io.tailrace.Replay;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Tries a strategy on what was recorded: quotes are played again, and its orders go to an engine in memory, whose clock
 * is that of the replay. So they are dated as they would have been then, and the same every time.
 */
public final class BackTest {
    private static final double WEIGHT = 0.1;

    private final double threshold;
    private double mean = Double.NaN;
    private boolean isLong;

    /** @param threshold how far, as a fraction, a price has to lie beyond its running mean */
    public BackTest(double threshold) {
        this.threshold = threshold;
    }

    /**
     * Plays the quotes of one symbol.
     *
     * @param market with quotes that have a bid
     * @param from where to begin
     * @return the orders, with their times
     */
    public List<String> run(Tailrace market, String symbol, Instant from) {
        List<String> done = new ArrayList<>();
        // tag::backtest
        Replay replay = market.replay().from(from);
        TailraceConfig config =
                new TailraceConfig().inMemory().threading(Threading.INVOKER).clock(replay.clock());
        try (Tailrace desk = Tailrace.open(config)) {
            Table orders = desk.table("orders");
            try (Feed sent = orders.changes(ChangesOptions.squash(false))) {
                replay.run(
                        market.existingTable("quotes").filter(row("id").eq(symbol))::changes,
                        quote -> decide(quote, orders));
                sent.poll(order -> done.add(Instant.ofEpochSecond(0, order.timeNs()) + " " + order.newVal()), 1_000);
            }
        }
        // end::backtest
        return done;
    }

    /** Buys what rises beyond its mean, and sells it when it falls back. */
    private void decide(Change quote, Table orders) {
        double bid = quote.newVal().doubleValue("bid");
        mean = Double.isNaN(mean) ? bid : mean + WEIGHT * (bid - mean);
        if (!isLong && bid > mean * (1 + threshold)) {
            order(orders, "buy", bid);
        } else if (isLong && bid < mean) {
            order(orders, "sell", bid);
        }
    }

    private void order(Table orders, String side, double price) {
        isLong = !isLong;
        orders.insert()
                .put("id", orders.count() + 1)
                .put("side", side)
                .put("price", price)
                .commit();
    }
}
