package io.tailrace.feed;

/**
 * Changes that are lent for one call each and taken back when it is over. One that was kept is never lent again, so
 * that it can tell whoever uses it, however late. Not thread safe; allocates one for each event. For feeds where
 * assertions are on.
 */
final class LentChanges {
    private Change lent;

    /** A change that shows the same until the next one is lent or this is taken back. */
    Change lend(Change shown) {
        takeBack();
        lent = shown.another();
        return lent;
    }

    void takeBack() {
        if (lent != null) {
            lent.takenBack();
            lent = null;
        }
    }
}
