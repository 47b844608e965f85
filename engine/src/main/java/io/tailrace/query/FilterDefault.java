package io.tailrace.query;

/** What a filter does with a document when its predicate misses something. */
public enum FilterDefault {
    /** Leaves it out. */
    SKIP,
    /** Lets it through. */
    ADMIT,
    /** Fails. */
    ERROR
}
