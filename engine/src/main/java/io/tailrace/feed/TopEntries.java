package io.tailrace.feed;

/** Entries that leave or enter a result, in its order. Not thread safe; it allocates only when it grows. */
final class TopEntries {
    int count;
    /** Numbers in the store. */
    int[] entries = new int[16];
    /** Places in the result that they leave or enter. */
    int[] indexes = new int[16];
    /** Whether they belong to the document that has changed. */
    boolean[] own = new boolean[16];
    /** Whether they are part of an event already. */
    boolean[] paired = new boolean[16];

    void clear() {
        count = 0;
    }

    /** How many will be put. */
    void size(int size) {
        count = size;
        if (entries.length < size) {
            int length = Integer.highestOneBit(size) << 1;
            entries = new int[length];
            indexes = new int[length];
            own = new boolean[length];
            paired = new boolean[length];
        }
    }

    void put(int at, int entry, int index, boolean isOwn) {
        entries[at] = entry;
        indexes[at] = index;
        own[at] = isOwn;
        paired[at] = false;
    }

    /** First entry from an index on that belongs to the document and is not paired; the count when there is none. */
    int nextOwn(int from) {
        int index = from;
        while (index < count && (paired[index] || !own[index])) {
            index++;
        }
        return index;
    }

    /** First entry from an index on that is not paired; the count when there is none. */
    int next(int from) {
        int index = from;
        while (index < count && paired[index]) {
            index++;
        }
        return index;
    }
}
