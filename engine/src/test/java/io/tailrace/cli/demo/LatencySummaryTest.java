package io.tailrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LatencySummaryTest {
    @Test
    void shouldSumUpInPercentiles() {
        LatencySummary summary = new LatencySummary();
        for (int i = 1; i <= 1_000; i++) {
            summary.record(TimeUnit.MICROSECONDS.toNanos(i));
        }
        summary.record(TimeUnit.SECONDS.toNanos(2));

        assertThat(summary.count()).isEqualTo(1_001);
        assertThat(summary.toString()).isEqualTo("p50 501.2 us, p99 991.2 us, p99.9 1.0 ms, max 2.00 s");
    }

    @Test
    void shouldSayThatNothingWasTimed() {
        assertThat(new LatencySummary().toString())
                .isEqualTo("none: it was too short for an event to be timed, so give it more --seconds or a higher"
                        + " --rate");
    }

    @Test
    void shouldKeepWhatIsOutOfRangeAtItsBorders() {
        LatencySummary summary = new LatencySummary();

        summary.record(-5);
        summary.record(Long.MAX_VALUE);

        assertThat(summary.count()).isEqualTo(2);
        assertThat(summary.percentileNs(50)).isZero();
        assertThat(summary.maxNs()).isGreaterThanOrEqualTo(TimeUnit.MINUTES.toNanos(10));
    }
}
