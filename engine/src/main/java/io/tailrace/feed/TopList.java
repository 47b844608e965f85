package io.tailrace.feed;

import io.tailrace.query.EntryPlace;
import java.util.Arrays;

/** Entries of a store in the order of the result; a place is an index. Not thread safe; it allocates when it grows. */
final class TopList {
    private final TopStore store;
    private final EntryPlace looked = new EntryPlace();
    private int[] entries = new int[128];
    private int size;

    TopList(TopStore store) {
        this.store = store;
    }

    int size() {
        return size;
    }

    int entry(int index) {
        return entries[index];
    }

    int last() {
        return entries[size - 1];
    }

    /** Index of the entry at a place, or -1 minus the index where it would stand. */
    int find(EntryPlace place) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int difference = store.compare(entries[middle], place);
            if (difference == 0) {
                return middle;
            }
            if (difference < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }

    /** Index of an entry with the place of another one, or -1 minus the index where it would stand. */
    int find(int entry) {
        return find(store.place(entry, looked));
    }

    void insert(int index, int entry) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, size << 1);
        }
        System.arraycopy(entries, index, entries, index + 1, size - index);
        entries[index] = entry;
        size++;
    }

    void append(int entry) {
        insert(size, entry);
    }

    int remove(int index) {
        int entry = entries[index];
        size--;
        System.arraycopy(entries, index + 1, entries, index, size - index);
        return entry;
    }

    /** Removes the entries at some indexes, ascending, in one pass. */
    void removeAll(int[] indexes, int count) {
        for (int i = 0; i < count; i++) {
            int from = indexes[i] + 1;
            int to = i + 1 < count ? indexes[i + 1] : size;
            System.arraycopy(entries, from, entries, indexes[i] - i, to - from);
        }
        size -= count;
    }

    void copy(int from, int[] into, int count) {
        System.arraycopy(entries, from, into, 0, count);
    }

    void clear() {
        size = 0;
    }
}
