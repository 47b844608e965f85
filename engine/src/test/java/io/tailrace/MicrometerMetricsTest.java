package io.tailrace;

import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tailrace.feed.Feed;
import io.tailrace.metrics.Metric;
import io.tailrace.metrics.MicrometerMetrics;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The numbers of an engine in a registry of Micrometer's. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MicrometerMetricsTest {
    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);

    @Test
    void shouldBindEveryNumberAndTheLagsOfFeeds() {
        try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory().threading(Threading.INVOKER))) {
            new MicrometerMetrics(engine::metrics, "journal", "market").bindTo(registry);
            assertThat(registry.getMeters())
                    .hasSize(Metric.values().length + 10)
                    .allSatisfy(
                            meter -> assertThat(meter.getId().getTag("journal")).isEqualTo("market"));
            assertThat(registry.getMeters())
                    .filteredOn(meter -> meter.getId().getName().endsWith("forces.time"))
                    .singleElement()
                    .satisfies(meter -> {
                        assertThat(meter.getId().getBaseUnit()).isEqualTo("seconds");
                        assertThat(meter.getId().getType()).isEqualTo(Meter.Type.COUNTER);
                    });

            Table table = engine.table("t");
            Feed feed = table.filter(row("n").gt(1)).changes();
            for (int i = 0; i < 9; i++) {
                table.upsert("a").put("n", i).commit();
            }
            feed.poll(change -> {}, 1);
            table.upsert("a").put("n", 100).commit();
            clock.add(Duration.ofSeconds(1));
            assertThat(registry.get("tailrace.writes").functionCounter().count())
                    .isEqualTo(11);
            assertThat(registry.get("tailrace.sequence.journaled")
                            .functionCounter()
                            .count())
                    .isEqualTo(11);
            assertThat(registry.get("tailrace.index.keys").gauge().value()).isEqualTo(1);
            assertThat(registry.get("tailrace.feeds.lag.max").gauge().value()).isEqualTo(1);

            table.upsert("b").put("n", 1).commit();
            assertThat(registry.get("tailrace.writes").functionCounter().count())
                    .as("numbers of one moment")
                    .isEqualTo(11);
            clock.add(Duration.ofSeconds(1));
            assertThat(registry.get("tailrace.writes").functionCounter().count())
                    .isEqualTo(12);
        }
    }
}
