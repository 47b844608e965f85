package io.tailrace.cli.demo;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.Write;
import io.tailrace.document.Field;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.EpochNanoClock;

/**
 * Writes a market at a fixed rate. Each quote carries the time at which it should have been sent, so that a delay of
 * the writer counts as latency of all that wait behind it. Run by one thread, until it is stopped by another.
 */
final class MarketWriter implements Runnable {
    private static final long SHORTEST_PARK_NS = TimeUnit.MICROSECONDS.toNanos(300);
    private static final int BOOKS_A_SECOND = 10;
    private static final int FEWEST_QUOTES_A_BOOK = 200;
    private static final long PARK_MARGIN_NS = TimeUnit.MICROSECONDS.toNanos(150);

    private final Table table;
    private final Market market;
    private final MarketBook book;
    private final EpochNanoClock clock;
    private final long startNs;
    private final long intervalNs;
    private final long quotes;
    private final long quotesABook;
    private final Field bid;
    private final Field ask;
    private final Field change;
    private final Field volume;
    private final Field sent;

    /** Written by any thread. */
    private volatile boolean stopped;

    /** Written by the writing thread before it ends. */
    private volatile RuntimeException failure;

    /**
     * A writer of quotes.
     *
     * @param engine of the table
     * @param table to be written
     * @param market whose quotes are written
     * @param book of the first instrument, written a few times a second
     * @param clock epoch time
     * @param startNs epoch time of the first quote
     * @param rate quotes a second
     * @param quotes how many to write
     */
    MarketWriter(
            Tailrace engine,
            Table table,
            Market market,
            MarketBook book,
            EpochNanoClock clock,
            long startNs,
            int rate,
            long quotes) {
        this.book = book;
        quotesABook = Math.max(FEWEST_QUOTES_A_BOOK, rate / BOOKS_A_SECOND);
        this.table = table;
        this.market = market;
        this.clock = clock;
        this.startNs = startNs;
        this.quotes = quotes;
        intervalNs = TimeUnit.SECONDS.toNanos(1) / rate;
        bid = engine.field("bid");
        ask = engine.field("ask");
        change = engine.field("change");
        volume = engine.field("volume");
        sent = engine.field("sent");
    }

    /** Writes each instrument once, to begin with. */
    void open() {
        for (int i = 0; i < market.instruments(); i++) {
            market.show(i);
            write(startNs);
        }
        writeBook();
    }

    private void writeBook() {
        market.show(0);
        book.write(market.symbol(), market.bid(), market.ask());
    }

    @Override
    public void run() {
        try {
            for (long i = 0; i < quotes && !stopped; i++) {
                long intendedNs = startNs + i * intervalNs;
                if (!waitUntil(intendedNs)) {
                    return;
                }
                market.move();
                write(intendedNs);
                if (i % quotesABook == 0) {
                    writeBook();
                }
            }
            // What a thread has allocated can be asked for as long as it lives.
            while (!stopped) {
                LockSupport.parkNanos(PARK_MARGIN_NS);
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    void stop() {
        stopped = true;
    }

    /** Throws what the writing thread ended with, if it ended badly. */
    void check() {
        if (failure != null) {
            throw failure;
        }
    }

    private void write(long intendedNs) {
        Write write = table.upsert(market.symbol());
        write.put(bid, market.bid()).put(ask, market.ask());
        write.put(change, market.changePercent()).put(volume, market.volume());
        write.putTime(sent, intendedNs);
        write.commit();
    }

    private boolean waitUntil(long timeNs) {
        while (true) {
            long leftNs = timeNs - clock.nanoTime();
            if (leftNs <= 0) {
                return true;
            }
            if (stopped) {
                return false;
            }
            if (leftNs > SHORTEST_PARK_NS) {
                LockSupport.parkNanos(leftNs - PARK_MARGIN_NS);
            } else {
                Thread.yield();
            }
        }
    }
}
