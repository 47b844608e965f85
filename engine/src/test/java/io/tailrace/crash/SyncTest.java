package io.tailrace.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.error.EngineException;
import io.tailrace.error.EngineFailedException;
import io.tailrace.error.FeedException;
import io.tailrace.error.JournalException;
import io.tailrace.feed.FeedGroup;
import io.tailrace.feed.FeedRun;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who waits for the device, on which thread, and what an interrupt or an error of the device ends. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SyncTest {
    /** More than fill several segments. */
    private static final int MOST_WRITES = 200_000;

    @TempDir
    Path directory;

    private final List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());

    private Tailrace open(Threading threading) {
        return Tailrace.open(new TailraceConfig()
                .directory(directory.resolve("journal"))
                .threading(threading)
                .segmentBytes(16 << 20)
                .limits(Small.limits())
                .errorHandler(errors::add));
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldEndOnlyTheWaitOfAnInterruptedCaller(Threading threading) {
        try (Tailrace engine = open(threading)) {
            Table table = engine.table("t");
            long sequence = table.upsert("a").put("n", 1).commit().sequence();
            Thread.currentThread().interrupt();
            if (threading == Threading.INVOKER) {
                engine.sync();
            } else {
                assertThatThrownBy(engine::sync)
                        .isExactlyInstanceOf(EngineException.class)
                        .hasMessageContaining("the force goes on")
                        .hasMessageContaining("lastSequence=" + sequence);
            }
            assertThat(Thread.interrupted()).isTrue();
            assertThat(engine.isFailed()).isFalse();
            long next = table.upsert("b").put("n", 2).commit().sequence();
            engine.sync();
            assertThat(engine.syncedSequence()).isEqualTo(next);
        }
        assertThat(errors).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Threading.class,
            names = {"DEDICATED", "SHARED"})
    void shouldForceOnAThreadOfItsOwnAndGoOnWhenWhoWaitsIsInterrupted(Threading threading) throws Exception {
        try (Tailrace engine = open(threading)) {
            Table table = engine.table("t");
            DiskGate gate = DiskGate.before(engine);
            long sequence = table.upsert("a").put("n", 1).commit().sequence();
            gate.hold();
            CompletableFuture<Throwable> ended = new CompletableFuture<>();
            Thread waiting = new Thread(() -> {
                try {
                    engine.sync();
                    ended.complete(null);
                } catch (Throwable e) {
                    ended.complete(e);
                }
            });
            waiting.start();
            gate.awaitForce();
            assertThat(gate.thread().getName()).isEqualTo("tailrace-forcing");
            // The writer does not wait for the device.
            assertThat(table.upsert("b").put("n", 2).commit().outcome()).isEqualTo(Outcome.INSERTED);
            assertThat(engine.syncedSequence()).isLessThan(sequence);
            waiting.interrupt();
            assertThat(ended.get(20, TimeUnit.SECONDS)).isExactlyInstanceOf(EngineException.class);
            gate.letGo();
            while (engine.syncedSequence() < sequence) {
                Thread.onSpinWait();
            }
            engine.sync();
            assertThat(engine.syncedSequence()).isEqualTo(engine.lastSequence());
        }
        assertThat(errors).isEmpty();
    }

    /** Nobody asks for a force here: the one that is met is that of a full segment, before its seal. */
    @ParameterizedTest
    @EnumSource(
            value = Threading.class,
            names = {"DEDICATED", "SHARED"})
    void shouldSealOnTheThreadThatForcesWhileTheWriterGoesOn(Threading threading) throws Exception {
        try (Tailrace engine = open(threading)) {
            Table table = engine.table("t");
            DiskGate gate = DiskGate.before(engine);
            gate.hold();
            String text = "x".repeat(900);
            for (int i = 0; gate.thread() == null && i < MOST_WRITES; i++) {
                table.upsert(i % 100).put("n", i).put("text", text).commit(Acknowledgement.RECEIVED);
            }
            gate.awaitForce();
            assertThat(gate.thread().getName()).isEqualTo("tailrace-forcing");
            assertThat(table.upsert("b").put("n", 2).commit().outcome()).isEqualTo(Outcome.INSERTED);
            assertThat(engine.syncedSequence()).isLessThan(engine.lastSequence());
            gate.letGo();
        }
        assertThat(errors).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldCloseThoughTheCallerIsInterruptedMeanwhile(Threading threading) throws Exception {
        Tailrace engine = open(threading);
        Table table = engine.table("t");
        for (int i = 0; i < 100; i++) {
            table.upsert(i).put("n", i).commit(Acknowledgement.RECEIVED);
        }
        DiskGate gate = DiskGate.before(engine);
        gate.hold();
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        Thread closing = new Thread(() -> {
            try {
                engine.close();
                closed.complete(Thread.currentThread().isInterrupted());
            } catch (Throwable e) {
                closed.completeExceptionally(e);
            }
        });
        closing.start();
        gate.awaitForce();
        closing.interrupt();
        gate.letGo();
        assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(errors).isEmpty();
        try (Tailrace again = open(threading)) {
            assertThat(again.lastSequence()).isEqualTo(101);
            assertThat(again.recovery().cutBytes()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldFailForGoodWhenTheDeviceRefuses(Threading threading) throws Exception {
        Tailrace engine = open(threading);
        Table table = engine.table("t");
        table.upsert("a").put("n", 1).commit();
        DiskGate.before(engine).fail();
        assertThatThrownBy(engine::sync)
                .isInstanceOf(EngineFailedException.class)
                .hasCauseInstanceOf(JournalException.class);
        assertThatThrownBy(engine::sync).isInstanceOf(EngineFailedException.class);
        assertThatThrownBy(() -> table.upsert("b").put("n", 2).commit()).isInstanceOf(EngineFailedException.class);
        assertThat(errors).hasSize(1);
        assertThatThrownBy(engine::close).isInstanceOf(JournalException.class);
        try (Tailrace again = open(threading)) {
            assertThat(again.existingTable("t").exists("a")).isTrue();
            assertThat(again.existingTable("t").exists("b")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldEndRunsAndGroupsByTheErrorWhenTheDeviceRefuses(Threading threading) throws Exception {
        Tailrace engine = open(threading);
        Table table = engine.table("t");
        FeedRun run = engine.run(table.changes(), change -> {});
        FeedRun alone = engine.runDedicated("alone", table.changes(), change -> {});
        FeedGroup group = engine.group();
        FeedRun grouped = group.add(table.changes(), change -> {});
        FeedRun paused = group.add(table.changes(), change -> {});
        paused.pause();
        table.upsert("a").put("n", 1).commit();
        DiskGate.before(engine).fail();
        assertThatThrownBy(engine::sync).isInstanceOf(EngineFailedException.class);
        for (FeedRun each : List.of(run, alone, grouped, paused)) {
            while (each.isRunning()) {
                group.poll(10);
                engine.doWork();
            }
            assertThat(each.failure().reason()).isEqualTo(FeedException.Reason.ENGINE);
            assertThat(each.failure()).hasCauseInstanceOf(EngineFailedException.class);
        }
        assertThatThrownBy(engine::close).isInstanceOf(JournalException.class);
    }

    @Test
    void shouldHaveNothingToForceInMemory() {
        try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory())) {
            engine.table("t").upsert("a").commit();
            engine.sync();
            assertThat(engine.syncedSequence()).isZero();
        }
    }
}
