package io.tailrace.feed;

import java.util.Arrays;

/**
 * A set of slots, visited from the least on in the time of those that are in it. Not thread safe; allocates only when
 * it grows.
 */
final class Marks {
    private static final int WORD_BITS = 6;

    /** From the slots up: a bit of a level says that the word below it is not empty. */
    private long[][] levels = {new long[1]};

    private int capacity = Long.SIZE;

    /** Has room for slots below a number. */
    void capacity(int slots) {
        while (capacity < slots) {
            capacity <<= 1;
        }
        int count = 1;
        for (int words = capacity >>> WORD_BITS; words > 1; words = (words + Long.SIZE - 1) >>> WORD_BITS) {
            count++;
        }
        long[][] grown = new long[count][];
        int words = capacity >>> WORD_BITS;
        for (int level = 0; level < count; level++) {
            long[] old = level < levels.length ? levels[level] : new long[0];
            grown[level] = Arrays.copyOf(old, Math.max(words, 1));
            words = (words + Long.SIZE - 1) >>> WORD_BITS;
        }
        levels = grown;
        for (int level = 1; level < count; level++) {
            for (int word = 0; word < levels[level - 1].length; word++) {
                if (levels[level - 1][word] != 0) {
                    levels[level][word >>> WORD_BITS] |= 1L << word;
                }
            }
        }
    }

    void mark(int slot) {
        int at = slot;
        for (long[] level : levels) {
            long old = level[at >>> WORD_BITS];
            level[at >>> WORD_BITS] = old | 1L << at;
            if (old != 0) {
                return; // the levels above know of the word
            }
            at >>>= WORD_BITS;
        }
    }

    void clear(int slot) {
        int at = slot;
        for (long[] level : levels) {
            long left = level[at >>> WORD_BITS] & ~(1L << at);
            level[at >>> WORD_BITS] = left;
            if (left != 0) {
                return;
            }
            at >>>= WORD_BITS;
        }
    }

    boolean isMarked(int slot) {
        return (levels[0][slot >>> WORD_BITS] & 1L << slot) != 0;
    }

    boolean isEmpty() {
        return levels[levels.length - 1][0] == 0;
    }

    /** The least slot in the set that is not below a number, or -1. */
    int next(int from) {
        int at = from;
        int level = 0;
        while (level < levels.length) {
            long[] words = levels[level];
            int word = at >>> WORD_BITS;
            long rest = word < words.length ? words[word] & -1L << at : 0;
            if (rest != 0) {
                at = (word << WORD_BITS) + Long.numberOfTrailingZeros(rest);
                while (level > 0) {
                    level--;
                    at = (at << WORD_BITS) + Long.numberOfTrailingZeros(levels[level][at]);
                }
                return at;
            }
            at = word + 1;
            level++;
        }
        return -1;
    }
}
