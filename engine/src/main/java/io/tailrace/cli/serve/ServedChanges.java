package io.tailrace.cli.serve;

import com.sun.net.httpserver.HttpExchange;
import io.tailrace.Query;
import io.tailrace.Tailrace;
import io.tailrace.cli.console.ChangeLine;
import io.tailrace.cli.options.SquashArgument;
import io.tailrace.document.JsonWriter;
import io.tailrace.error.EngineException;
import io.tailrace.error.TailraceException;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeKind;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.NanoClock;

/**
 * One feed as server-sent events. After the events of a read comes an id, which is the position, and from which a
 * browser that was cut off goes on by itself; while initial values are shown there is none, and they come again. Who
 * reads slowly gets squashed changes, where it asked for that, and never keeps anybody else.
 */
final class ServedChanges {
    static final List<String> PARAMETERS = List.of(
            "filter", "map", "orderBy", "desc", "pluck", "limit", "squash", "from", "until", "speed", "initial",
            "states", "types", "offsets", "pace");

    private static final int MOST_AT_ONCE = 10_000;
    private static final long ALIVE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long MOST_PACE_MS = 60_000;
    private static final long MOST_SPEED = 1_000_000;
    private static final long NOT_BEGUN = Long.MIN_VALUE;
    private static final long LONGEST_PARK_NS = 50_000_000;
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Feed feed;
    private final OutputStream out;
    private final ChangeLine line;
    private final NanoClock clock;
    private final BooleanSupplier closed;
    /** How many times as fast as they came changes are shown, 0 for as they come. */
    private final long speed;

    private boolean initial;
    private IOException failure;
    /** Journal time of the first change, and when it was shown; where there is a speed. */
    private long firstTimeNs = NOT_BEGUN;

    private long firstShownNs;
    private long aliveNs;

    private ServedChanges(
            Feed feed,
            OutputStream out,
            ChangeLine line,
            NanoClock clock,
            BooleanSupplier closed,
            boolean initial,
            long speed) {
        this.feed = feed;
        this.out = out;
        this.line = line;
        this.clock = clock;
        this.closed = closed;
        this.initial = initial;
        this.speed = speed;
    }

    static void serve(
            HttpExchange exchange,
            Tailrace engine,
            Query query,
            Parameters asked,
            NanoClock clock,
            BooleanSupplier closed)
            throws IOException {
        long paceNs = TimeUnit.MILLISECONDS.toNanos(asked.number("pace", 0, 0, MOST_PACE_MS));
        String resumed = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        ChangesOptions options = options(asked, resumed, engine.lastSequence());
        long speed = asked.number("speed", 0, 1, MOST_SPEED);
        if (!"false".equals(asked.get("squash"))) {
            asked.without("speed", "is of every change: say squash=false too, or leave it out");
        }
        boolean types = asked.flag("types");
        boolean offsets = asked.flag("offsets");
        // What refuses to open is answered, so the exchange is not closed before.
        try (Feed feed = query.changes(options);
                exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            ChangeLine line = new ChangeLine(new JsonWriter(engine.dictionary()), types, offsets);
            ServedChanges served =
                    new ServedChanges(feed, out, line, clock, closed, resumed == null && asked.flag("initial"), speed);
            served.run(engine, paceNs);
        }
    }

    private static ChangesOptions options(Parameters asked, String resumed, long last) {
        ChangesOptions options = squash(asked.get("squash"));
        if (asked.flag("initial")) {
            asked.without("from", "and initial=true are two beginnings: leave one of them out");
        }
        if (resumed != null) {
            options = options.resume(position(resumed));
        } else if (asked.get("from") != null) {
            options = options.from(asked.number("from", 1, 1, Long.MAX_VALUE));
        } else if (asked.flag("initial")) {
            options = options.includeInitial();
        } else {
            options = options.from(last + 1);
        }
        long until = asked.number("until", 0, 1, Long.MAX_VALUE);
        options = until == 0 ? options : options.until(until);
        options = asked.flag("states") ? options.includeStates() : options;
        options = asked.flag("types") ? options.includeTypes() : options;
        return asked.flag("offsets") ? options.includeOffsets() : options;
    }

    private static long position(String id) {
        if (!id.matches("[0-9]{1,18}")) {
            throw new EngineException("Last-Event-ID is none of this server's: " + id);
        }
        return Long.parseLong(id);
    }

    private static ChangesOptions squash(String asked) {
        if (asked == null) {
            return ChangesOptions.squash(true);
        }
        try {
            SquashArgument squash = new SquashArgument.Converter().convert(asked);
            return squash.window() == null
                    ? ChangesOptions.squash(squash.onRead())
                    : ChangesOptions.squash(squash.window());
        } catch (picocli.CommandLine.TypeConversionException e) {
            throw new EngineException("squash: " + e.getMessage());
        }
    }

    private void run(Tailrace engine, long paceNs) throws IOException {
        write(": tailrace\n\n");
        out.flush();
        aliveNs = clock.nanoTime();
        try {
            while (!closed.getAsBoolean() && failure == null && !feed.ended()) {
                long last = engine.lastSequence();
                int count = feed.poll(this::show, speed > 0 ? 1 : MOST_AT_ONCE);
                boolean due = clock.nanoTime() - aliveNs >= ALIVE_NS;
                if (count > 0 && !initial) {
                    write("id: " + feed.position() + "\n\n");
                } else if (due) {
                    write(": alive\n\n"); // or nobody would notice that nobody listens
                }
                if (due || count > 0) {
                    flush();
                }
                if (count > 0) {
                    LockSupport.parkNanos(this, paceNs);
                } else if (!feed.ended()) {
                    engine.awaitSequence(last + 1, LOOK);
                }
            }
            if (failure == null && feed.ended()) {
                write("event: ended\ndata: " + feed.position() + "\n\n"); // or a browser would ask again and again
            }
        } catch (TailraceException e) {
            write("event: failed\ndata: " + e.getMessage().replaceAll("\\s*\\R\\s*", " ") + "\n\n");
            out.flush();
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void flush() throws IOException {
        aliveNs = clock.nanoTime();
        out.flush();
    }

    /** Waits until it is time for a change, so long after the first as it came after it, by the speed. */
    private void awaitTurn(Change change) throws IOException {
        if (speed == 0 || change.kind() != ChangeKind.CHANGE) {
            return;
        }
        if (firstTimeNs == NOT_BEGUN) {
            firstTimeNs = change.timeNs();
            firstShownNs = clock.nanoTime();
        }
        long afterNs = (change.timeNs() - firstTimeNs) / speed;
        long leftNs = firstShownNs + afterNs - clock.nanoTime();
        while (leftNs > 0 && !closed.getAsBoolean()) {
            LockSupport.parkNanos(this, Math.min(leftNs, LONGEST_PARK_NS));
            leftNs = firstShownNs + afterNs - clock.nanoTime();
            if (clock.nanoTime() - aliveNs >= ALIVE_NS) {
                write(": alive\n\n");
                flush();
            }
        }
    }

    private void show(Change change) {
        if (failure != null) {
            return;
        }
        try {
            awaitTurn(change);
            initial &= change.kind() == ChangeKind.INITIAL || change.kind() == ChangeKind.INITIALIZING;
            write("data: ");
            line.of(change).copyTo(out);
            write("\n\n");
        } catch (IOException e) {
            failure = e; // it is gone: a handler that throws would be told as an error of the feed
        }
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
