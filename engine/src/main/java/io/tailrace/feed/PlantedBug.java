package io.tailrace.feed;

/**
 * An error that a test plants in a feed, to show that its model would notice it. Consulted at one place each; nothing
 * but tests in this package can choose another one than {@link #NONE}.
 */
enum PlantedBug {
    /** Everything is right. */
    NONE,
    /** A resumed feed begins one change too late. */
    RESUME_OFF_BY_ONE,
    /** The place of an entry that left a limited order is taken by the wrong one. */
    WRONG_SUCCESSOR,
    /** The initial state also shows documents that came after it, whose changes then come again. */
    REPEAT_AT_S,
    /** The initial state lacks documents that changed while it was read. */
    LOST_OLD_IMAGE,
    /** The initial state is read without waiting for what the indexes show to be committed. */
    FORGOTTEN_WAIT,
    /** Nobody is told of a document that leaves the result. */
    LOST_LEAVE,
    /** Squashed changes arrive in the order of their last changes. */
    WRONG_SQUASH_ORDER
}
