package io.tailrace.cli.demo;

import io.tailrace.Query;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.cli.console.ChangeLine;
import io.tailrace.cli.console.Output;
import io.tailrace.document.Field;
import io.tailrace.document.JsonWriter;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedRun;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.EpochNanoClock;

/**
 * Writes a market into an engine and watches it: one feed on a thread of its own, timed, and one that the caller reads
 * twice a second and shows. Run by one thread.
 *
 * @hidden
 */
public final class Demo {
    public static final String TABLE = "quotes";
    public static final int INSTRUMENTS = 300;
    static final long SEED = 20_240_808;
    public static final double RISEN_PERCENT = 1.0;

    private static final long READ_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LONGEST_PARK_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LEAD_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int EVENTS_PER_POLL = 1_024;
    private static final int LINES_PER_READ = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Tailrace engine;
    private final EpochNanoClock clock;
    private final Output out;
    private final BooleanSupplier interrupted;
    private final Table quotes;
    private final Query risen;
    private final ChangeLine line;
    private final AllocatedBytes allocated = new AllocatedBytes();
    private int linesLeft;

    /** In an engine, until it is interrupted. */
    public Demo(Tailrace engine, EpochNanoClock clock, Output out, BooleanSupplier interrupted) {
        this.engine = engine;
        this.clock = clock;
        this.out = out;
        this.interrupted = interrupted;
        quotes = engine.table(TABLE);
        Field change = engine.field("change");
        risen = quotes.filter(quote -> quote.doubleValue(change, 0) >= RISEN_PERCENT);
        line = new ChangeLine(new JsonWriter(engine.dictionary()), false, false);
    }

    /** Runs for some seconds, of which the first fifth, a second at most, only warms up. */
    public DemoResult run(int seconds, int rate) {
        long startNs = clock.nanoTime() + LEAD_NS;
        long endNs = startNs + TimeUnit.SECONDS.toNanos(seconds);
        long measureFromNs = startNs + Math.min(TimeUnit.SECONDS.toNanos(1), (endNs - startNs) / 5);
        MarketWriter writer = new MarketWriter(
                engine,
                quotes,
                new Market(SEED, INSTRUMENTS),
                new MarketBook(engine, SEED),
                clock,
                startNs,
                rate,
                (long) seconds * rate);
        QuoteWatch watch = new QuoteWatch(clock, engine.field("sent"), measureFromNs);
        Thread producer = new Thread(writer, "tailrace-demo-producer");
        producer.setDaemon(true);
        Feed timed = risen.pluck("id", "bid", "ask", "change", "sent").changes();
        try (FeedRun watching = engine.run(timed, watch);
                Feed screen = risen.pluck("id", "bid", "ask", "change").changes()) {
            assert watching != null;
            writer.open();
            producer.start();
            show(screen, measureFromNs, writer);
            long firstShown = screen.position() + 1;
            Sample before = sample(watch, producer);
            long shown = show(screen, endNs, writer);
            Sample after = sample(watch, producer);
            writer.stop();
            join(producer);
            writer.check();
            timed.awaitSequence(engine.lastSequence(), PATIENCE);
            return new DemoResult(
                    after.sequence - before.sequence,
                    (after.timeNs - before.timeNs) / 1e9,
                    after.events - before.events,
                    watch.latencies(),
                    shown,
                    visible(firstShown, screen.position()),
                    after.writeBytes - before.writeBytes,
                    after.eventBytes - before.eventBytes);
        } finally {
            writer.stop();
        }
    }

    /** Reads the feed twice a second, shows a few events of each read, and counts them all. */
    private long show(Feed screen, long untilNs, MarketWriter writer) {
        long count = 0;
        long readNs = clock.nanoTime() + READ_INTERVAL_NS;
        while (true) {
            long leftNs = Math.min(readNs, untilNs) - clock.nanoTime();
            if (leftNs > 0 && !interrupted.getAsBoolean()) {
                LockSupport.parkNanos(Math.min(leftNs, LONGEST_PARK_NS));
                continue;
            }
            linesLeft = LINES_PER_READ;
            int read = screen.poll(this::line, EVENTS_PER_POLL);
            while (read > 0) {
                count += read;
                read = screen.poll(this::line, EVENTS_PER_POLL);
            }
            out.flush();
            writer.check();
            readNs += READ_INTERVAL_NS;
            if (clock.nanoTime() >= untilNs || interrupted.getAsBoolean()) {
                return count;
            }
        }
    }

    private void line(Change change) {
        if (linesLeft > 0) {
            linesLeft--;
            out.line(line.of(change));
        }
    }

    /** Number of changes that a feed of the same query shows without squash. */
    private long visible(long from, long until) {
        long count = 0;
        try (Feed all = risen.pluck("id", "bid", "ask", "change")
                .changes(ChangesOptions.squash(false).from(from).until(until))) {
            while (!all.ended()) {
                count += all.poll(change -> {}, EVENTS_PER_POLL);
            }
        }
        return count;
    }

    private Sample sample(QuoteWatch watch, Thread producer) {
        long events = watch.events();
        return new Sample(
                clock.nanoTime(),
                engine.lastSequence(),
                events,
                allocated.of(producer.getId())
                        + allocated.of(allocated.thread("tailrace-writer"))
                        + allocated.of(allocated.thread("tailrace-janitor")),
                allocated.of(watch.threadId()));
    }

    private static void join(Thread thread) {
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Sample(long timeNs, long sequence, long events, long writeBytes, long eventBytes) {}
}
