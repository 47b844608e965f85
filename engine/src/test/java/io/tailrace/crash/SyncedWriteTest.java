package io.tailrace.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.error.EngineException;
import io.tailrace.error.UnsyncedException;
import io.tailrace.write.Ack;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.Outcome;
import io.tailrace.write.SyncPolicy;
import io.tailrace.write.WriteError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes that are acknowledged when they are on the disk, and when the engine forces by itself. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SyncedWriteTest {
    private static final int WRITES = 2_000;

    @TempDir
    Path directory;

    private final AtomicLong time = new AtomicLong(1);
    private final List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());

    private TailraceConfig config(Threading threading) {
        return new TailraceConfig()
                .directory(directory.resolve("journal"))
                .threading(threading)
                .segmentBytes(16 << 20)
                .limits(Small.limits())
                .clock(time::get)
                .errorHandler(errors::add);
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldAnswerWhenTheWriteIsOnTheDisk(Threading threading) {
        TailraceConfig synced = config(threading).acknowledgement(Acknowledgement.SYNCED);
        try (Tailrace engine = Tailrace.open(synced)) {
            Table table = engine.table("t");
            assertThat(engine.syncedSequence()).isEqualTo(1);
            for (int i = 0; i < 20; i++) {
                Ack ack = table.upsert(i % 7).put("n", i / 7).commit();
                assertThat(ack.outcome()).isIn(Outcome.INSERTED, Outcome.REPLACED);
                assertThat(engine.syncedSequence()).isGreaterThanOrEqualTo(ack.sequence());
            }
            // A transaction, a write that changes nothing, one that is refused, and a change computed by a function.
            Ack ack = engine.transaction()
                    .add(table.upsert("x").put("n", 1))
                    .add(table.upsert("y").put("n", 1))
                    .commit();
            assertThat(engine.syncedSequence()).isGreaterThanOrEqualTo(ack.sequence());
            assertThat(table.upsert("x").put("n", 1).commit().outcome()).isEqualTo(Outcome.UNCHANGED);
            assertThat(table.insert().put("id", "x").put("n", 2).commit().error())
                    .isEqualTo(WriteError.DUPLICATE_KEY);
            ack = table.compute("x", (before, after) -> {
                after.put("n", 3);
                return true;
            });
            assertThat(engine.syncedSequence()).isGreaterThanOrEqualTo(ack.sequence());
        }
        assertThat(errors).isEmpty();
    }

    @Test
    void shouldForceOnceForAllThatWaitAndHoldUpNobodyElse() throws Exception {
        try (Tailrace engine = Tailrace.open(config(Threading.DEDICATED))) {
            Table table = engine.table("t");
            DiskGate gate = DiskGate.before(engine);
            gate.hold();
            Ack first = new Ack();
            table.upsert("first").put("n", 0).commit(first, Acknowledgement.SYNCED);
            gate.awaitForce();
            List<Ack> acks = new ArrayList<>();
            for (int i = 0; i < WRITES; i++) {
                Ack ack = new Ack();
                table.upsert(i).put("n", i).commit(ack, Acknowledgement.SYNCED);
                acks.add(ack);
            }
            Ack journaled = table.upsert("journaled").put("n", 1).commit();
            assertThat(journaled.outcome()).isEqualTo(Outcome.INSERTED);
            assertThat(engine.syncedSequence()).isLessThan(journaled.sequence() - WRITES);
            assertThat(first.isDone()).isFalse();
            assertThat(acks).allMatch(Ack::isPending);
            assertThat(table.exists("first")).isTrue();
            int before = gate.rounds();
            gate.letGo();
            for (Ack ack : acks) {
                assertThat(engine.await(ack).outcome()).isEqualTo(Outcome.INSERTED);
            }
            assertThat(gate.rounds() - before).isBetween(1, 3);
            assertThat(engine.syncedSequence())
                    .isGreaterThanOrEqualTo(acks.get(WRITES - 1).sequence());
        }
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldSayThatNobodyKnowsWhenTheDeviceFails(Threading threading) throws Exception {
        Tailrace engine = Tailrace.open(config(threading));
        Table table = engine.table("t");
        long journaled = table.upsert("a").put("n", 1).commit().sequence();
        DiskGate.before(engine).fail();
        Ack ack = new Ack();
        table.upsert("b").put("n", 2).commit(ack, Acknowledgement.SYNCED);
        assertThatThrownBy(() -> engine.await(ack))
                .isInstanceOf(UnsyncedException.class)
                .hasMessageContaining("sequence=" + (journaled + 1))
                .hasMessageContaining("not known");
        assertThat(ack.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(ack.error()).isEqualTo(WriteError.NOT_SYNCED);
        assertThat(ack.sequence()).isEqualTo(journaled + 1);
        assertThatThrownBy(ack::orThrow).isInstanceOf(UnsyncedException.class);
        assertThat(engine.isFailed()).isTrue();
        assertThat(errors).hasSize(1);
        assertThatThrownBy(engine::close).isInstanceOf(io.tailrace.error.JournalException.class);
        try (Tailrace again = Tailrace.open(config(threading))) {
            assertThat(again.lastSequence()).isEqualTo(journaled + 1);
        }
    }

    @Test
    void shouldAnswerWhatWaitsForTheDeviceBeforeItIsClosed() throws Exception {
        Tailrace engine = Tailrace.open(config(Threading.DEDICATED));
        Table table = engine.table("t");
        DiskGate gate = DiskGate.before(engine);
        gate.hold();
        Ack ack = new Ack();
        table.upsert("a").put("n", 1).commit(ack, Acknowledgement.SYNCED);
        gate.awaitForce();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(engine::close);
        assertThat(ack.isPending()).isTrue();
        gate.letGo();
        closing.get(20, TimeUnit.SECONDS);
        assertThat(ack.outcome()).isEqualTo(Outcome.INSERTED);
    }

    @Test
    void shouldForceByTheClockWhatWasCommittedMeanwhile() throws Exception {
        TailraceConfig config = config(Threading.INVOKER).syncPolicy(SyncPolicy.every(Duration.ofMillis(10)));
        try (Tailrace engine = Tailrace.open(config)) {
            Table table = engine.table("t");
            DiskGate gate = DiskGate.before(engine);
            long sequence = table.upsert("a").put("n", 1).commit().sequence();
            time.addAndGet(9_000_000);
            engine.doWork();
            assertThat(engine.syncedSequence()).isLessThan(sequence);
            time.addAndGet(1_000_000);
            engine.doWork();
            assertThat(engine.syncedSequence()).isEqualTo(sequence);
            time.addAndGet(10_000_000);
            engine.doWork();
            assertThat(gate.rounds()).as("nothing new").isEqualTo(1);
        }
    }

    @Test
    void shouldForceAnAdvanceOfTimeAsAnyBlock() throws Exception {
        TailraceConfig config = config(Threading.INVOKER).syncPolicy(SyncPolicy.every(Duration.ofMillis(10)));
        try (Tailrace engine = Tailrace.open(config)) {
            DiskGate gate = DiskGate.before(engine);
            engine.advanceTime(time.get() + 1);
            time.addAndGet(10_000_000);
            engine.doWork();
            assertThat(gate.rounds()).as("by the clock").isEqualTo(1);
        }
        config = config(Threading.INVOKER).syncPolicy(SyncPolicy.everyBlock());
        try (Tailrace engine = Tailrace.open(config)) {
            DiskGate gate = DiskGate.before(engine);
            engine.advanceTime(time.get() + 20_000_000);
            engine.doWork();
            assertThat(gate.rounds()).as("every block").isEqualTo(1);
        }
    }

    @Test
    void shouldForceEveryBlock() {
        try (Tailrace engine = Tailrace.open(config(Threading.INVOKER).syncPolicy(SyncPolicy.everyBlock()))) {
            Table table = engine.table("t");
            for (int i = 0; i < 10; i++) {
                long sequence = table.upsert(i).put("n", i).commit().sequence();
                engine.doWork();
                assertThat(engine.syncedSequence()).isEqualTo(sequence);
            }
        }
    }

    @Test
    void shouldRefuseToSyncInMemory() {
        TailraceConfig config = new TailraceConfig().inMemory();
        try (Tailrace engine = Tailrace.open(config)) {
            Table table = engine.table("t");
            long last = engine.lastSequence();
            assertThatThrownBy(() -> table.upsert("a").put("n", 1).commit(Acknowledgement.SYNCED))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("SYNCED");
            assertThatThrownBy(() -> engine.transaction()
                            .add(table.upsert("a").put("n", 1))
                            .commit(Acknowledgement.SYNCED))
                    .isInstanceOf(EngineException.class);
            assertThat(engine.lastSequence()).isEqualTo(last);
        }
        assertThatThrownBy(() -> Tailrace.open(config.acknowledgement(Acknowledgement.SYNCED)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("acknowledgement=SYNCED");
        assertThatThrownBy(() -> Tailrace.open(new TailraceConfig().inMemory().syncPolicy(SyncPolicy.everyBlock())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("every block");
        assertThatThrownBy(() -> SyncPolicy.every(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
