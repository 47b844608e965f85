package io.tailrace.feed;

/**
 * The events before the first change: initializing, initial values, ready. Not thread safe. The branches take turns in
 * the order of the query.
 */
final class InitialEvents {
    private enum Step {
        INITIALIZING,
        VALUES,
        READY,
        OVER
    }

    private final Branch[] branches;
    private final boolean[] wanted;
    private final boolean states;
    private final long stateSequence;
    private final ViewChange shown = new ViewChange();
    private Step step;
    private int branch;
    /** Documents are left that nobody may look at before others have their turn. */
    private boolean isCut;

    /**
     * @param branches of the feed
     * @param wanted which of them show initial values
     * @param states whether the states are shown
     * @param stateSequence sequence of the state shown
     */
    InitialEvents(Branch[] branches, boolean[] wanted, boolean states, long stateSequence) {
        this.branches = branches;
        this.wanted = wanted;
        this.states = states;
        this.stateSequence = stateSequence;
        boolean any = false;
        for (boolean one : wanted) {
            any |= one;
        }
        step = any ? Step.INITIALIZING : Step.READY;
    }

    /** Looks at no more documents than so many a branch, from here on. */
    void slice(int documents) {
        for (Branch each : branches) {
            each.looks = documents;
        }
    }

    /** Whether all are shown. */
    boolean areOver() {
        return step == Step.OVER;
    }

    /** Shows the next one; false when all are shown, or no more documents may be looked at. */
    boolean advance(Change change) {
        while (step != Step.OVER) {
            switch (step) {
                case INITIALIZING -> {
                    step = Step.VALUES;
                    if (states) {
                        change.show(ChangeKind.INITIALIZING, stateSequence, 0);
                        return true;
                    }
                }
                case VALUES -> {
                    if (nextValue()) {
                        String table = branches[branch].table;
                        change.show(ChangeKind.INITIAL, table, stateSequence, stateSequence, 0, 0, shown);
                        return true;
                    }
                    if (isCut) {
                        return false;
                    }
                    step = Step.READY;
                }
                default -> {
                    step = Step.OVER;
                    if (states) {
                        change.show(ChangeKind.READY, stateSequence, 0);
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean nextValue() {
        for (; branch < branches.length; branch++) {
            shown.oldOffset = Change.NO_OFFSET;
            shown.newOffset = Change.NO_OFFSET;
            if (wanted[branch] && branches[branch].nextInitial(shown)) {
                return true;
            }
            isCut = wanted[branch] && branches[branch].looks == 0;
            if (isCut) {
                return false;
            }
        }
        return false;
    }
}
