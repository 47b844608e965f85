package io.tailrace.query;

/**
 * One step of a view for both documents of a change.
 *
 * @param old for the one before
 * @param now for the one after
 */
record Stages(Stage old, Stage now) {
    Stages(Step old, Step now) {
        this(new Stage(old), new Stage(now));
    }
}
