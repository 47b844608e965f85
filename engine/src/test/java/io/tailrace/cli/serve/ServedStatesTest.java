package io.tailrace.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.AsOf;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.error.EngineClosedException;
import io.tailrace.error.TailraceException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServedStatesTest {
    private Tailrace engine;
    private ServedStates states;

    @BeforeEach
    void open() {
        engine = Tailrace.open(new TailraceConfig().inMemory());
        Table table = engine.table("t");
        for (int i = 0; i < 9; i++) {
            table.upsert(i).commit();
        }
        states = new ServedStates(engine);
    }

    @AfterEach
    void close() {
        states.close();
        engine.close();
    }

    private static long count(AsOf state) {
        return state.existingTable("t").count();
    }

    @Test
    void shouldReadOneStateWhileAnotherIsBeingRead() {
        long inner = states.read(3, first -> states.read(5, second -> count(first) * 10 + count(second)));
        assertThat(inner).isEqualTo(24);
    }

    @Test
    void shouldKeepAFewAndLetGoOfTheOthers() {
        List<AsOf> seen = new ArrayList<>();
        for (int sequence = 2; sequence < 10; sequence++) {
            assertThat(states.<Long>read(sequence, state -> {
                        seen.add(state);
                        return count(state);
                    }))
                    .isEqualTo(sequence - 1);
        }
        assertThat(states.<AsOf>read(9, state -> state)).isSameAs(seen.get(7));
        int kept = 0;
        for (AsOf state : seen) {
            try {
                kept += count(state) >= 0 ? 1 : 0;
            } catch (EngineClosedException e) {
                assertThat(kept).isZero();
            }
        }
        assertThat(kept).isEqualTo(ServedStates.KEPT);
    }

    @Test
    void shouldWaitWhereAllThatAreKeptAreInUse() throws Exception {
        CountDownLatch taken = new CountDownLatch(ServedStates.KEPT);
        CountDownLatch done = new CountDownLatch(1);
        List<CompletableFuture<Long>> reading = new ArrayList<>();
        for (int i = 0; i < ServedStates.KEPT; i++) {
            long sequence = 2 + i;
            reading.add(CompletableFuture.supplyAsync(
                    () -> states.read(sequence, state -> {
                        taken.countDown();
                        await(done);
                        return count(state);
                    }),
                    work -> new Thread(work).start()));
        }
        taken.await();
        CompletableFuture<Long> more = CompletableFuture.supplyAsync(
                () -> states.read(8, ServedStatesTest::count), work -> new Thread(work).start());
        assertThat(states.read(2, ServedStatesTest::count))
                .as("one that is there")
                .isEqualTo(1);
        assertThat(more).isNotDone();
        done.countDown();
        assertThat(more.join()).isEqualTo(7);
        for (int i = 0; i < reading.size(); i++) {
            assertThat(reading.get(i).join()).isEqualTo(i + 1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldForgetWhatCannotBeMade() {
        for (int i = 0; i < 2 * ServedStates.KEPT; i++) {
            long beyond = 100 + i;
            assertThatThrownBy(() -> states.read(beyond, ServedStatesTest::count))
                    .isInstanceOf(TailraceException.class);
        }
        assertThat(states.read(4, ServedStatesTest::count)).isEqualTo(3);
        states.close();
        assertThatThrownBy(() -> states.read(4, ServedStatesTest::count)).isInstanceOf(EngineClosedException.class);
    }
}
