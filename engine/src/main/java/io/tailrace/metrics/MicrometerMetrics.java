package io.tailrace.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * The numbers of an engine for Micrometer, which must be there: Tailrace does not bring it along. Names are those of
 * {@link Metric#fullName()}, times are seconds; of feeds, cursors and dispatchers it tells the largest lags, and errors
 * and slow handlers of all that {@link Metrics#feeds()} tells of. Any thread.
 *
 * <pre>{@code
 * new MicrometerMetrics(engine::metrics).bindTo(registry);
 * }</pre>
 */
public final class MicrometerMetrics implements MeterBinder {
    private static final double NS_PER_SECOND = 1e9;
    /** The meters of one scrape are read together, and are those of one moment. */
    private static final long FRESH_NS = 100_000_000;

    private final Supplier<Metrics> source;
    private final Tags tags;

    // Guarded by this object's lock.
    private Metrics last;
    private long lastNs;

    /**
     * Of an engine.
     *
     * @param source {@code engine::metrics}, or {@code () -> Metrics.read(directory)} for one in another process
     * @param tags key, value, key, value: added to every meter, such as {@code "journal", "market"} where there are
     *     several engines
     */
    public MicrometerMetrics(Supplier<Metrics> source, String... tags) {
        this.source = Objects.requireNonNull(source, "source: new MicrometerMetrics(engine::metrics)");
        this.tags = Tags.of(tags);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Clock clock = registry.config().clock();
        for (Metric metric : Metric.values()) {
            bind(registry, clock, metric);
        }
        bindLags(registry, clock, "feeds", "feed", Metrics::feeds, FeedMetrics::lag, FeedMetrics::lagNs);
        gauge(
                registry,
                clock,
                "tailrace.feeds.lag.bytes.max",
                "bytes",
                "largest lag of a feed",
                largest(Metrics::feeds, FeedMetrics::lagBytes));
        bindLags(registry, clock, "cursors", "cursor", Metrics::cursors, CursorMetrics::lag, CursorMetrics::lagNs);
        gauge(
                registry,
                clock,
                "tailrace.cursors.lag.bytes.max",
                "bytes",
                "largest lag of a cursor",
                largest(Metrics::cursors, CursorMetrics::lagBytes));
        bindLags(
                registry,
                clock,
                "dispatchers",
                "dispatcher",
                Metrics::dispatchers,
                DispatcherMetrics::lag,
                DispatcherMetrics::lagNs);
        gauge(registry, clock, "tailrace.feeds.errors", null, "failed expressions", sum(FeedMetrics::errors));
        gauge(registry, clock, "tailrace.feeds.slow", null, "slow handlers", sum(FeedMetrics::slow));
    }

    private <T> void bindLags(
            MeterRegistry registry,
            Clock clock,
            String kind,
            String one,
            Function<Metrics, List<T>> of,
            ToLongFunction<T> lag,
            ToLongFunction<T> lagNs) {
        gauge(registry, clock, "tailrace." + kind + ".lag.max", "changes", "largest lag of a " + one, largest(of, lag));
        gauge(
                registry,
                clock,
                "tailrace." + kind + ".lag.time.max",
                "seconds",
                "largest lag of a " + one,
                metrics -> largest(of, lagNs).applyAsDouble(metrics) / NS_PER_SECOND);
    }

    private void bind(MeterRegistry registry, Clock clock, Metric metric) {
        ToDoubleFunction<Metrics> value = metric.unit() == Metric.Unit.NANOSECONDS
                ? metrics -> metrics.value(metric) / NS_PER_SECOND
                : metrics -> metrics.value(metric);
        if (metric.kind() == Metric.Kind.GAUGE) {
            gauge(registry, clock, metric.fullName(), unit(metric), metric.description(), value);
            return;
        }
        FunctionCounter.builder(metric.fullName(), this, self -> value.applyAsDouble(self.now(clock)))
                .description(metric.description())
                .baseUnit(unit(metric))
                .tags(tags)
                .register(registry);
    }

    private void gauge(
            MeterRegistry registry,
            Clock clock,
            String name,
            String unit,
            String description,
            ToDoubleFunction<Metrics> value) {
        Gauge.builder(name, this, self -> value.applyAsDouble(self.now(clock)))
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    private static String unit(Metric metric) {
        return switch (metric.unit()) {
            case NONE -> null;
            case CHANGES -> "changes";
            case BYTES -> "bytes";
            case NANOSECONDS -> "seconds";
        };
    }

    private static <T> ToDoubleFunction<Metrics> largest(Function<Metrics, List<T>> all, ToLongFunction<T> of) {
        return metrics -> {
            long largest = 0;
            for (T one : all.apply(metrics)) {
                largest = Math.max(largest, of.applyAsLong(one));
            }
            return largest;
        };
    }

    private static ToDoubleFunction<Metrics> sum(ToLongFunction<FeedMetrics> of) {
        return metrics -> {
            long sum = 0;
            for (FeedMetrics feed : metrics.feeds()) {
                sum += of.applyAsLong(feed);
            }
            return sum;
        };
    }

    private synchronized Metrics now(Clock clock) {
        long nowNs = clock.monotonicTime();
        if (last == null || nowNs - lastNs >= FRESH_NS || nowNs - lastNs < 0) {
            last = source.get();
            lastNs = nowNs;
        }
        return last;
    }
}
