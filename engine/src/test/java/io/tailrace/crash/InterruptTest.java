package io.tailrace.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.error.EngineException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.WriteError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An interrupt concerns the thread that has it: no file is closed by it, no write is lost, and it is not swallowed. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptTest {
    private static final int WRITES = 20_000;
    private static final int WRITES_A_ROUND = 5_000;
    /** At least, and until so many interrupts came, however few a machine manages in a round. */
    private static final int ROUNDS = 3;

    private static final int INTERRUPTS = 1_000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldOpenWriteRollReadAndCloseOnAnInterruptedThread(Threading threading) {
        List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
        TailraceConfig config = new TailraceConfig()
                .directory(directory.resolve("journal"))
                .threading(threading)
                .segmentBytes(4 << 20)
                .ringSlots(64)
                .limits(Small.limits())
                .errorHandler(errors::add);
        Thread.currentThread().interrupt();
        try (Tailrace engine = Tailrace.open(config)) {
            Table table = engine.table("t");
            String text = "x".repeat(300);
            for (int i = 0; i < WRITES; i++) {
                table.upsert(i % 100).put("n", i).put("text", text).commit(Acknowledgement.RECEIVED);
            }
            assertThat(table.upsert("last").commit().error()).isEqualTo(WriteError.NONE);
            assertThat(engine.info().segments()).isGreaterThan(1);
            assertThat(table.count()).isEqualTo(101);
            try (Feed feed = table.changes(ChangesOptions.squash(false).fromStart())) {
                int[] count = {0};
                while (feed.position() < engine.lastSequence()) {
                    feed.poll(change -> count[0]++, 1_000);
                }
                assertThat(count[0]).isEqualTo(WRITES + 1);
                assertThat(feed.take(Duration.ofSeconds(10))).isNull();
            }
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(errors).isEmpty();
        try (Tailrace engine = Tailrace.open(config)) {
            assertThat(engine.recovery().cutBytes()).isZero();
            assertThat(engine.lastSequence()).isEqualTo(WRITES + 2);
        }
    }

    /**
     * Opens, writes through many segments, reads, forces and closes while it is interrupted again and again, wherever
     * it happens to be: between the agents of a cycle and in the middle of what they do with files.
     */
    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldLoseNothingToInterruptsThatComeInTheMiddle(Threading threading) throws InterruptedException {
        List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
        TailraceConfig config = new TailraceConfig()
                .directory(directory.resolve("journal"))
                .threading(threading)
                .segmentBytes(1 << 20)
                .reserveStepBytes(1 << 20)
                .ringSlots(64)
                .limits(Small.limits())
                .errorHandler(errors::add);
        Interrupting interrupting = new Interrupting(Thread.currentThread());
        interrupting.start();
        long last = 0;
        try {
            for (int round = 0; round < ROUNDS || interrupting.times < INTERRUPTS; round++) {
                last = writeThroughSegments(config, last);
            }
        } finally {
            interrupting.end();
        }
        assertThat(errors).isEmpty();
        try (Tailrace engine = Tailrace.open(config)) {
            assertThat(engine.recovery().cutBytes()).isZero();
            assertThat(engine.lastSequence()).isEqualTo(last);
        }
    }

    private static long writeThroughSegments(TailraceConfig config, long before) {
        try (Tailrace engine = Tailrace.open(config)) {
            assertThat(engine.lastSequence()).isEqualTo(before);
            Table table = engine.table("t");
            String text = "x".repeat(300);
            for (int i = 0; i < WRITES_A_ROUND; i++) {
                table.upsert(i % 100).put("n", before + i).put("text", text).commit(Acknowledgement.RECEIVED);
                if (i % 500 == 0) {
                    forceUnlessInterrupted(engine);
                }
            }
            assertThat(table.upsert("last").put("n", before).commit().error()).isEqualTo(WriteError.NONE);
            try (Feed feed = table.changes(ChangesOptions.squash(false).from(before + 1))) {
                while (feed.position() < engine.lastSequence()) {
                    feed.poll(change -> assertThat(change.sequence()).isGreaterThan(before), 1_000);
                }
            }
            return engine.lastSequence();
        }
    }

    /** Where threads force, an interrupt ends the wait for them, and nothing else. */
    private static void forceUnlessInterrupted(Tailrace engine) {
        try {
            engine.sync();
        } catch (EngineException e) {
            assertThat(e).isExactlyInstanceOf(EngineException.class).hasMessageContaining("interrupted");
        }
    }

    /** Interrupts a thread all the time. */
    private static final class Interrupting extends Thread {
        private final Thread target;
        private volatile boolean ended;
        private volatile int times;

        Interrupting(Thread target) {
            this.target = target;
        }

        @Override
        public void run() {
            while (!ended) {
                target.interrupt();
                times = times + 1;
                LockSupport.parkNanos(10_000);
            }
        }

        /** The last interrupt is taken from the target, which calls this. */
        void end() throws InterruptedException {
            ended = true;
            while (isAlive()) {
                Thread.onSpinWait();
            }
            assertThat(Thread.interrupted()).isTrue();
            join();
        }
    }
}
