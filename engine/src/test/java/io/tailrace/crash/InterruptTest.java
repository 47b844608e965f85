package io.tailrace.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.WriteError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An interrupt concerns the thread that has it: no file is closed by it, no write is lost, and it is not swallowed. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptTest {
    private static final int WRITES = 20_000;

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
}
