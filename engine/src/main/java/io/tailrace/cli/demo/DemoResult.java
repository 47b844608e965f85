package io.tailrace.cli.demo;

import io.tailrace.document.JsonWriter;
import java.util.Locale;

/**
 * What a demo measured.
 *
 * @param writes quotes written while measuring
 * @param seconds how long that took, until the last one was in the journal
 * @param events events of the feed on its own thread meanwhile
 * @param latencies from intended send time to handler
 * @param screenEvents events of the feed that is read twice a second
 * @param screenChanges visible changes behind them
 * @param writeBytes heap bytes that producer and writer allocated while measuring
 * @param eventBytes heap bytes that the feed's thread allocated while measuring
 * @hidden
 */
public record DemoResult(
        long writes,
        double seconds,
        long events,
        LatencySummary latencies,
        long screenEvents,
        long screenChanges,
        long writeBytes,
        long eventBytes) {

    double writesPerSecond() {
        return writes / seconds;
    }

    double eventsPerSecond() {
        return events / seconds;
    }

    long squashed() {
        return Math.max(0, screenChanges - screenEvents);
    }

    double bytesPerWrite() {
        return (double) writeBytes / Math.max(1, writes);
    }

    double bytesPerEvent() {
        return (double) eventBytes / Math.max(1, events);
    }

    /** For who reads it. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "writes       %,d in %.1f s: %,.0f/s%n"
                        + "feed events  %,d: %,.0f/s, on a thread of their own%n"
                        + "latency      %s%n"
                        + "squashed     %,d of %,d visible changes, by reading twice a second: %,d events%n"
                        + "allocated    %.1f bytes a write, %.1f bytes an event",
                writes,
                seconds,
                writesPerSecond(),
                events,
                eventsPerSecond(),
                latencies.count() == 0 ? latencies : latencies + " (intended send time to handler)",
                squashed(),
                screenChanges,
                screenEvents,
                bytesPerWrite(),
                bytesPerEvent());
    }

    /** Written as one object. */
    public JsonWriter json(JsonWriter json, String directory) {
        json.reset().beginObject();
        json.name("writes").value(writes);
        json.name("seconds").value(rounded(seconds));
        json.name("writesPerSecond").value(Math.round(writesPerSecond()));
        json.name("feedEvents").value(events);
        json.name("feedEventsPerSecond").value(Math.round(eventsPerSecond()));
        json.name("squashed").value(squashed());
        json.name("latencyNs");
        if (latencies.count() == 0) {
            json.nullValue();
        } else {
            json.beginObject();
            json.name("p50").value(latencies.percentileNs(50));
            json.name("p99").value(latencies.percentileNs(99));
            json.name("p99.9").value(latencies.percentileNs(99.9));
            json.name("max").value(latencies.maxNs()).endObject();
        }
        json.name("bytesPerWrite").value(rounded(bytesPerWrite()));
        json.name("bytesPerEvent").value(rounded(bytesPerEvent()));
        json.name("directory");
        if (directory == null) {
            json.nullValue();
        } else {
            json.value(directory);
        }
        return json.endObject();
    }

    private static double rounded(double value) {
        return Math.round(value * 1e3) / 1e3;
    }
}
