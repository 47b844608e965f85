package io.tailrace.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.KeyEncoder;
import io.tailrace.index.EntryScan;
import io.tailrace.index.Index;
import io.tailrace.index.IndexEntry;
import io.tailrace.index.IndexMemory;
import io.tailrace.index.IndexWalk;
import io.tailrace.index.ReadCopy;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalAppender;
import io.tailrace.journal.JournalConfig;
import io.tailrace.journal.JournalReader;
import io.tailrace.testing.Seeds;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TransactionSpaceTest {
    private static final int KEYS = 100;
    private static final long HASH_SEED = 1;

    private final UnsafeBuffer arena = new UnsafeBuffer(new byte[1 << 20]);
    private final DocumentLimits limits = new DocumentLimits();
    private final Journal journal = Journal.inMemory(new JournalConfig());
    private final JournalAppender appender = journal.appender();
    private final LiveTables tables = new LiveTables(new IndexMemory(12 << 20), HASH_SEED);
    private final Ring ring = new Ring(
            new WriteSettings(8, 512, 256, 64 * 1024, BackPressure.BLOCK, 1, 0, 0),
            new EngineState(),
            new NoWaiting(),
            () -> 0,
            HASH_SEED);
    private final ChangeApplier applier = new ChangeApplier(
            arena,
            journal,
            tables,
            new KeysAhead(ring, tables),
            new ChangeClock(() -> 0, error -> {}, 0, 0, Long.MIN_VALUE));
    private final DocumentWriter writer = new DocumentWriter(journal.dictionary(), limits);
    private final KeyEncoder keys = new KeyEncoder(limits);
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[KeyEncoder.MAX_ENCODED_BYTES]);
    private final Batch batch = new Batch(HASH_SEED);
    private final long seed = Seeds.fresh(TransactionSpaceTest.class);
    private final Random random = new Random(seed);
    private long stamp;

    /** What is stored: key to length of the text. */
    private final Map<Long, Integer> model = new HashMap<>();

    private void apply() {
        arena.putLong(MessageDescriptor.TIME_OFFSET, Ring.NO_TIME);
        arena.putInt(MessageDescriptor.KEY_LENGTH_OFFSET, 0);
        arena.putInt(MessageDescriptor.DOCUMENT_LENGTH_OFFSET, batch.length());
        arena.putBytes(MessageDescriptor.documentOffset(0), batch.buffer(), 0, batch.length());
        applier.apply(Operation.TRANSACTION, 0);
        batch.clear();
    }

    private void put(long id, int length) {
        writer.reset().put("id", id).put("stamp", stamp).put("text", "x".repeat(length));
        writer.beginArray("tags");
        for (int i = 0; i < length; i++) {
            writer.add(random.nextLong());
        }
        writer.end();
        int bytes = writer.finish();
        batch.add(
                Operation.UPSERT,
                0,
                Ring.ANY_VERSION,
                key,
                keys.encode(id, key, 0),
                writer.buffer(),
                writer.offset(),
                bytes);
    }

    private void delete(long id) {
        batch.add(Operation.DELETE, 0, Ring.ANY_VERSION, key, keys.encode(id, key, 0), null, 0, 0);
    }

    private Map<Long, Integer> stored() {
        Map<Long, Integer> found = new HashMap<>();
        IndexWalk walk = tables.byId(0).index().walk();
        Document document = new Document(journal.dictionary());
        while (walk.next()) {
            IndexEntry entry = walk.entry();
            document.wrap(entry.buffer(), entry.docOffset(), entry.docLength());
            found.put(document.longValue("id"), document.string("text").length());
        }
        return found;
    }

    /** Some keys that are not stored as they should be. */
    private String difference(Map<Long, Integer> found) {
        StringBuilder text = new StringBuilder();
        for (long id = 0; id < KEYS && text.length() < 500; id++) {
            if (!java.util.Objects.equals(found.get(id), model.get(id))) {
                text.append(id + " is " + found.get(id) + " not " + model.get(id) + "; ");
            }
        }
        return text.toString();
    }

    @Test
    void shouldRefuseWholeWhatDoesNotFindSpaceInTheIndexes() {
        appender.open(0);
        appender.table(0, "t", "id");
        appender.tableCreated(0, 0);
        appender.commit();
        tables.add(0, "t", "id");
        Index index = tables.byId(0).index();
        index.entries();
        LiveIndex tags = new LiveIndex(0, "tags", "row.tags", true, journal.dictionary());
        tables.byId(0).addIndex(tags);
        while (index.work(1_000)) {
            assertThat(appender.isOpen()).isFalse();
        }
        Set<Long> refusedStamps = new HashSet<>();
        Reading reading = new Reading(index);
        reading.start();
        int refused = 0;
        int changes = 0;
        for (int i = 0; i < 1_000; i++) {
            Map<Long, Integer> next = new HashMap<>(model);
            stamp++;
            for (int write = 0; write < 8; write++) {
                long id = random.nextInt(KEYS);
                if (random.nextInt(2) == 0) {
                    delete(id);
                    next.remove(id);
                } else {
                    int length = random.nextInt(random.nextInt(4) == 0 ? 8_000 : 100);
                    put(id, length);
                    next.put(id, length);
                }
            }
            long before = journal.lastSequence();
            apply();
            assertThat(appender.isOpen()).isFalse();
            if (applier.error() == WriteError.NONE) {
                model.clear();
                model.putAll(next);
                changes++;
            } else {
                assertThat(applier.error()).isEqualTo(WriteError.NO_SPACE);
                assertThat(journal.lastSequence()).isEqualTo(before);
                assertThat(applier.appliedSequence()).isEqualTo(before);
                refusedStamps.add(stamp);
                refused++;
                if (refused % 20 == 1) {
                    assertThat(difference(stored())).isEmpty();
                }
            }
        }
        System.out.println("refused=" + refused + " carried out=" + changes);
        assertThat(refused).isPositive();
        assertThat(changes).isPositive();
        reading.end();
        assertThat(reading.seen).as("documents that were read").isNotEmpty();
        reading.seen.retainAll(refusedStamps);
        assertThat(reading.seen)
                .as("values of refused transactions that were read")
                .isEmpty();
        assertThat(scanned(index.entries())).as("entries by key").isEqualTo(model.size());
        assertThat(scanned(tags.entries().scan()))
                .as("entries by tag")
                .isEqualTo(model.values().stream().mapToInt(Integer::intValue).sum());
        assertThat(difference(stored())).isEmpty();
        assertThat(difference(replayed())).isEmpty();
    }

    private Map<Long, Integer> replayed() {
        Map<Long, Integer> found = new HashMap<>();
        Document document = new Document(journal.dictionary());
        try (JournalReader reader = journal.reader(2)) {
            while (reader.next()) {
                if (reader.hasNew()) {
                    document.wrap(reader.block(), reader.newOffset(), reader.newLength());
                    found.put(document.longValue("id"), document.string("text").length());
                } else {
                    document.wrap(reader.oldBuffer(), reader.oldOffset(), reader.oldLength());
                    found.remove(document.longValue("id"));
                }
            }
        }
        return found;
    }

    private static int scanned(EntryScan scan) {
        assertThat(scan.ready()).isTrue();
        scan.all();
        int entries = 0;
        while (scan.next()) {
            entries++;
        }
        return entries;
    }

    /** Reads documents all the time and keeps what they are stamped with. */
    private final class Reading extends Thread {
        private final Set<Long> seen = new HashSet<>();
        private final Index index;
        private volatile boolean ended;

        Reading(Index index) {
            this.index = index;
        }

        @Override
        public void run() {
            Document document = new Document(journal.dictionary());
            KeyEncoder encoder = new KeyEncoder(limits);
            UnsafeBuffer sought = new UnsafeBuffer(new byte[KeyEncoder.MAX_ENCODED_BYTES]);
            ReadCopy copy = new ReadCopy();
            for (long id = 0; !ended; id = (id + 1) % KEYS) {
                int length = index.read(sought, 0, encoder.encode(id, sought, 0), copy);
                if (length != Index.NOT_FOUND) {
                    document.wrap(copy.buffer(), 0, length);
                    seen.add(document.longValue("stamp"));
                }
            }
        }

        void end() {
            ended = true;
            try {
                join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
