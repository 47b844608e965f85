package io.tailrace.bench.budgets;

import io.tailrace.DocumentBuffer;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.measure.Side;
import io.tailrace.bench.measure.Timing;
import io.tailrace.bench.rows.EngineRows;
import io.tailrace.bench.rows.Payload;
import io.tailrace.bench.rows.Quotes;
import io.tailrace.document.Field;
import io.tailrace.write.Ack;
import io.tailrace.write.Outcome;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes through an engine from one producer with many in flight, each acknowledged when it is journaled and indexed:
 * ours in B2. Every write replaces a document that is there, so that the change carries both images.
 */
final class EngineWrites implements Side {
    private static final int IN_FLIGHT = 1_024;
    /** Makes a document of 200 bytes. */
    private static final int NOTE_LENGTH = 152;

    private final Scratch scratch;
    private final int records;
    private final int keys;
    private final String note = "x".repeat(NOTE_LENGTH);
    private final Ack[] acks = new Ack[IN_FLIGHT];

    EngineWrites(Scratch scratch, int records, int keys) {
        this.scratch = scratch;
        this.records = records;
        this.keys = keys;
        for (int i = 0; i < IN_FLIGHT; i++) {
            acks[i] = new Ack();
        }
    }

    @Override
    public String name() {
        return "acknowledged write";
    }

    @Override
    public double round() throws IOException {
        Path directory = scratch.fresh("engine");
        try (Tailrace engine = Tailrace.open(EngineRows.touchedConfig(directory))) {
            Table table = engine.table("quotes");
            write(engine, table, keys, 0);
            checkLength(table);
            EngineRows.awaitTouched(engine); // as the pages of the raw queue are
            Timing timing = Timing.start(name());
            write(engine, table, records, 1);
            return (double) timing.end() / records;
        } finally {
            Scratch.remove(directory);
        }
    }

    private void write(Tailrace engine, Table table, int count, int round) {
        Field level = engine.field(Quotes.LEVEL);
        Field price = engine.field("price");
        Field text = engine.field("note");
        int key = 0;
        for (int i = 0; i < count; i++) {
            Ack ack = acks[i & (IN_FLIGHT - 1)];
            if (i >= IN_FLIGHT) {
                check(engine.await(ack));
            }
            table.upsert((long) key)
                    .put(level, i)
                    .put(price, i + round * 0.5)
                    .put(text, note)
                    .commit(ack);
            key += 7_919; // a prime: neighbours in time are no neighbours in memory
            key = key >= keys ? key % keys : key;
        }
        for (int i = 0; i < Math.min(count, IN_FLIGHT); i++) {
            check(engine.await(acks[i]));
        }
    }

    private void checkLength(Table table) {
        DocumentBuffer buffer = table.newBuffer();
        if (!table.read(0, buffer) || buffer.document().length() != Payload.LENGTH) {
            throw new IllegalStateException(
                    "documentBytes=" + buffer.document().length() + " wanted=" + Payload.LENGTH);
        }
    }

    private static void check(Ack ack) {
        if (ack.outcome() != Outcome.INSERTED && ack.outcome() != Outcome.REPLACED) {
            throw new IllegalStateException("a write was not made: " + ack);
        }
    }
}
