package io.tailrace.bench.latency;

import io.tailrace.bench.measure.Side;

/**
 * The median time to the handler at a steady rate, a course a round.
 *
 * @param route to the handler
 * @param rate updates a second
 * @param count updates of a round, the first quarter of them not measured
 */
public record MedianLatency(Route route, int rate, int count) implements Side {
    private static final int PERCENT = 50;

    @Override
    public String name() {
        return route.name();
    }

    @Override
    public double round() throws Exception {
        Course course = new Course(rate, count, count / 4);
        route.run(course);
        return course.histogram().getValueAtPercentile(PERCENT);
    }
}
