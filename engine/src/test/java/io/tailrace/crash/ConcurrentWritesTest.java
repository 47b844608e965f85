package io.tailrace.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.write.Ack;
import io.tailrace.write.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many producers on one engine: one total order that keeps the order of each of them. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConcurrentWritesTest {
    private static final int PRODUCERS = 4;
    private static final int WRITES = 5_000;
    private static final int KEYS = 97;
    private static final int IN_FLIGHT = 32;

    @TempDir
    Path directory;

    /** What one producer was told: the sequence of each of its writes, 0 for those that changed nothing. */
    private record Told(long[] sequences, int errors) {}

    @Test
    void shouldOrderTheWritesOfManyProducersWithDedicatedThreads() throws Exception {
        run(new TailraceConfig().directory(directory.resolve("dedicated")).threading(Threading.DEDICATED));
    }

    @Test
    void shouldOrderTheWritesOfManyProducersWithOneThread() throws Exception {
        run(new TailraceConfig().directory(directory.resolve("shared")).threading(Threading.SHARED));
    }

    @Test
    void shouldOrderTheWritesOfManyProducersThatRunTheEngineThemselves() throws Exception {
        run(new TailraceConfig().inMemory().threading(Threading.INVOKER));
    }

    private void run(TailraceConfig config) throws Exception {
        long seed = System.nanoTime();
        System.out.println("ConcurrentWritesTest seed=" + seed);
        ExecutorService executor = Executors.newFixedThreadPool(PRODUCERS);
        config.ringSlots(256).slotBytes(64).limits(Small.limits());
        try (Tailrace engine = Tailrace.open(config)) {
            Table table = engine.table("t");
            List<Future<Told>> producers = new ArrayList<>();
            for (int i = 0; i < PRODUCERS; i++) {
                int producer = i;
                producers.add(executor.submit(() -> produce(engine, table, producer, new Random(seed + producer))));
            }
            List<Told> told = new ArrayList<>();
            for (Future<Told> producer : producers) {
                told.add(producer.get(60, TimeUnit.SECONDS));
            }
            check(engine, table, told);
        } finally {
            executor.shutdownNow();
        }
    }

    private static Told produce(Tailrace engine, Table table, int producer, Random random) {
        Ack[] acks = new Ack[IN_FLIGHT];
        long[] sequences = new long[WRITES];
        int[] errors = {0};
        for (int i = 0; i < IN_FLIGHT; i++) {
            acks[i] = new Ack();
        }
        for (int n = 0; n < WRITES + IN_FLIGHT; n++) {
            Ack ack = acks[n % IN_FLIGHT];
            if (n >= IN_FLIGHT) {
                note(engine.await(ack), n - IN_FLIGHT, sequences, errors);
            }
            if (n < WRITES) {
                write(table, producer, n, random, ack);
            }
        }
        return new Told(sequences, errors[0]);
    }

    private static void write(Table table, int producer, int n, Random random, Ack ack) {
        int key = random.nextInt(KEYS);
        switch (random.nextInt(8)) {
            case 0 -> table.delete(key).commit(ack);
            case 1 -> table.update(key).put("producer", producer).put("n", n).commit(ack);
            case 2 ->
                table.insert()
                        .put("id", key)
                        .put("producer", producer)
                        .put("n", n)
                        .commit(ack);
            default ->
                table.upsert(key)
                        .put("producer", producer)
                        .put("n", n)
                        .put("text", "x".repeat(random.nextInt(300)))
                        .commit(ack);
        }
    }

    private static void note(Ack ack, int n, long[] sequences, int[] errors) {
        switch (ack.outcome()) {
            case INSERTED, REPLACED, DELETED -> sequences[n] = ack.sequence();
            case SKIPPED -> assertThat(ack.sequence()).isPositive();
            default -> {
                assertThat(ack.outcome()).isEqualTo(Outcome.ERROR);
                errors[0]++;
            }
        }
    }

    private static void check(Tailrace engine, Table table, List<Told> told) {
        Map<Long, Map<String, Object>> fold = new HashMap<>();
        long[] changes = new long[(int) engine.lastSequence() + 1];
        long[] expected = {2};
        int[] next = new int[PRODUCERS];
        try (Feed feed = table.changes(ChangesOptions.squash(false).fromStart())) {
            long last = engine.lastSequence();
            while (feed.position() < last) {
                feed.poll(
                        change -> {
                            assertThat(change.sequence()).isEqualTo(expected[0]++);
                            long key = (change.newVal() == null ? change.oldVal() : change.newVal()).longValue("id");
                            assertThat(
                                            change.oldVal() == null
                                                    ? null
                                                    : change.oldVal().toMap())
                                    .isEqualTo(fold.get(key));
                            if (change.newVal() == null) {
                                fold.remove(key);
                                changes[(int) change.sequence()] = -1;
                            } else {
                                fold.put(key, change.newVal().toMap());
                                changes[(int) change.sequence()] =
                                        1 + change.newVal().longValue("producer");
                                int producer = (int) change.newVal().longValue("producer");
                                int n = (int) change.newVal().longValue("n");
                                assertThat(n).isGreaterThanOrEqualTo(next[producer]);
                                assertThat(told.get(producer).sequences()[n]).isEqualTo(change.sequence());
                                next[producer] = n + 1;
                            }
                        },
                        512);
            }
            assertThat(expected[0]).isEqualTo(last + 1);
        }
        checkTold(told, changes);
        Map<Long, Map<String, Object>> documents = new HashMap<>();
        table.scan((document, version) -> documents.put(document.longValue("id"), document.toMap()));
        assertThat(documents).isEqualTo(fold);
        assertThat(table.count()).isEqualTo(fold.size());
    }

    /** Every change belongs to one write, and the writes of a producer come in its order. */
    private static void checkTold(List<Told> told, long[] changes) {
        int count = 0;
        for (Told one : told) {
            long before = 0;
            for (long sequence : one.sequences()) {
                if (sequence > 0) {
                    assertThat(sequence).isGreaterThan(before);
                    assertThat(changes[(int) sequence]).isNotZero();
                    before = sequence;
                    count++;
                }
            }
        }
        assertThat(count).isEqualTo(changes.length - 2);
    }
}
