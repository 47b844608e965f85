package io.tailrace.feed;

/**
 * Changes that are lent in turn and taken back when the call is over, so that one that was kept is told from the one at
 * hand. Not thread safe; it allocates in the first round only. For feeds where assertions are on.
 */
final class LentChanges {
    private static final int TURNS = 16;

    private final Change[] changes = new Change[TURNS];
    private int next;
    private Change lent;

    /** Another change that shows the same, until the next one is lent or this is taken back. */
    Change lend(Change shown) {
        takeBack();
        Change change = changes[next];
        if (change == null || !change.isLike(shown)) {
            change = shown.another();
            changes[next] = change;
        }
        next = (next + 1) % TURNS;
        change.lookLike(shown);
        lent = change;
        return change;
    }

    void takeBack() {
        if (lent != null) {
            lent.takenBack();
            lent = null;
        }
    }
}
