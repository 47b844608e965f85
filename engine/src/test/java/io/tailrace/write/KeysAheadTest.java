package io.tailrace.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.KeyEncoder;
import io.tailrace.index.IndexMemory;
import io.tailrace.index.IndexWalk;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalConfig;
import io.tailrace.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that are taken together come to the same as messages that are taken one at a time. */
@Timeout(60)
class KeysAheadTest {
    private static final long HASH_SEED = 1;
    private static final int ROUNDS = 2_000;
    private static final int TABLES = 3;
    private static final Operation[] OPERATIONS = {
        Operation.INSERT,
        Operation.UPSERT,
        Operation.UPSERT,
        Operation.MERGE,
        Operation.UPDATE,
        Operation.REPLACE,
        Operation.DELETE,
        Operation.UPDATE_EXISTING,
        Operation.ADVANCE_TIME
    };

    private final DocumentLimits limits = new DocumentLimits().documentBytes(4 * 1024);
    private final KeyEncoder keys = new KeyEncoder(limits);
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[KeyEncoder.MAX_ENCODED_BYTES]);
    private final List<Throwable> errors = new ArrayList<>();

    /** A ring, its writer and what it writes to. */
    private final class Side {
        private final WriteSettings settings =
                new WriteSettings(64, 256, 24, 8 * 1024, BackPressure.REFUSE, 1, 0, Long.MAX_VALUE);
        private final EngineState state = new EngineState();
        private final Journal journal = Journal.inMemory(
                new JournalConfig().largestBlockBytes(16 * 1024).limits(limits));
        private final Ring ring = new Ring(settings, state, new NoWaiting(), () -> 0, HASH_SEED);
        private final LiveTables tables = new LiveTables(new IndexMemory(), HASH_SEED);
        private final Writer writer = new Writer(
                ring,
                new Forcing(journal, ring, state, SyncPolicy.onDemand(), () -> 0, errors::add),
                new Sleepers(),
                journal,
                tables,
                settings,
                () -> 0,
                errors::add);
        private final DocumentWriter document = new DocumentWriter(journal.dictionary(), limits);

        private Ack send(Operation operation, int table, long id, long value, int length) {
            document.reset().put("id", id).put("value", value).put("text", "x".repeat(length));
            int bytes = document.finish();
            Ack ack = new Ack();
            boolean bare = operation == Operation.DELETE || operation == Operation.ADVANCE_TIME;
            ring.send(
                    operation,
                    table,
                    operation == Operation.ADVANCE_TIME ? value : Ring.NO_TIME,
                    Ring.ANY_VERSION,
                    key,
                    keys.encode(id, key, 0),
                    bare ? null : document.buffer(),
                    bare ? 0 : document.offset(),
                    bytes,
                    ack,
                    false);
            return ack;
        }

        private Ack define(Operation operation, int table) {
            Ack ack = new Ack();
            UnsafeBuffer id = new UnsafeBuffer("id".getBytes(StandardCharsets.US_ASCII));
            int length = key.putStringWithoutLengthUtf8(0, "t" + table);
            ring.send(operation, table, Ring.NO_TIME, 0, key, length, id, 0, 2, ack, false);
            return ack;
        }

        private void work() {
            while (writer.doWork() > 0) {
                Thread.onSpinWait();
            }
        }

        private TreeMap<String, Long> content() {
            TreeMap<String, Long> content = new TreeMap<>();
            for (LiveTable table : tables.all()) {
                IndexWalk walk = table.index().walk();
                while (walk.next()) {
                    byte[] bytes = new byte[walk.entry().keyLength()];
                    walk.entry().buffer().getBytes(walk.entry().keyOffset(), bytes);
                    String name = table.name() + java.util.HexFormat.of().formatHex(bytes);
                    content.put(name, walk.entry().sequence());
                }
            }
            return content;
        }
    }

    @Test
    void shouldComeToTheSameAsOneAtATime() {
        Random random = Seeds.random(KeysAheadTest.class);
        Side together = new Side();
        Side apart = new Side();
        for (int table = 0; table < TABLES; table++) {
            together.define(Operation.CREATE_TABLE, table);
            apart.define(Operation.CREATE_TABLE, table);
        }
        together.work();
        apart.work();
        int tables = TABLES;
        boolean someDropped = false;
        for (int round = 0; round < ROUNDS; round++) {
            if (someDropped) {
                together.define(Operation.CREATE_TABLE, tables);
                together.work();
                apart.define(Operation.CREATE_TABLE, tables++);
                apart.work();
                someDropped = false;
            }
            int count = random.nextInt(20);
            List<Ack> acks = new ArrayList<>();
            List<Ack> expected = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                if (random.nextInt(500) == 0) {
                    int dropped = random.nextInt(tables);
                    acks.add(together.define(Operation.DROP_TABLE, dropped));
                    expected.add(apart.define(Operation.DROP_TABLE, dropped));
                    someDropped = true;
                }
                Operation operation = OPERATIONS[random.nextInt(OPERATIONS.length)];
                int table = Math.max(0, tables - 1 - random.nextInt(TABLES));
                long id = random.nextInt(round % 2 == 0 ? 8 : 2_000);
                long value = random.nextInt(3);
                int length = random.nextInt(10) == 0 ? random.nextInt(600) : 20;
                acks.add(together.send(operation, table, id, value, length));
                expected.add(apart.send(operation, table, id, value, length));
                apart.work();
            }
            together.work();
            assertThat(acks).extracting(Ack::toString).isEqualTo(texts(expected));
        }
        assertThat(errors).isEmpty();
        assertThat(together.content()).hasSizeGreaterThan(100).isEqualTo(apart.content());
        assertThat(together.journal.lastSequence()).isEqualTo(apart.journal.lastSequence());
    }

    private static List<String> texts(List<Ack> acks) {
        List<String> texts = new ArrayList<>();
        acks.forEach(ack -> texts.add(ack.toString()));
        return texts;
    }
}
