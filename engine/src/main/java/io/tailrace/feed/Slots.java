package io.tailrace.feed;

import io.tailrace.query.Marks;
import java.util.Arrays;

/** Runs by age: a younger one has a greater slot. Not thread safe. */
final class Slots {
    private FeedRun[] runs = new FeedRun[Long.SIZE];
    /** The first slot that was never given since they were numbered. */
    private int next;

    private int size;

    int size() {
        return size;
    }

    int capacity() {
        return runs.length;
    }

    FeedRun at(int slot) {
        return runs[slot];
    }

    /** Whether no slot is left, though half of them and more are of runs that went. */
    boolean isSparse() {
        return next == runs.length && size < runs.length / 2;
    }

    void add(FeedRun run) {
        if (next == runs.length) {
            runs = Arrays.copyOf(runs, next << 1);
        }
        runs[next] = run;
        run.place.slot = next++;
        size++;
    }

    void remove(FeedRun run) {
        runs[run.place.slot] = null;
        run.place.slot = Marks.NONE;
        size--;
    }

    /** Gives each run a new slot, in the same order and without holes. */
    void renumber() {
        int count = 0;
        for (int i = 0; i < next; i++) {
            FeedRun run = runs[i];
            if (run != null) {
                runs[i] = null;
                runs[count] = run;
                run.place.slot = count++;
            }
        }
        next = count;
    }

    /** The run at the least used slot from one on, or null. */
    FeedRun from(int slot) {
        for (int i = slot; i < next; i++) {
            if (runs[i] != null) {
                return runs[i];
            }
        }
        return null;
    }
}
