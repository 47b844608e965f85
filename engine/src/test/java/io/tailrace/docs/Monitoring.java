package io.tailrace.docs;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.metrics.FeedMetrics;
import io.tailrace.metrics.Metric;
import io.tailrace.metrics.Metrics;
import io.tailrace.metrics.MicrometerMetrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How an engine is watched, as the page on monitoring quotes it. */
final class Monitoring {
    private Monitoring() {}

    static List<String> run(Path directory) {
        List<String> seen = new ArrayList<>();
        MeterRegistry registry = new SimpleMeterRegistry();
        try (Tailrace engine = Tailrace.open(new TailraceConfig().directory(directory))) {
            Table quotes = engine.table("quotes");
            // tag::guide
            engine.run("risk", quotes.changes(), change -> {});
            quotes.upsert("BTCUSDT").put("bid", 61_800.2).commit();

            Metrics now = engine.metrics();
            seen.add("journaled " + now.value(Metric.SEQUENCE_JOURNALED));
            for (FeedMetrics feed : now.feeds()) {
                if (feed.lagNs() > 1_000_000_000) {
                    seen.add(feed.name() + " is a second behind: " + feed.query());
                }
            }
            new MicrometerMetrics(engine::metrics).bindTo(registry); // where Micrometer is
            // end::guide
            seen.add("meters " + (registry.getMeters().size() > Metric.values().length));
        }
        return seen;
    }
}
