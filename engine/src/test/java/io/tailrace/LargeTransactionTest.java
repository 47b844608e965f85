package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.BackPressureException;
import io.tailrace.error.LimitException;
import io.tailrace.write.Ack;
import io.tailrace.write.BackPressure;
import io.tailrace.write.Outcome;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Transactions that are larger than half of the ring, up to a block of 16 MiB. */
@Timeout(120)
class LargeTransactionTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path directory;

    private TailraceConfig invoked() {
        return new TailraceConfig()
                .directory(directory.resolve("journal"))
                .threading(Threading.INVOKER)
                .clock(() -> 0);
    }

    /** Adds documents of that many bytes until there is no room; returns how many. */
    private static int fill(Table table, Transaction transaction, int bytes) {
        String text = "x".repeat(bytes);
        int added = 0;
        try {
            while (true) {
                transaction.add(table.upsert(added).put("text", text));
                added++;
            }
        } catch (LimitException e) {
            assertThat(e.limit()).isEqualTo("transactionBytes");
            assertThat(e.maximum()).isEqualTo(16 * MIB - 64);
        }
        return added;
    }

    @Test
    void shouldCarryOutTransactionsUpToABlockWithTheDefaults() {
        try (Tailrace engine = Tailrace.open(invoked())) {
            Table table = engine.table("t");
            Transaction transaction = engine.transaction();
            for (int bytes : new int[] {MIB - 200, 100_000, 100}) {
                long before = engine.lastSequence();
                int writes = fill(table, transaction, bytes);
                assertThat((long) writes * bytes).isGreaterThan(bytes == 100 ? 8L * MIB : 15L * MIB);
                Ack ack = transaction.commit();
                assertThat(ack.error()).as("writes=%d", writes).isEqualTo(io.tailrace.write.WriteError.NONE);
                assertThat(ack.sequence()).isEqualTo(before + writes);
                assertThat(transaction.size()).isZero();
                for (int i = 0; i < writes; i++) {
                    assertThat(transaction.add(table.delete(i)).size()).isEqualTo(i + 1);
                }
                assertThat(transaction.commit().outcome()).isEqualTo(Outcome.REPLACED);
            }
        }
        try (Tailrace engine = Tailrace.open(invoked())) {
            assertThat(engine.table("t").read(0, new DocumentBuffer(engine.dictionary())))
                    .isFalse();
        }
    }

    @Test
    void shouldGiveTheMemoryBackAndKeepOrderWithWritesAround() {
        try (Tailrace engine = Tailrace.open(invoked())) {
            Table table = engine.table("t");
            Transaction transaction = engine.transaction();
            Ack[] acks = {new Ack(), new Ack(), new Ack()};
            int writes = fill(table, transaction, MIB - 200);
            transaction.commit();
            for (int i = 0; i < writes; i++) {
                table.delete(i).commit();
            }
            fill(table, transaction, MIB - 200);
            System.gc(); // what the buffer left behind while it grew
            long before = direct();
            table.upsert(100).put("text", "before").commit(acks[0]);
            transaction.commit(acks[1]);
            table.upsert(100).put("text", "after").commit(acks[2]);
            while (!acks[2].isDone()) {
                engine.doWork();
            }
            assertThat(acks[1].sequence()).isGreaterThan(acks[0].sequence());
            assertThat(acks[2].sequence()).isEqualTo(acks[1].sequence() + 1);
            assertThat(table.read(
                            100,
                            (document, version) ->
                                    assertThat(document.string("text")).isEqualTo("after")))
                    .isTrue();
            // What the writer staged the changes in goes with the garbage collector, of which nobody knows when it is
            // done.
            long freed = before - direct();
            for (int attempt = 0; attempt < 1_000 && freed < 16 * MIB; attempt++) {
                System.gc();
                freed = before - direct();
            }
            assertThat(freed).as("bytes freed by the writer").isGreaterThanOrEqualTo(16 * MIB);
        }
    }

    @Test
    void shouldHaveOneUnderWayAtATimeAndKeepTheWritesOfTheOneRefused() {
        try (Tailrace engine = Tailrace.open(invoked().backPressure(BackPressure.REFUSE))) {
            Table table = engine.table("t");
            Transaction first = engine.transaction();
            Transaction second = engine.transaction();
            int writes = fill(table, first, MIB - 200);
            fill(engine.table("u"), second, MIB / 2);
            Ack ack = new Ack();
            first.commit(ack);
            assertThatThrownBy(() -> second.commit(new Ack()))
                    .isInstanceOf(BackPressureException.class)
                    .hasMessageContaining("another transaction over half of the ring is under way: halfBytes=2097152");
            while (!ack.isDone()) {
                engine.doWork();
            }
            assertThat(ack.sequence()).isEqualTo(2 + writes);
            assertThat(second.size()).isGreaterThan(30);
            assertThat(second.commit().outcome()).isEqualTo(Outcome.REPLACED);
        }
    }

    @Test
    void shouldTakeThemFromManyThreadsAmongOrdinaryWrites() throws InterruptedException {
        int threads = 3;
        int rounds = 4;
        TailraceConfig config = new TailraceConfig().directory(directory.resolve("journal"));
        try (Tailrace engine = Tailrace.open(config)) {
            AtomicInteger written = new AtomicInteger();
            List<Thread> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Table table = engine.table("t" + i);
                Thread thread = new Thread(() -> {
                    Transaction transaction = engine.transaction();
                    for (int round = 0; round < rounds; round++) {
                        table.upsert("round").put("n", round).commit();
                        String text = "x".repeat(300_000 + round);
                        for (int k = 0; k < 20; k++) {
                            transaction.add(table.upsert(k).put("text", text));
                        }
                        transaction.add(table.upsert("round").put("n", -round - 1));
                        if (transaction.commit().outcome() == Outcome.REPLACED) {
                            written.incrementAndGet();
                        }
                    }
                });
                thread.start();
                running.add(thread);
            }
            for (Thread thread : running) {
                thread.join();
            }
            assertThat(written).hasValue(threads * rounds);
            assertThat(engine.lastSequence()).isEqualTo(threads * (1 + rounds * (1 + 20 + 1)));
            for (int i = 0; i < threads; i++) {
                engine.table("t" + i)
                        .read(
                                "round",
                                (document, version) ->
                                        assertThat(document.longValue("n")).isEqualTo(-rounds));
            }
        }
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
