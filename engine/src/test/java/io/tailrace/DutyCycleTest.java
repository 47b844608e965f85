package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.junit.jupiter.api.Test;

/** Which agents of an engine a cycle runs that its caller drives. */
class DutyCycleTest {
    private static final int MOST_PUT_OFF = 15;

    private final List<Throwable> errors = new ArrayList<>();
    private final DutyCycle cycle = new DutyCycle(SystemEpochNanoClock.INSTANCE, errors::add, false);
    private final Counting writer = new Counting();
    private final Counting chore = new Counting();
    private boolean pressing;

    DutyCycleTest() {
        cycle.add(writer);
        cycle.addChores(() -> pressing, chore);
    }

    @Test
    void shouldDoChoresInEachCycleWithoutOtherWork() {
        cycle.doWork();
        cycle.doWork();
        assertThat(chore.runs).isEqualTo(2);
    }

    @Test
    void shouldPutOffChoresWhileThereIsOtherWorkButNotForEver() {
        writer.work = 1;
        for (int i = 0; i < MOST_PUT_OFF; i++) {
            assertThat(cycle.doWork()).isEqualTo(1);
        }
        assertThat(chore.runs).isZero();
        cycle.doWork();
        assertThat(chore.runs).isEqualTo(1);
        for (int i = 0; i < MOST_PUT_OFF; i++) {
            cycle.doWork();
        }
        assertThat(chore.runs).isEqualTo(1);
    }

    @Test
    void shouldDoChoresThatArePressingBesideOtherWork() {
        writer.work = 1;
        pressing = true;
        chore.work = 2;
        assertThat(cycle.doWork()).isEqualTo(3);
        assertThat(chore.runs).isEqualTo(1);
    }

    @Test
    void shouldTellTheErrorOfAChoreAndKeepNobodyElseFromWork() {
        Counting other = new Counting();
        cycle.addChores(() -> true, new Failing(), other);
        cycle.doWork();
        assertThat(errors).hasSize(1);
        assertThat(writer.runs).isEqualTo(1);
        assertThat(other.runs).isEqualTo(1);
    }

    private static class Counting implements Agent {
        private int runs;
        private int work;

        @Override
        public int doWork() {
            runs++;
            return work;
        }

        @Override
        public String roleName() {
            return "counting";
        }
    }

    private static final class Failing extends Counting {
        @Override
        public int doWork() {
            throw new IllegalStateException("a chore that cannot be done");
        }
    }
}
