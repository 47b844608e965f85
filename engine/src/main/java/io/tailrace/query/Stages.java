package io.tailrace.query;

/** One step of a view for both documents of a change. Not thread safe. */
final class Stages {
    final Stage old;
    final Stage now;
    /** How many plans go through it. */
    int plans;

    Stages(Transform transform, Steps steps) {
        Step step = steps.of(transform);
        old = new Stage(step);
        // What makes nothing has no result that would have to live beside the other.
        now = new Stage(transform.isFilter() ? step : steps.of(transform));
    }
}
