package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.EngineFailedException;
import io.tailrace.error.JournalFencedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That an engine whose journal was taken from it acknowledges nothing more. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class FencedEngineTest {
    @TempDir
    Path base;

    private final AtomicLong now = new AtomicLong(1);
    private final List<Throwable> errors = new ArrayList<>();

    private Tailrace open() {
        return Tailrace.open(new TailraceConfig()
                .directory(base.resolve("journal"))
                .threading(Threading.INVOKER)
                .clock(now::get)
                .errorHandler(errors::add));
    }

    @Test
    void shouldFailWithinASecondWhenItsLockFileIsTakenAway() throws Exception {
        Tailrace engine = open();
        Table table = engine.table("t");
        table.upsert("a").put("n", 1).commit();
        Files.delete(base.resolve("journal").resolve("LOCK"));
        engine.doWork();
        assertThat(engine.isFailed()).isFalse();
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        engine.doWork();
        assertThat(engine.isFailed()).isTrue();
        assertThat(errors).singleElement().isInstanceOf(JournalFencedException.class);
        assertThatThrownBy(() -> table.upsert("b").put("n", 1).commit())
                .isInstanceOf(EngineFailedException.class)
                .hasRootCauseInstanceOf(java.nio.file.NoSuchFileException.class);
        assertThatThrownBy(engine::close).isInstanceOf(JournalFencedException.class);
        try (Tailrace next = open()) {
            assertThat(next.table("t").exists("a")).isTrue();
            assertThat(next.lastSequence()).isEqualTo(2);
        }
    }

    @Test
    void shouldFailWithinASecondWhenItsDirectoryIsReplaced() throws Exception {
        Tailrace engine = open();
        engine.table("t").upsert("a").put("n", 1).commit();
        Files.move(base.resolve("journal"), base.resolve("before"));
        open().close();
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        engine.doWork();
        assertThat(engine.isFailed()).isTrue();
        assertThatThrownBy(engine::close).isInstanceOf(JournalFencedException.class);
        try (Tailrace next = open()) {
            assertThat(next.lastSequence()).isZero();
        }
    }
}
