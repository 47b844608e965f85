package io.tailrace.query;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What changes are looked up by in a {@link PredicateIndex}: collected for one change or for several, then found, then
 * shown change by change. Where thousands wait, what one change finds is long out of the processor's caches when the
 * next one comes; looked for together, the waits for memory overlap. Not thread safe; allocates only to grow.
 *
 * <p>What was found may be shown until the index, or the slot of a subscriber, changes.
 *
 * @hidden
 */
public final class Lookups {
    /** No key: a posting that was found when the change was looked at. */
    private static final int NO_KEY = -1;

    /** Several wait for the value, whose posting is the first that is kept; less by one for each that follows. */
    private static final int MANY = -2;

    private static final int FIRST_PROBES = 64;
    private static final int FIRST_CHANGES = 16;
    private static final int FIRST_BYTES = 1_024;

    private final UnsafeBuffer keys = new UnsafeBuffer(new byte[FIRST_BYTES]);
    private int keysEnd;

    private Axis[] axes = new Axis[FIRST_PROBES];
    private int[] hashes = new int[FIRST_PROBES];
    private int[] offsets = new int[FIRST_PROBES];
    private int[] lengths = new int[FIRST_PROBES];
    private byte[] sides = new byte[FIRST_PROBES];
    /** Of who waits for the value, the slot of the only one; or {@link Marks#NONE}, or {@link #MANY} and less. */
    private int[] slots = new int[FIRST_PROBES];

    private int probes;
    /** Those that several wait for, in the order of the probes: kept apart, as most values have one who waits. */
    private Posting[] many = new Posting[FIRST_CHANGES];

    private int manyCount;

    /** Behind the last probe of each change. */
    private int[] ends = new int[FIRST_CHANGES];

    private int changes;
    /** What was read for nothing but to have it near; kept, as else nobody would read it. */
    @SuppressWarnings({"unused", "UnusedVariable"})
    private long touched;

    /** Nothing is looked up. */
    public Lookups() {}

    /** Forgets everything. */
    public void clear() {
        Arrays.fill(many, 0, manyCount, null);
        manyCount = 0;
        probes = 0;
        changes = 0;
        keysEnd = 0;
    }

    /** How many changes there are. */
    public int size() {
        return changes;
    }

    /** All that a change is looked up by has been added. */
    public void endChange() {
        if (changes == ends.length) {
            ends = Arrays.copyOf(ends, changes << 1);
        }
        ends[changes++] = probes;
    }

    /** Looks up all that was collected. */
    public void find() {
        if (changes > 1) {
            touch();
        }
        for (int i = 0; i < probes; i++) {
            if (isPoint(i)) {
                findPoint(i, axes[i].points);
            }
        }
    }

    /** Reads all that looking up will read, step by step: no read of a step waits for another of the same. */
    private void touch() {
        for (int i = 0; i < probes; i++) {
            if (isPoint(i)) {
                slots[i] = axes[i].points.touch(hashes[i]);
            }
        }
        for (int i = 0; i < probes; i++) {
            if (lengths[i] != NO_KEY && slots[i] >= 0) {
                touched += axes[i].points.touchValue(slots[i]);
            }
        }
    }

    private void findPoint(int probe, PointPostings points) {
        int number = slots[probe]; // that it begins with, where it was touched
        if (number < 0 || !points.isOf(number, keys, offsets[probe], lengths[probe])) {
            number = points.find(hashes[probe], keys, offsets[probe], lengths[probe]);
        }
        slots[probe] = number < 0 ? Marks.NONE : points.onlySlot(number);
        if (number >= 0 && slots[probe] == Marks.NONE) {
            keep(probe, points.posting(number));
        }
    }

    private void found(int probe, Posting posting) {
        int only = posting.onlySlot();
        if (only >= 0) {
            slots[probe] = only;
        } else {
            keep(probe, posting);
        }
    }

    private void keep(int probe, Posting posting) {
        if (manyCount == many.length) {
            many = Arrays.copyOf(many, manyCount << 1);
        }
        many[manyCount] = posting;
        slots[probe] = MANY - manyCount++;
    }

    /** Whether anybody waits for single values where this one is looked up. */
    private boolean isPoint(int probe) {
        return lengths[probe] != NO_KEY && !axes[probe].points.isEmpty();
    }

    /**
     * Marks whom a change can concern.
     *
     * @param change from 0, in the order in which they were collected
     * @param into takes the marks, and by which documents they come about
     */
    public void mark(int change, Matches into) {
        for (int i = change == 0 ? 0 : ends[change - 1]; i < ends[change]; i++) {
            int slot = slots[i];
            if (slot >= 0) {
                into.mark(slot, sides[i]);
            } else if (slot <= MANY) {
                many[MANY - slot].mark(sides[i], into);
            }
            if (lengths[i] != NO_KEY) {
                axes[i].intervals.mark(keys, offsets[i], lengths[i], sides[i], into);
            }
        }
    }

    /** How many values were looked up, and what else was found. */
    public int found() {
        return probes;
    }

    /**
     * The slot of one who waits for a value that was found, the only one mostly.
     *
     * @param probe from 0, below {@link #found}
     * @return a slot, or {@link Marks#NONE} when nobody waits
     */
    public int slot(int probe) {
        return slots[probe] <= MANY ? many[MANY - slots[probe]].slot() : slots[probe];
    }

    /** The change at hand is of concern to these, whatever is in it. */
    void add(Posting posting, int ofSides) {
        if (posting.count() > 0) {
            int probe = next(null, ofSides);
            lengths[probe] = NO_KEY;
            found(probe, posting);
        }
    }

    /** And to those who wait for this value. */
    void add(Axis axis, DirectBuffer key, int offset, int length, int ofSides) {
        if (keys.capacity() < keysEnd + length) {
            byte[] grown = new byte[Math.max(keysEnd + length, keys.capacity() << 1)];
            keys.getBytes(0, grown, 0, keysEnd);
            keys.wrap(grown);
        }
        int probe = next(axis, ofSides);
        keys.putBytes(keysEnd, key, offset, length);
        if (!axis.points.isEmpty()) {
            hashes[probe] = KeyNumbers.hash(key, offset, length);
        }
        offsets[probe] = keysEnd;
        lengths[probe] = length;
        keysEnd += length;
    }

    private int next(Axis axis, int ofSides) {
        if (probes == axes.length) {
            axes = Arrays.copyOf(axes, probes << 1);
            hashes = Arrays.copyOf(hashes, probes << 1);
            offsets = Arrays.copyOf(offsets, probes << 1);
            lengths = Arrays.copyOf(lengths, probes << 1);
            sides = Arrays.copyOf(sides, probes << 1);
            slots = Arrays.copyOf(slots, probes << 1);
        }
        if (axes[probes] != axis) { // see Value.ownObject
            axes[probes] = axis;
        }
        sides[probes] = (byte) ofSides;
        slots[probes] = Marks.NONE;
        return probes++;
    }
}
