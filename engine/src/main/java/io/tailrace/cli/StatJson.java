package io.tailrace.cli;

import io.tailrace.document.JsonWriter;
import io.tailrace.metrics.FeedMetrics;
import io.tailrace.metrics.Metric;
import io.tailrace.metrics.Metrics;

/** The numbers of an engine as one JSON line. Stateless. */
final class StatJson {
    private StatJson() {}

    static JsonWriter write(JsonWriter json, Metrics metrics) {
        json.reset().beginObject();
        json.name("process").value(metrics.processId());
        json.name("openedNs").value(metrics.openedNs());
        json.name("timeNs").value(metrics.timeNs());
        json.name("open").value(metrics.isOpen());
        for (Metric metric : Metric.values()) {
            json.name(metric.fullName()).value(metrics.value(metric));
        }
        json.name("feeds").beginArray();
        metrics.feeds().forEach(feed -> write(json, feed));
        return json.endArray().endObject();
    }

    private static void write(JsonWriter json, FeedMetrics feed) {
        json.beginObject();
        json.name("name").value(feed.name());
        json.name("query").value(feed.query());
        json.name("position").value(feed.position());
        json.name("lag").value(feed.lag());
        json.name("lagBytes").value(feed.lagBytes());
        json.name("lagNs").value(feed.lagNs());
        json.name("skipped").value(feed.skipped());
        json.name("seen").value(feed.seen());
        json.name("delivered").value(feed.delivered());
        json.name("squashed").value(feed.squashed());
        json.name("filtered").value(feed.filtered());
        json.name("dropped").value(feed.dropped());
        json.name("pending").value(feed.pending());
        json.name("events").value(feed.events());
        json.name("errors").value(feed.errors());
        json.name("slow").value(feed.slow());
        json.name("longestHandlerNs").value(feed.longestHandlerNs());
        json.name("paused").value(feed.isPaused());
        json.endObject();
    }
}
