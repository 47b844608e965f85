package io.tailrace;

import io.tailrace.feed.DispatcherGauge;
import io.tailrace.metrics.DispatcherMetrics;
import io.tailrace.metrics.DispatcherNumber;
import io.tailrace.metrics.MetricsFile;
import io.tailrace.metrics.MetricsSection;
import java.util.ArrayList;
import java.util.List;

/** Tells of the dispatchers, to the file and to who asks. One thread at a time, without garbage for the file. */
final class DispatcherMeter {
    private final FeedRuns runs;
    private final LagGauge lag;
    private final int capacity;
    private final long[] numbers = new long[DispatcherNumber.COUNT];
    /** How many have a record of the file: none ever goes. */
    private int begun;

    /** @param capacity most that there can be */
    DispatcherMeter(FeedRuns runs, int capacity, LagGauge lag) {
        this.runs = runs;
        this.lag = lag;
        this.capacity = capacity;
    }

    int capacity() {
        return capacity;
    }

    int count() {
        return runs.gauges().length;
    }

    void show(MetricsFile file, long nowNs) {
        DispatcherGauge[] gauges = runs.gauges();
        for (int i = 0; i < gauges.length && i < capacity; i++) {
            if (i == begun) {
                file.begin(MetricsSection.DISPATCHERS, i, gauges[i].name(), "");
                begun++;
            }
            read(gauges[i], nowNs);
            file.show(MetricsSection.DISPATCHERS, i, numbers);
        }
    }

    private void read(DispatcherGauge gauge, long nowNs) {
        long position = gauge.position();
        gauge.read(numbers);
        DispatcherNumber.POSITION.put(numbers, Math.max(0, position));
        lag.measure(position < 0 ? Long.MAX_VALUE : position, nowNs);
        DispatcherNumber.LAG.put(numbers, lag.changes);
        DispatcherNumber.LAG_NS.put(numbers, lag.ns);
    }

    List<DispatcherMetrics> told(long nowNs) {
        List<DispatcherMetrics> told = new ArrayList<>();
        for (DispatcherGauge gauge : runs.gauges()) {
            read(gauge, nowNs);
            told.add(DispatcherMetrics.of(gauge.name(), numbers));
        }
        return told;
    }
}
