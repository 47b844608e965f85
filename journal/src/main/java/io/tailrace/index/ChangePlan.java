package io.tailrace.index;

import java.util.Arrays;

/**
 * What an index has set aside for the changes of a transaction: the blocks of their records, in the order of the
 * changes, and the hashes of the keys that are new. Writer only; grows to the largest transaction and shrinks again.
 */
final class ChangePlan {
    private static final int INITIAL = 16;
    private static final int MOST_KEPT = 4096;

    private int[] blocks = new int[INITIAL];
    private long[] hashes = new long[INITIAL];
    private int count;
    private int taken;
    private int insertions;
    private int longestKey;
    private boolean secured;

    /** @param block for the record, or NONE where that of the key is going to be overwritten */
    void add(final int block) {
        assert !secured : "a plan that is secured grows";
        if (count == blocks.length) {
            blocks = Arrays.copyOf(blocks, 2 * count);
        }
        blocks[count++] = block;
    }

    void addInsertion(final long hash, final int keyLength) {
        if (insertions == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * insertions);
        }
        hashes[insertions++] = hash ^ Long.MIN_VALUE;
        longestKey = Math.max(longestKey, keyLength);
    }

    int insertions() {
        return insertions;
    }

    int longestKey() {
        return longestKey;
    }

    /** Notes that room for all of it is there; false when that was noted before. */
    boolean secure() {
        final boolean first = !secured;
        secured = true;
        return first;
    }

    /** The hashes of all insertions in unsigned order; to be asked once. */
    long[] sortedHashes() {
        Arrays.sort(hashes, 0, insertions);
        for (int i = 0; i < insertions; i++) {
            hashes[i] ^= Long.MIN_VALUE;
        }
        return hashes;
    }

    /** The block of the next change. */
    int take() {
        assert taken < count : "changes=" + count;
        return blocks[taken++];
    }

    /** Gives back what was not taken, and is empty. */
    void clear(final IndexMemory memory) {
        for (; taken < count; taken++) {
            if (blocks[taken] != IndexMemory.NONE) {
                memory.free(blocks[taken]);
            }
        }
        count = 0;
        taken = 0;
        insertions = 0;
        longestKey = 0;
        secured = false;
        if (blocks.length > MOST_KEPT) {
            blocks = new int[INITIAL];
            hashes = new long[INITIAL];
        }
    }
}
