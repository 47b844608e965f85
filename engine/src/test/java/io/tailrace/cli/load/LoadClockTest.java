package io.tailrace.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LoadClockTest {
    private final LoadClock clock = new LoadClock(() -> 42);

    @Test
    void shouldShowNoTimeBeforeTheFirstOperation() {
        assertThat(clock.nanoTime()).isZero();
    }

    @Test
    void shouldRunWithTheSystemUntilAnOperationBringsItsOwnTime() {
        clock.runWithTheSystem();
        assertThat(clock.nanoTime()).isEqualTo(42);

        clock.reached(7);
        assertThat(clock.nanoTime()).isEqualTo(7);
    }
}
