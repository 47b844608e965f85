package io.tailrace.bench.scale;

import io.tailrace.bench.measure.Series;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What one run at a point came to.
 *
 * @param writesPerSecond committed, from the first write to the last
 * @param producerCpuNs of a producer's thread a write
 * @param writerCpuNs of the engine's writer a write
 * @param readerCpuNs of the thread that polls the feed a change
 * @param bytesPerChange in the journal
 * @param eventsPerChange that the feed delivered
 * @param behindMillis from the last commit until the feed had delivered everything
 * @param openSeconds to open the same journal again and have its state, 0 where that was not measured
 * @param othersPercent of all cores that others took meanwhile
 */
record ScaleResult(
        double writesPerSecond,
        double producerCpuNs,
        double writerCpuNs,
        double readerCpuNs,
        double bytesPerChange,
        double eventsPerChange,
        double behindMillis,
        double openSeconds,
        double othersPercent) {
    Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("writesPerSecond", writesPerSecond);
        map.put("producerCpuNanosPerWrite", producerCpuNs);
        map.put("writerCpuNanosPerWrite", writerCpuNs);
        map.put("readerCpuNanosPerChange", readerCpuNs);
        map.put("bytesPerChange", bytesPerChange);
        map.put("eventsPerChange", eventsPerChange);
        map.put("behindMillis", behindMillis);
        if (openSeconds > 0) {
            map.put("openSeconds", openSeconds);
        }
        map.put("othersPercent", othersPercent);
        return map;
    }

    /** The median of each figure by itself. */
    static ScaleResult median(List<ScaleResult> runs) {
        return new ScaleResult(
                median(runs, ScaleResult::writesPerSecond),
                median(runs, ScaleResult::producerCpuNs),
                median(runs, ScaleResult::writerCpuNs),
                median(runs, ScaleResult::readerCpuNs),
                median(runs, ScaleResult::bytesPerChange),
                median(runs, ScaleResult::eventsPerChange),
                median(runs, ScaleResult::behindMillis),
                median(runs, ScaleResult::openSeconds),
                median(runs, ScaleResult::othersPercent));
    }

    private static double median(List<ScaleResult> runs, ToDoubleFunction<ScaleResult> figure) {
        return new Series("runs", runs.stream().mapToDouble(figure).toArray()).median();
    }
}
