package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Whether the writer stands while writes wait. */
class StallWatchTest {
    private static final long MS = 1_000_000;

    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final StallWatch watch = new StallWatch(waiting::get, writes::get);

    @Test
    void shouldCountATimeInWhichNothingThatWaitsIsTaken() {
        watch.look(0);
        waiting.set(5);
        for (int i = 1; i <= 30; i++) {
            watch.look(i * MS);
        }
        assertThat(watch.count()).as("before it is over").isZero();
        writes.set(5);
        watch.look(31 * MS);
        assertThat(watch.count()).isEqualTo(1);
        assertThat(watch.longestNs()).isEqualTo(31 * MS);
        waiting.set(0);
        watch.look(90 * MS);
        assertThat(watch.count()).isEqualTo(1);
    }

    @Test
    void shouldCountNothingWhereNothingWaitsOrSomethingIsTaken() {
        for (int i = 0; i < 100; i++) {
            watch.look(i * 50 * MS);
        }
        waiting.set(1);
        for (int i = 100; i < 200; i++) {
            writes.incrementAndGet();
            watch.look(i * 50 * MS);
        }
        assertThat(watch.count()).isZero();
    }

    @Test
    void shouldCountNothingShort() {
        watch.look(0);
        waiting.set(1);
        watch.look(9 * MS);
        writes.set(1);
        watch.look(9 * MS + 1);
        assertThat(watch.count()).isZero();
    }
}
