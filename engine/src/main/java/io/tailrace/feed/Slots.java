package io.tailrace.feed;

import io.tailrace.query.Marks;
import java.util.Arrays;
import java.util.Comparator;

/** Runs by age: a younger one has a greater slot. Not thread safe. */
final class Slots {
    private FeedRun[] runs = new FeedRun[Long.SIZE];
    /** The first slot that was never given since they were numbered. */
    private int next;

    private int size;
    /** The age of the youngest run that was given a slot. */
    private long youngest;
    /** Whether one of those with a greater slot is older. */
    private boolean mixed;

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
        mixed |= run.number < youngest;
        youngest = Math.max(youngest, run.number);
        runs[next] = run;
        run.slot = next++;
        size++;
    }

    void remove(FeedRun run) {
        runs[run.slot] = null;
        run.slot = Marks.NONE;
        size--;
    }

    /** Whether slots do not tell the age, as one has come that is older than another before it. */
    boolean isMixed() {
        return mixed;
    }

    /** Gives each run a new slot, by age and without holes. */
    void renumber() {
        int count = 0;
        for (int i = 0; i < next; i++) {
            FeedRun run = runs[i];
            if (run != null) {
                runs[i] = null;
                runs[count++] = run;
            }
        }
        if (mixed) {
            Arrays.sort(runs, 0, count, Comparator.comparingLong(run -> run.number));
            mixed = false;
        }
        for (int i = 0; i < count; i++) {
            runs[i].slot = i;
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
