package io.tailrace.cli.console;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;

/**
 * A line on the terminal that shows how far a command is; nothing anywhere else. Not thread safe.
 *
 * @hidden
 */
public final class ProgressLine {
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int BAR_WIDTH = 30;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final Console console;
    private final NanoClock clock;
    private final String unit;
    private final long startNs;
    private long nextNs;
    private boolean drawn;

    /** Of things of that name, on the terminal of a console. */
    public ProgressLine(Console console, NanoClock clock, String unit) {
        this.console = console;
        this.clock = clock;
        this.unit = unit;
        startNs = clock.nanoTime();
        nextNs = startNs + INTERVAL_NS;
    }

    /** Draws the line if it is time to. A negative share is not known. */
    public void update(long count, double share) {
        if (!console.terminal()) {
            return;
        }
        long nowNs = clock.nanoTime();
        if (nowNs - nextNs < 0) {
            return;
        }
        nextNs = nowNs + INTERVAL_NS;
        drawn = true;
        double seconds = (nowNs - startNs) / 1e9;
        console.err()
                .print(CLEAR_LINE
                        + bar(share)
                        + String.format(Locale.ROOT, "%,d %s  %,.0f/s", count, unit, count / seconds));
        console.err().flush();
    }

    /** Takes the line away, so that a message can stand in its place. */
    public void clear() {
        if (drawn) {
            drawn = false;
            console.err().print(CLEAR_LINE);
            console.err().flush();
        }
    }

    private static String bar(double share) {
        if (share < 0) {
            return "";
        }
        int full = (int) Math.round(Math.min(1, share) * BAR_WIDTH);
        return String.format(
                Locale.ROOT, "[%s%s] %3.0f %%  ", "#".repeat(full), ".".repeat(BAR_WIDTH - full), share * 100);
    }
}
