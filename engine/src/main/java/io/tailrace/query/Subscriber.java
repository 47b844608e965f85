package io.tailrace.query;

/**
 * What may be marked: a feed. Not thread safe.
 *
 * @hidden
 */
public class Subscriber {
    /** Where it stands among others, by age; its owner may number anew whenever no change is being matched. */
    public int slot;

    /** Made by its owner, which numbers it. */
    public Subscriber() {}
}
