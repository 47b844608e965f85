package io.tailrace.feed;

import java.util.Arrays;

/**
 * The events that lead from one result to the next. Not thread safe; it allocates only when it grows.
 *
 * <p>First the document that has changed, its first entry before with its first entry after and so on; then what else
 * leaves with what else enters, in order; then what is left alone. Places are those in the list as it is when the event
 * comes: the old one is taken out, then the new one is put in.
 */
final class TopChanges {
    private final TopStore store;
    private final boolean withOffsets;
    private int count;
    private int[] oldEntries = new int[16];
    private int[] newEntries = new int[16];
    private int[] oldOffsets = new int[16];
    private int[] newOffsets = new int[16];
    /** Ranks of what leaves and of what enters in the order of both, and which ranks are in the list, added up. */
    private int[] leftRanks = new int[16];

    private int[] enteredRanks = new int[16];
    private int[] present = new int[17];
    private int ranks;

    TopChanges(TopStore store, boolean withOffsets) {
        this.store = store;
        this.withOffsets = withOffsets;
    }

    int count() {
        return count;
    }

    /** Entry that leaves with an event, or NONE. */
    int oldEntry(int index) {
        return oldEntries[index];
    }

    /** Entry that enters with an event, or NONE. */
    int newEntry(int index) {
        return newEntries[index];
    }

    int oldOffset(int index) {
        return oldOffsets[index];
    }

    int newOffset(int index) {
        return newOffsets[index];
    }

    /** Pairs what leaves with what enters, and drops what nobody can see. */
    void pair(TopEntries left, TopEntries entered) {
        count = 0;
        reserve(left.count + entered.count);
        if (withOffsets) {
            rank(left, entered);
        }
        int i = left.nextOwn(0);
        int j = entered.nextOwn(0);
        while (i < left.count && j < entered.count) {
            add(left, i, entered, j);
            i = left.nextOwn(i);
            j = entered.nextOwn(j);
        }
        i = left.next(0);
        j = entered.next(0);
        while (i < left.count || j < entered.count) {
            add(left, i, entered, j);
            i = left.next(i);
            j = entered.next(j);
        }
    }

    private void add(TopEntries left, int i, TopEntries entered, int j) {
        int oldEntry = TopStore.NONE;
        int newEntry = TopStore.NONE;
        int oldOffset = Change.NO_OFFSET;
        int newOffset = Change.NO_OFFSET;
        if (i < left.count) {
            left.paired[i] = true;
            oldEntry = left.entries[i];
            if (withOffsets) {
                // Entries that stay, and those that are in the list at the moment.
                oldOffset = left.indexes[i] - i + presentBelow(leftRanks[i]);
                present(leftRanks[i], -1);
            }
        }
        if (j < entered.count) {
            entered.paired[j] = true;
            newEntry = entered.entries[j];
            if (withOffsets) {
                newOffset = entered.indexes[j] - j + presentBelow(enteredRanks[j]);
                present(enteredRanks[j], 1);
            }
        }
        if (oldEntry == TopStore.NONE
                || newEntry == TopStore.NONE
                || oldOffset != newOffset
                || !store.sameValue(oldEntry, newEntry)) {
            oldEntries[count] = oldEntry;
            newEntries[count] = newEntry;
            oldOffsets[count] = oldOffset;
            newOffsets[count] = newOffset;
            count++;
        }
    }

    private void rank(TopEntries left, TopEntries entered) {
        ranks = left.count + entered.count;
        Arrays.fill(present, 0, ranks + 1, 0);
        int i = 0;
        int j = 0;
        while (i < left.count || j < entered.count) {
            boolean isLeft =
                    j == entered.count || i < left.count && store.compare(left.entries[i], entered.entries[j]) < 0;
            if (isLeft) {
                leftRanks[i] = i + j;
                present(i + j, 1);
                i++;
            } else {
                enteredRanks[j] = i + j;
                j++;
            }
        }
    }

    /** A binary indexed tree: how many ranks below one are in the list. */
    private int presentBelow(int rank) {
        int sum = 0;
        for (int i = rank; i > 0; i &= i - 1) {
            sum += present[i];
        }
        return sum;
    }

    private void present(int rank, int change) {
        for (int i = rank + 1; i <= ranks; i += i & -i) {
            present[i] += change;
        }
    }

    private void reserve(int most) {
        if (oldEntries.length < most) {
            int length = Integer.highestOneBit(most) << 1;
            oldEntries = new int[length];
            newEntries = new int[length];
            oldOffsets = new int[length];
            newOffsets = new int[length];
            leftRanks = new int[length];
            enteredRanks = new int[length];
            present = new int[length + 1];
        }
    }
}
