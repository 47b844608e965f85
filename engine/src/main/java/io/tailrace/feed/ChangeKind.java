package io.tailrace.feed;

/** What an event of a feed is. */
public enum ChangeKind {
    /** The result changed. */
    CHANGE,
    /** A member at the moment the feed started: a new value and no old one. */
    INITIAL,
    /** The initial values follow. */
    INITIALIZING,
    /** All initial values are delivered, or there are none; changes follow. */
    READY,
    /** The feed is far behind: what it has missed comes squashed from here on. */
    CONFLATING,
    /** The feed has caught up: every change comes as it stands from here on. */
    CAUGHT_UP,
    /** Events were thrown away because the bounded buffer was full. */
    OVERFLOW
}
