package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How long ago changes were committed, from looks now and then. */
class CommitTimesTest {
    private final CommitTimes times = new CommitTimes();

    @Test
    void shouldTellSinceWhenAChangeWasSeen() {
        times.look(10, 100);
        times.look(10, 200); // nothing new
        times.look(15, 300);
        assertThat(times.age(1, 1_000)).isEqualTo(900);
        assertThat(times.age(10, 1_000)).isEqualTo(900);
        assertThat(times.age(11, 1_000)).isEqualTo(700);
        assertThat(times.age(15, 1_000)).isEqualTo(700);
    }

    @Test
    void shouldTellNothingOfWhatNobodyHasSeen() {
        assertThat(times.age(1, 1_000)).isZero();
        times.look(10, 100);
        assertThat(times.age(11, 1_000)).isZero();
        assertThat(times.age(10, 50)).as("clock gone back").isZero();
    }

    @Test
    void shouldKeepLongAgoRoughlyAndLatelyExactly() {
        int looks = 100_000;
        for (int i = 1; i <= looks; i++) {
            times.look(i, i * 1_000L);
        }
        long now = looks * 1_000L;
        for (int sequence = looks - 500; sequence <= looks; sequence++) {
            assertThat(times.age(sequence, now)).isEqualTo(now - sequence * 1_000L);
        }
        long before = Long.MAX_VALUE;
        for (int sequence = 1; sequence <= looks; sequence++) {
            long age = times.age(sequence, now);
            assertThat(age).as("sequence=%d", sequence).isBetween(0L, now - sequence * 1_000L);
            assertThat(age).as("sequence=%d", sequence).isLessThanOrEqualTo(before);
            before = age;
        }
        assertThat(times.age(looks / 2, now)).as("half of all ago").isGreaterThan(now / 4);
    }
}
