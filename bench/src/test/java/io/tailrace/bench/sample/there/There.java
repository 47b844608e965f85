package io.tailrace.bench.sample.there;

import io.tailrace.bench.sample.back.Back;

/** Half of a cycle, for the rule that finds one. */
public interface There {
    /** The other half. */
    Back other();
}
