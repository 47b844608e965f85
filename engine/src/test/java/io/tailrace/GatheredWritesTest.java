package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.DocumentLimits;
import io.tailrace.testing.Seeds;
import io.tailrace.write.Ack;
import io.tailrace.write.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Producers hand in many writes of one to several slots at a time, beside each other and a writer that runs. */
@Timeout(120)
class GatheredWritesTest {
    private static final int PRODUCERS = 3;
    private static final int ROUNDS = 400;
    private static final int KEYS = 50;

    /** Half of the ring holds as many. */
    private static final int MOST = 40;

    private final long seed = Seeds.fresh(GatheredWritesTest.class);

    @Test
    void shouldCarryOutAllOfThemInTheOrderOfTheirProducer() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS);
        try (Tailrace engine = Tailrace.open(new TailraceConfig()
                .inMemory()
                .ringSlots(256)
                .slotBytes(128)
                .limits(new DocumentLimits().documentBytes(8 * 1_024)))) {
            Table table = engine.table("t");
            List<Future<Long>> counts = new ArrayList<>();
            for (int producer = 0; producer < PRODUCERS; producer++) {
                int number = producer;
                counts.add(threads.submit(() -> produce(engine, table, number)));
            }
            long changes = 1; // the table itself
            for (Future<Long> count : counts) {
                changes += count.get();
            }
            assertThat(engine.lastSequence()).isEqualTo(changes);
        } finally {
            threads.shutdownNow();
        }
    }

    private long produce(Tailrace engine, Table table, int producer) {
        Random random = new Random(seed + producer);
        PreparedWrite write = table.prepare("n", "text");
        Ack[] acks = new Ack[KEYS];
        int[] lengths = new int[KEYS];
        long written = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int from = random.nextInt(KEYS);
            int count = 1 + random.nextInt(KEYS - from);
            for (int i = from; i < from + count && write.gathered() < MOST; i++) {
                lengths[i] = random.nextInt(random.nextInt(8) == 0 ? 900 : 20);
                acks[i] = new Ack();
                write.key("p" + producer + " " + i)
                        .put(0, written++)
                        .put(1, "x".repeat(lengths[i]))
                        .gather(acks[i]);
            }
            write.commitAll();
            long before = 0;
            for (int i = from; i < from + count && acks[i] != null; i++) {
                Outcome outcome = engine.await(acks[i]).orThrow().outcome();
                assertThat(outcome).isIn(Outcome.INSERTED, Outcome.REPLACED);
                if (round == ROUNDS - 1 || random.nextInt(100) == 0) {
                    int length = lengths[i];
                    int stored = table.<Integer>read(
                            "p" + producer + " " + i,
                            read -> read.string("text").length());
                    assertThat(stored).isEqualTo(length);
                }
                assertThat(acks[i].sequence()).isGreaterThan(before);
                before = acks[i].sequence();
                acks[i] = null;
            }
        }
        return written;
    }
}
