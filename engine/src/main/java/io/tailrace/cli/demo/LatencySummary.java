package io.tailrace.cli.demo;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Latencies of one thread, and their percentiles once it is done. Not thread safe. Recording allocates nothing. */
final class LatencySummary {
    private static final long LONGEST_NS = TimeUnit.MINUTES.toNanos(10);
    private static final int DIGITS = 3;

    private final Histogram histogram = new Histogram(LONGEST_NS, DIGITS);

    void record(long latencyNs) {
        histogram.recordValue(Math.max(0, Math.min(LONGEST_NS, latencyNs)));
    }

    public long count() {
        return histogram.getTotalCount();
    }

    /** Latency in nanoseconds that the given share of the values does not exceed. */
    long percentileNs(double percent) {
        return histogram.getValueAtPercentile(percent);
    }

    long maxNs() {
        return histogram.getMaxValue();
    }

    @Override
    public String toString() {
        if (count() == 0) {
            return "none: it was too short for an event to be timed, so give it more --seconds or a higher --rate";
        }
        return String.format(
                "p50 %s, p99 %s, p99.9 %s, max %s",
                text(percentileNs(50)), text(percentileNs(99)), text(percentileNs(99.9)), text(maxNs()));
    }

    /** A time for people: microseconds below a millisecond, milliseconds below a second. */
    static String text(long ns) {
        if (ns < TimeUnit.MILLISECONDS.toNanos(1)) {
            return String.format(Locale.ROOT, "%.1f us", ns / 1e3);
        }
        if (ns < TimeUnit.SECONDS.toNanos(1)) {
            return String.format(Locale.ROOT, "%.1f ms", ns / 1e6);
        }
        return String.format(Locale.ROOT, "%.2f s", ns / 1e9);
    }
}
