package io.tailrace.docs;

import static io.tailrace.expression.Expressions.row;

import io.tailrace.AsOf;
import io.tailrace.Replay;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.journal.Stretch;
import io.tailrace.journal.StretchImport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What happened, looked at afterwards: the state before it, what has changed, its events again, and a file of it. */
final class Incident {
    private static final long SECOND_NS = 1_000_000_000;

    private Incident() {}

    static List<String> run(Path directory) {
        List<String> seen = new ArrayList<>();
        AtomicLong nowNs = new AtomicLong();
        TailraceConfig config = new TailraceConfig().directory(directory.resolve("market"));
        try (Tailrace engine = Tailrace.open(config.clock(nowNs::get))) {
            Table quotes = engine.table("quotes");
            for (int second = 1; second <= 5; second++) {
                nowNs.set(second * SECOND_NS);
                quotes.upsert("BTC").put("bid", 100 - second).commit();
                quotes.upsert("ETH").put("bid", 7).commit();
            }
            look(engine, seen);
            play(engine, seen);
            pass(engine, directory, seen);
        }
        return seen;
    }

    private static void look(Tailrace engine, List<String> seen) {
        // tag::look
        Instant before = Instant.parse("1970-01-01T00:00:03Z");
        try (AsOf state = engine.asOf(before)) {
            Table quotes = state.existingTable("quotes");
            quotes.scanInKeyOrder((document, version) -> seen.add("then " + document));
        }
        engine.diff(engine.sequenceAt(before), engine.lastSequence())
                .run((table, old, now) -> seen.add(table + " " + old + " -> " + now));
        // end::look
    }

    private static void play(Tailrace engine, List<String> seen) {
        // tag::play
        Table quotes = engine.existingTable("quotes");
        Replay replay = engine.replay()
                .from(Instant.parse("1970-01-01T00:00:04Z"))
                .until(engine.lastSequence())
                .speed(1_000);
        replay.run(
                quotes.filter(row("bid").lt(97))::changes,
                change -> seen.add(replay.clock().nanoTime() / SECOND_NS + " s " + change.newVal()));
        // end::play
    }

    private static void pass(Tailrace engine, Path directory, List<String> seen) {
        // tag::pass
        long from = engine.sequenceAt(Instant.parse("1970-01-01T00:00:03Z"));
        engine.export(from, engine.lastSequence(), directory.resolve("incident.tailrace"));

        Stretch stretch = StretchImport.read(directory.resolve("incident.tailrace"), directory.resolve("incident"));
        try (Tailrace incident = Tailrace.open(
                new TailraceConfig().directory(directory.resolve("incident")).readOnly(true))) {
            incident.replay()
                    .from(stretch.stateChanges() + 1)
                    .run(incident.existingTable("quotes")::changes, change -> seen.add("again " + change.newVal()));
        }
        // end::pass
    }
}
