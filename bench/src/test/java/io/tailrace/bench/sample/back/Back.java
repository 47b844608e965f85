package io.tailrace.bench.sample.back;

import io.tailrace.bench.sample.there.There;

/** Half of a cycle, for the rule that finds one. */
public interface Back {
    /** The other half. */
    There other();
}
