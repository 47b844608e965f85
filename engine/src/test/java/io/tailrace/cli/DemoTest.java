package io.tailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.write.Acknowledgement;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DemoTest {
    @Test
    void shouldWriteWatchAndSumUp() {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final Output output = new Output(out);
        final DemoResult result;
        try (Tailrace engine =
                Tailrace.open(new TailraceConfig().inMemory().acknowledgement(Acknowledgement.RECEIVED))) {
            result = new Demo(engine, SystemEpochNanoClock.INSTANCE, output, () -> false).run(1, 5_000);
        }

        assertThat(result.writes()).isPositive();
        assertThat(result.events()).isPositive();
        assertThat(result.latencies().count()).isPositive();
        assertThat(result.screenChanges()).isGreaterThanOrEqualTo(result.screenEvents());
        assertThat(result.text()).contains("writes", "latency", "p99.9", "squashed", "allocated");
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("{\"seq\":", "\"new_val\":{\"ask\":");
    }
}
