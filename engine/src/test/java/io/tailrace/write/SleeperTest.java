package io.tailrace.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SleeperTest {
    /** A sleep that nobody ends outlasts the test. */
    private static final long FOR_EVER_NS = TimeUnit.HOURS.toNanos(1);

    private static final int ROUNDS = 50_000;

    private final Sleepers sleepers = new Sleepers();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong seen = new AtomicLong();

    @Test
    void shouldNotSleepWhenItWasWokenBetweenAnnouncementAndSleep() {
        Sleeper sleeper = sleepers.add();
        sleeper.announce();
        sleepers.wake();
        assertThat(sleeper.isAnnounced()).isFalse();
        sleeper.sleep(FOR_EVER_NS);
        sleeper.announce();
        sleeper.wake();
        assertThat(sleeper.isAnnounced()).isFalse();
        sleeper.sleep(FOR_EVER_NS);
    }

    @Test
    void shouldWakeEachOfThoseThatAnnouncedOneAfterTheOther() {
        Sleeper first = sleepers.add();
        Sleeper second = sleepers.add();
        first.announce();
        first.wake();
        second.announce();
        first.announce();
        sleepers.wake();
        assertThat(first.isAnnounced()).isFalse();
        assertThat(second.isAnnounced()).isFalse();
    }

    @Test
    void shouldStayAnnouncedWhenNobodyWakes() {
        Sleeper sleeper = sleepers.add();
        sleeper.announce();
        sleeper.sleep(1);
        assertThat(sleeper.isAnnounced()).isTrue();
        sleeper.withdraw();
        sleeper.sleep(FOR_EVER_NS);
        assertThat(sleeper.isAnnounced()).isFalse();
    }

    /** As the writer and a dispatcher do: a wake-up that is lost in one of the rounds hangs. */
    @Test
    void shouldLoseNoWakeUpInAnyOfManyRaces() throws Exception {
        Sleeper sleeper = sleepers.add();
        Thread reader = new Thread(() -> read(sleeper), "reader");
        reader.setDaemon(true);
        reader.start();
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 1; round <= ROUNDS; round++) {
            for (int i = random.nextInt(200); i > 0; i--) {
                Thread.onSpinWait();
            }
            written.lazySet(round);
            sleepers.wake();
            while (seen.get() < round) {
                Thread.onSpinWait();
            }
        }
        reader.join();
        assertThat(seen).hasValue(ROUNDS);
    }

    private void read(Sleeper sleeper) {
        long last = 0;
        while (last < ROUNDS) {
            sleeper.announce();
            if (written.getAcquire() == last) {
                sleeper.sleep(FOR_EVER_NS);
            } else {
                sleeper.withdraw();
                last = written.getAcquire();
                seen.set(last);
            }
        }
    }
}
