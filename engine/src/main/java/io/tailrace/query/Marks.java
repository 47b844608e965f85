package io.tailrace.query;

import java.util.Arrays;

/**
 * A set of slots, walked in ascending order. Not thread safe; allocates only to grow.
 *
 * <p>Bits in words of 64, over each level a smaller one that tells which words are not zero, up to one of one word: a
 * mark, and a step of a walk, look at one word a level, and an empty set costs nothing to walk or clear, however large
 * it is. A slot that comes into an empty set is kept apart until a second one comes, as most sets have one.
 *
 * @hidden
 */
public final class Marks {
    /** No slot. */
    public static final int NONE = -1;

    private static final int SHIFT = 6;

    /** From the slots themselves up; the last level is one word. */
    private long[][] levels = {new long[1]};

    private int capacity = 1 << SHIFT;

    /** The only slot in the set, which no word tells; else {@link #NONE}. */
    private int only = NONE;

    /** An empty set. */
    public Marks() {}

    /**
     * Adds a slot.
     *
     * @param slot from 0, below 2^30
     */
    public void mark(int slot) {
        if (slot == only) {
            return;
        }
        if (only != NONE) {
            int first = only;
            only = NONE;
            put(first);
        } else if (isEmpty()) {
            only = slot;
            return;
        }
        put(slot);
    }

    private void put(int slot) {
        if (slot >= capacity) {
            resize(Math.max(slot + 1, capacity << 1));
        }
        int at = slot;
        for (long[] words : levels) {
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
        return slot == only || slot < capacity && (levels[0][slot >> SHIFT] & 1L << slot) != 0;
    }

    /** Whether no slot is. */
    public boolean isEmpty() {
        return only == NONE && levels[levels.length - 1][0] == 0;
    }

    /**
     * The next slot in the set.
     *
     * @param from first one to look at, not negative
     * @return the least that is not before it, or {@link #NONE}
     */
    public int next(int from) {
        if (only != NONE) {
            return only >= from ? only : NONE;
        }
        int at = from;
        if (at >= capacity || isEmpty()) {
            return NONE;
        }
        for (int level = 0; level < levels.length; level++) {
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
        if (slot == only) {
            only = NONE;
            return;
        }
        if (slot >= capacity) {
            return;
        }
        int at = slot;
        for (long[] words : levels) {
            words[at >> SHIFT] &= ~(1L << at);
            at >>= SHIFT;
            if (words[at] != 0) {
                return;
            }
        }
    }

    /** Takes all slots out; costs as much as there are. */
    public void clear() {
        only = NONE;
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
        for (int level = 1; level < levels.length; level++) {
            long[] words = levels[level];
            words[at >> SHIFT] &= ~(1L << at);
            at >>= SHIFT;
            if (words[at] != 0) {
                return;
            }
        }
    }

    private void resize(int slots) {
        int words = (slots + (1 << SHIFT) - 1) >> SHIFT;
        capacity = words << SHIFT;
        long[][] grown = new long[levels.length][];
        grown[0] = Arrays.copyOf(levels[0], words);
        for (int level = 1; words > 1; level++) {
            grown = level < grown.length ? grown : Arrays.copyOf(grown, level + 1);
            words = (words + (1 << SHIFT) - 1) >> SHIFT;
            grown[level] = new long[words];
            fill(grown[level], grown[level - 1]);
        }
        levels = grown;
    }

    private static void fill(long[] level, long[] below) {
        for (int word = 0; word < below.length; word++) {
            if (below[word] != 0) {
                level[word >> SHIFT] |= 1L << word;
            }
        }
    }
}
