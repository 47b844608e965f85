package io.tailrace.bench.latency;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** Histograms of nanoseconds in a file that HdrHistogram's own tools read, a tagged line each; or none. One thread. */
final class HistogramFile implements AutoCloseable {
    private static final String ENDING = ".hlog";

    private final HistogramLogWriter log;

    private HistogramFile(Path file) throws FileNotFoundException {
        log = file == null ? null : new HistogramLogWriter(file.toFile());
        if (log != null) {
            log.outputLogFormatVersion();
            log.outputLegend();
        }
    }

    /** Beside the file of the results, with another ending; keeps nothing where that is null. */
    static HistogramFile beside(Path results) throws IOException {
        if (results == null) {
            return new HistogramFile(null);
        }
        Path parent = results.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        String name = results.getFileName().toString();
        return new HistogramFile(
                parent.resolve((name.endsWith(".json") ? name.substring(0, name.length() - 5) : name) + ENDING));
    }

    void add(String tag, Histogram histogram) {
        if (log != null) {
            long nowMs = System.currentTimeMillis();
            histogram.setTag(tag.replaceAll("[ ,\\r\\n]+", "_"));
            histogram.setStartTimeStamp(nowMs);
            histogram.setEndTimeStamp(nowMs);
            log.outputIntervalHistogram(histogram);
        }
    }

    @Override
    public void close() {
        if (log != null) {
            log.close();
        }
    }
}
