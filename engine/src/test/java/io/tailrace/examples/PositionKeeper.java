package io.tailrace.examples;

import io.tailrace.DocumentBuffer;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.Transaction;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.CursorOption;
import io.tailrace.feed.Feed;
import java.util.function.Consumer;

/**
 * Adds trades up to positions, each exactly once, wherever the process ends: the position of an account and the place
 * in the feed are committed in one transaction, and the next keeper of that name goes on behind it.
 */
public final class PositionKeeper implements AutoCloseable {
    private final Tailrace engine;
    private final Table positions;
    private final DocumentBuffer held;
    private final Feed trades;
    private final Consumer<String> booked;

    /**
     * Goes on where the last keeper has stopped, or begins with the first trade.
     *
     * @param engine with trades of an account and a quantity
     * @param booked told of each account after it was booked; may fail, and no trade is lost or booked twice for that
     */
    public PositionKeeper(Tailrace engine, Consumer<String> booked) {
        this.engine = engine;
        this.booked = booked;
        positions = engine.table("positions", "account");
        held = positions.newBuffer();
        trades = engine.table("trades")
                .changes(ChangesOptions.squash(false).fromStart().cursor("positions", CursorOption.BY_TRANSACTION));
    }

    /**
     * Books what has come.
     *
     * @param most trades to book
     * @return how many were booked
     */
    public int book(int most) {
        return trades.poll(this::book, most);
    }

    private void book(Change trade) {
        String account = trade.newVal().string("account");
        long quantity = trade.newVal().longValue("quantity");
        if (positions.read(account, held)) {
            quantity += held.document().longValue("quantity");
        }
        Transaction booking = engine.transaction()
                .add(positions.upsert(account).put("quantity", quantity).ifVersion(held.version()));
        trade.commitWith(booking);
        booking.commit().orThrow();
        booked.accept(account);
    }

    @Override
    public void close() {
        trades.close();
    }
}
