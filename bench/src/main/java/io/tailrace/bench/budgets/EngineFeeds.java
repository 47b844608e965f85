package io.tailrace.bench.budgets;

import io.tailrace.Tailrace;
import io.tailrace.bench.incumbent.Incumbent;
import io.tailrace.bench.measure.Beside;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.measure.Side;
import io.tailrace.bench.measure.Timing;
import io.tailrace.bench.rows.EngineRows;
import io.tailrace.bench.rows.Screens;
import io.tailrace.bench.rows.Standing;
import io.tailrace.bench.rows.Updates;
import java.io.IOException;
import java.nio.file.Path;

/** The work of {@link Incumbent} with an engine and feeds on expressions: ours in B11, and both sides of B5. */
public final class EngineFeeds implements Side {
    private static final int LIMIT = 1 << 16;

    private final Scratch scratch;
    private final Screens screens;
    private final Updates updates;
    private final boolean live;
    private final long[] expected;

    private EngineFeeds(Scratch scratch, Screens screens, Updates updates, boolean live) {
        this.scratch = scratch;
        this.screens = screens;
        this.updates = updates;
        this.live = live;
        expected = screens.expected(updates);
    }

    /** A round is from the first write until the last feed has seen the last change, on threads beside each other. */
    public static EngineFeeds live(Scratch scratch, Screens screens, Updates updates) {
        return new EngineFeeds(scratch, screens, updates, true);
    }

    /** A round is what the feeds take to read changes that were written before the clock starts. */
    public static EngineFeeds reading(Scratch scratch, Screens screens, Updates updates) {
        return new EngineFeeds(scratch, screens, updates, false);
    }

    @Override
    public String name() {
        return (live ? "feeds, " : "feeds reading, ") + screens;
    }

    @Override
    public double round() throws Exception {
        Path directory = scratch.fresh("feeds");
        try (Tailrace engine = Tailrace.open(EngineRows.touchedConfig(directory))) {
            EngineRows rows = new EngineRows(engine, updates);
            long filled = rows.fill();
            EngineRows.awaitTouched(engine); // as the pages of the incumbent are
            long[] counts = new long[screens.count()];
            try (Standing standing = Standing.in(engine)) {
                for (int i = 0; i < counts.length; i++) {
                    int screen = i;
                    standing.add(rows.open(screens, i), change -> counts[screen]++);
                }
                standing.takeIn();
                standing.drain(filled, LIMIT);
                long end = filled + updates.count();
                double taken = (double) (live ? besideWriter(engine, rows, standing, end) : alone(rows, standing, end));
                Screens.check(name(), counts, expected);
                return taken / updates.count();
            }
        } finally {
            Scratch.remove(directory);
        }
    }

    private long besideWriter(Tailrace engine, EngineRows rows, Standing standing, long end) throws Exception {
        Beside reader = new Beside("feeds-reader", () -> {
            while (!standing.reached(end)) {
                if (standing.poll(LIMIT) == 0) {
                    checkAlive(engine);
                    Thread.yield();
                }
            }
        });
        Timing timing = Timing.start(name());
        reader.go();
        write(rows);
        reader.join();
        return timing.end();
    }

    private long alone(EngineRows rows, Standing standing, long end) {
        write(rows);
        long last = rows.committed();
        if (last != end) {
            throw new IllegalStateException(name() + ": lastSequence=" + last + " expected=" + end);
        }
        Timing timing = Timing.start(name());
        standing.drain(end, LIMIT);
        return timing.end();
    }

    private void write(EngineRows rows) {
        for (int i = 0; i < updates.count(); i++) {
            rows.send(i, i);
        }
    }

    private static void checkAlive(Tailrace engine) throws IOException {
        if (engine.isFailed()) {
            throw new IOException("the engine has failed, see what its error handler was told");
        }
    }
}
