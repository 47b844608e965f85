package io.tailrace.cli.stat;

import io.tailrace.document.JsonWriter;
import io.tailrace.metrics.CursorMetrics;
import io.tailrace.metrics.DispatcherMetrics;
import io.tailrace.metrics.FeedMetrics;
import io.tailrace.metrics.Metric;
import io.tailrace.metrics.Metrics;

/**
 * The numbers of an engine as one JSON line. Stateless.
 *
 * @hidden
 */
public final class StatJson {
    private StatJson() {}

    /** Every number and all feeds, as one object. */
    public static JsonWriter write(JsonWriter json, Metrics metrics) {
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
        json.endArray().name("cursors").beginArray();
        metrics.cursors().forEach(cursor -> write(json, cursor));
        json.endArray().name("dispatchers").beginArray();
        metrics.dispatchers().forEach(dispatcher -> write(json, dispatcher));
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

    private static void write(JsonWriter json, CursorMetrics cursor) {
        json.beginObject();
        json.name("name").value(cursor.name());
        json.name("query").value(cursor.query());
        json.name("position").value(cursor.position());
        json.name("lag").value(cursor.lag());
        json.name("lagBytes").value(cursor.lagBytes());
        json.name("lagNs").value(cursor.lagNs());
        json.name("inUse").value(cursor.isInUse());
        json.name("holding").value(cursor.isHolding());
        json.endObject();
    }

    private static void write(JsonWriter json, DispatcherMetrics dispatcher) {
        json.beginObject();
        json.name("name").value(dispatcher.name());
        json.name("feeds").value(dispatcher.feeds());
        json.name("together").value(dispatcher.together());
        json.name("position").value(dispatcher.position());
        json.name("lag").value(dispatcher.lag());
        json.name("lagNs").value(dispatcher.lagNs());
        json.name("read").value(dispatcher.read());
        json.name("events").value(dispatcher.events());
        json.name("slow").value(dispatcher.slow());
        json.name("longestHandlerNs").value(dispatcher.longestHandlerNs());
        json.endObject();
    }
}
