package io.tailrace.query;

/**
 * Where the members of a source are read from.
 *
 * @hidden
 */
public interface MembersSource {
    /** The members as they were at a sequence. */
    Members at(long sequence);
}
