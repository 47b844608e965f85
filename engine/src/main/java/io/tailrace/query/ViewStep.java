package io.tailrace.query;

import io.tailrace.document.Value;

/** One transform, bound to one side of a change. Not thread safe. */
abstract class ViewStep {
    /** What {@link #apply} returns when the step has failed; never looked into. */
    final Value failed;

    ViewStep(Value failed) {
        this.failed = failed;
    }

    /**
     * Carries the step out.
     *
     * @param in what came out of the step before
     * @return what goes into the next one, valid until the next call; null when it is not part of the result,
     *     {@link #failed} when that cannot be told
     */
    abstract Value apply(Value in);

    /** Why the last call has failed; allocates. */
    String error() {
        return "";
    }
}
