package io.tailrace.feed;

/** Where the members of a source are read from. */
interface MembersSource {
    /** The members as they were at a sequence. */
    Members at(long sequence);
}
