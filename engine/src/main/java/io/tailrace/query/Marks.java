package io.tailrace.query;

import java.util.Arrays;

/**
 * A set of slots, walked in ascending order. Not thread safe; allocates only to grow.
 *
 * <p>Bits in words of 64, over each level a smaller one that tells which words are not zero: a mark, and a step of a
 * walk, look at one word a level, and an empty set costs nothing to walk or clear, however large it is.
 *
 * @hidden
 */
public final class Marks {
    /** No slot. */
    public static final int NONE = -1;

    private static final int SHIFT = 6;
    private static final int LEVELS = 5;

    /** From the slots themselves up; the last level is one word, whatever the size. */
    private final long[][] levels = new long[LEVELS][];

    private int capacity;

    /** An empty set. */
    public Marks() {
        resize(1 << SHIFT);
    }

    /**
     * Adds a slot.
     *
     * @param slot from 0, below 2^30
     */
    public void mark(int slot) {
        if (slot >= capacity) {
            resize(Math.max(slot + 1, capacity << 1));
        }
        int at = slot;
        for (int level = 0; level < LEVELS; level++) {
            long[] words = levels[level];
            int word = at >> SHIFT;
            long before = words[word];
            words[word] = before | 1L << at;
            if (before != 0) {
                return; // whoever set the first bit of the word has told the levels above
            }
            at = word;
        }
    }

    /** Whether a slot is in the set. */
    public boolean isMarked(int slot) {
        return slot < capacity && (levels[0][slot >> SHIFT] & 1L << slot) != 0;
    }

    /** Whether no slot is. */
    public boolean isEmpty() {
        return levels[LEVELS - 1][0] == 0;
    }

    /**
     * The next slot in the set.
     *
     * @param from first one to look at, not negative
     * @return the least that is not before it, or {@link #NONE}
     */
    public int next(int from) {
        int at = from;
        if (at >= capacity) {
            return NONE;
        }
        for (int level = 0; level < LEVELS; level++) {
            int word = at >> SHIFT;
            long[] words = levels[level];
            long rest = word < words.length ? words[word] & -1L << at : 0;
            if (rest != 0) {
                return least(level, word << SHIFT | Long.numberOfTrailingZeros(rest));
            }
            at = word + 1;
        }
        return NONE;
    }

    /**
     * Takes a slot out.
     *
     * @param slot that may be in the set
     */
    public void clear(int slot) {
        if (slot >= capacity) {
            return;
        }
        int at = slot;
        for (int level = 0; level < LEVELS; level++) {
            long[] words = levels[level];
            words[at >> SHIFT] &= ~(1L << at);
            at >>= SHIFT;
            if (words[at] != 0) {
                return;
            }
        }
    }

    /** Takes all slots out; costs as much as there are. */
    public void clear() {
        for (int slot = next(0); slot >= 0; slot = next(slot + 1)) {
            clearWord(slot >> SHIFT);
        }
    }

    private int least(int level, int bit) {
        int at = bit;
        for (int i = level - 1; i >= 0; i--) {
            at = at << SHIFT | Long.numberOfTrailingZeros(levels[i][at]);
        }
        return at;
    }

    private void clearWord(int word) {
        levels[0][word] = 0;
        int at = word;
        for (int level = 1; level < LEVELS; level++) {
            long[] words = levels[level];
            words[at >> SHIFT] &= ~(1L << at);
            at >>= SHIFT;
            if (words[at] != 0) {
                return;
            }
        }
    }

    private void resize(int slots) {
        int words = (slots >> SHIFT) + 1;
        capacity = words << SHIFT;
        for (int level = 0; level < LEVELS; level++) {
            levels[level] = levels[level] == null ? new long[words] : Arrays.copyOf(levels[level], words);
            words = (words >> SHIFT) + 1;
        }
    }
}
