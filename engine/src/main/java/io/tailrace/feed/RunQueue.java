package io.tailrace.feed;

import java.util.Arrays;

/** Runs by a time or a sequence, the least first: a binary heap. Not thread safe; allocates only when it grows. */
final class RunQueue {
    private long[] keys = new long[8];
    private FeedRun[] runs = new FeedRun[8];
    private int size;

    int size() {
        return size;
    }

    /** Key of the first; there is one. */
    long least() {
        return keys[0];
    }

    void add(FeedRun run, long key) {
        if (size == runs.length) {
            keys = Arrays.copyOf(keys, size << 1);
            runs = Arrays.copyOf(runs, size << 1);
        }
        up(size++, run, key);
    }

    /** Takes the first out. */
    FeedRun remove() {
        FeedRun first = runs[0];
        removeAt(0);
        return first;
    }

    /** Takes a run out, wherever it is. */
    void remove(FeedRun run) {
        for (int i = 0; i < size; i++) {
            if (runs[i] == run) {
                removeAt(i);
                return;
            }
        }
    }

    private void removeAt(int index) {
        size--;
        FeedRun last = runs[size];
        long key = keys[size];
        runs[size] = null;
        if (index < size) {
            int at = down(index, key);
            up(at, last, key);
        }
    }

    private void up(int from, FeedRun run, long key) {
        int at = from;
        while (at > 0 && keys[(at - 1) >>> 1] > key) {
            int parent = (at - 1) >>> 1;
            keys[at] = keys[parent];
            runs[at] = runs[parent];
            at = parent;
        }
        keys[at] = key;
        runs[at] = run;
    }

    /** Moves a hole down to where the key belongs, as far as its children are less. */
    private int down(int from, long key) {
        int at = from;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                return at;
            }
            if (child + 1 < size && keys[child + 1] < keys[child]) {
                child++;
            }
            if (keys[child] >= key) {
                return at;
            }
            keys[at] = keys[child];
            runs[at] = runs[child];
            at = child;
        }
    }
}
