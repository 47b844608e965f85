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
    /** Keys that were not there before the transaction. */
    private int newKeys;
    /** All insertions, those of keys that it has removed before included. */
    private int insertions;

    private int longestKey;
    private boolean secured;

    /** @param block for the record, or NONE where that of the key is going to be overwritten */
    void add(int block) {
        assert !secured : "a plan that is secured grows";
        if (count == blocks.length) {
            blocks = Arrays.copyOf(blocks, 2 * count);
        }
        blocks[count++] = block;
    }

    /** A key that comes back takes the slot that it left, so only the first insertion of a new one needs another. */
    void addNewKey(long hash) {
        if (newKeys == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * newKeys);
        }
        hashes[newKeys++] = hash ^ Long.MIN_VALUE;
    }

    void addInsertion(int keyLength) {
        insertions++;
        longestKey = Math.max(longestKey, keyLength);
    }

    int newKeys() {
        return newKeys;
    }

    int insertions() {
        return insertions;
    }

    int longestKey() {
        return longestKey;
    }

    /** Notes that room for all of it is there; false when that was noted before. */
    boolean secure() {
        boolean first = !secured;
        secured = true;
        return first;
    }

    /** The hashes of the new keys in unsigned order; to be asked once. */
    long[] sortedHashes() {
        Arrays.sort(hashes, 0, newKeys);
        for (int i = 0; i < newKeys; i++) {
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
    void clear(IndexMemory memory) {
        for (; taken < count; taken++) {
            if (blocks[taken] != IndexMemory.NONE) {
                memory.free(blocks[taken]);
            }
        }
        count = 0;
        taken = 0;
        newKeys = 0;
        insertions = 0;
        longestKey = 0;
        secured = false;
        if (blocks.length > MOST_KEPT) {
            blocks = new int[INITIAL];
            hashes = new long[INITIAL];
        }
    }
}
