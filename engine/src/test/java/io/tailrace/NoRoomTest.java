package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.DiskFullException;
import io.tailrace.error.EngineException;
import io.tailrace.error.IndexFullException;
import io.tailrace.index.RefusingMemory;
import io.tailrace.metrics.Metric;
import io.tailrace.write.Acknowledgement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Writes that nobody waits for, and for which there is no room. Driven by the test. */
@Timeout(60)
class NoRoomTest {
    private static final int WRITES = 20;

    private final List<Throwable> errors = new ArrayList<>();
    private final RefusingMemory refusing = new RefusingMemory();
    private final Tailrace engine = Tailrace.open(
            new TailraceConfig().inMemory().threading(Threading.INVOKER).errorHandler(errors::add),
            refusing.memory(),
            Thread::new);
    private final Table table = engine.table("t");

    @AfterEach
    void close() {
        engine.close();
    }

    private void write(String prefix) {
        for (int i = 0; i < WRITES; i++) {
            table.upsert(prefix + i).put("n", i).commit(Acknowledgement.RECEIVED);
        }
        engine.doWork();
    }

    @Test
    void shouldTellOnceThatWritesForWhichNobodyWaitsAreRefused() {
        refusing.refuseFrom(1);
        write("a");
        write("b");
        assertThat(table.count()).isZero();
        assertThat(engine.metrics().value(Metric.WRITES_REFUSED)).isEqualTo(2 * WRITES);
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("writes for which nobody waits are refused")
                .hasCauseInstanceOf(IndexFullException.class);

        refusing.allow();
        write("c");
        assertThat(table.count()).isEqualTo(WRITES);
        assertThat(errors).hasSize(1);

        refusing.refuseFrom(1);
        write("d");
        assertThat(errors).hasSize(2);
    }

    @Test
    void shouldTellOnlyHimWhoWaits() {
        refusing.refuseFrom(1);
        assertThatThrownBy(() -> table.upsert("a").put("n", 1).commit()).isInstanceOf(DiskFullException.class);
        assertThat(errors).isEmpty();
    }
}
