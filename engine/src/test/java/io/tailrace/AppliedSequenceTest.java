package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.write.Acknowledgement;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AppliedSequenceTest {
    private static final int WRITES = 200_000;

    @TempDir
    Path directory;

    @Test
    void shouldNeverLagBehindWhatAnIndexShows() throws Exception {
        try (Tailrace engine = Tailrace.open(new TailraceConfig().directory(directory))) {
            Table table = engine.table("t");
            table.upsert("a").put("n", 0).commit();
            AtomicBoolean done = new AtomicBoolean();
            Thread writer = new Thread(() -> {
                for (int i = 1; i < WRITES - 1; i++) {
                    table.upsert("a").put("n", i).commit(Acknowledgement.RECEIVED);
                }
                table.upsert("a").put("n", WRITES - 1).commit();
                done.set(true);
            });
            writer.start();
            DocumentBuffer buffer = table.newBuffer();
            long reads = 0;
            while (!done.get()) {
                table.read("a", buffer);
                long applied = engine.engine().reads().appliedSequence();
                assertThat(applied).isGreaterThanOrEqualTo(buffer.version());
                reads++;
            }
            writer.join();
            assertThat(reads).isPositive();
            assertThat(engine.engine().reads().appliedSequence()).isEqualTo(engine.lastSequence());
        }
    }

    @Test
    void shouldCountWhatATableOrATransactionChangesAndBeRightAfterReopening() {
        TailraceConfig config = new TailraceConfig().directory(directory).threading(Threading.INVOKER);
        try (Tailrace engine = Tailrace.open(config)) {
            assertThat(engine.engine().reads().appliedSequence()).isZero();
            Table table = engine.table("t");
            assertThat(engine.engine().reads().appliedSequence()).isEqualTo(1);
            engine.transaction().add(table.upsert("a")).add(table.upsert("b")).commit();
            table.upsert("a").commit();
            assertThat(engine.engine().reads().appliedSequence()).isEqualTo(3);
            engine.table("other");
            engine.dropTable("other");
            assertThat(engine.engine().reads().appliedSequence()).isEqualTo(5);
        }
        try (Tailrace engine = Tailrace.open(config);
                Tailrace beside = Tailrace.open(new TailraceConfig()
                        .directory(directory)
                        .threading(Threading.INVOKER)
                        .readOnly(true))) {
            assertThat(engine.engine().reads().appliedSequence()).isEqualTo(5);
            assertThat(beside.existingTable("t").count()).isEqualTo(2);
            assertThat(beside.engine().reads().appliedSequence()).isEqualTo(5);
            engine.existingTable("t").upsert("c").commit();
            assertThat(beside.existingTable("t").count()).isEqualTo(3);
            assertThat(beside.engine().reads().appliedSequence()).isEqualTo(6);
        }
    }
}
