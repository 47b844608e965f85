package io.tailrace.index;

import io.tailrace.bytes.Bytes;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Keys in order: a B+ tree of 4 KiB pages. Single writer, any reader (see {@link KeyBatch}). */
final class KeyTree {
    /*
     * A change inside a leaf locks that leaf. A split or the removal of an empty page locks the whole path from the
     * root before it changes any page of it, so that a reader who passes from a page to its child and then finds the
     * page unchanged has the right child. Both happen once in about a hundred insertions and take a few microseconds.
     *
     * Pages are not merged; one that is empty is taken out of its parent and used again by this tree only, so that the
     * version at its start is always one and never goes back: a late reader cannot take it for the page it was.
     */
    /** Longest key: four cells of it fit into a page. */
    static final int MAX_KEY_BYTES = 1000;

    private static final int MOST_LEVELS = 16;

    /** The larger part of a split page holds no more of it than this, and half a cell. */
    private static final int LARGER_PART_BYTES = KeyPage.ROOM_BYTES * 5 / 8;

    private final IndexMemory memory;
    private final UnsafeBuffer scratch = new UnsafeBuffer(ByteBuffer.allocateDirect(KeyPage.BYTES));
    private volatile int root = IndexMemory.NONE; // written by the writer
    private volatile long bytes; // written by the writer
    private volatile boolean closed; // written by the writer

    // Writer only: the path to the key sought last, from the root.
    private final int[] path = new int[MOST_LEVELS];
    private final int[] place = new int[MOST_LEVELS];
    private final int[] taken = new int[MOST_LEVELS + 1];
    private int height;
    private int takenCount;
    private int firstFree;
    private int freeCount;
    private int chain;
    private int longestKey;
    private final int[] pages = new int[MOST_LEVELS]; // in use, by level

    KeyTree(IndexMemory memory) {
        this.memory = memory;
    }

    int root() {
        return root;
    }

    long bytes() {
        return bytes;
    }

    /** Any thread; to be called after a load-load fence where it is to tell what was read before. */
    boolean isClosed() {
        return closed;
    }

    /** Nobody finds anything from here on; memory may be given back. */
    void close() {
        closed = true;
        VarHandle.storeStoreFence();
    }

    /** Sees to it that the next insertion finds its pages; false when there is no memory. */
    boolean reserve() {
        return reserve(height + 2);
    }

    /** Sees to it that so many insertions find their pages; false when there is no memory. */
    boolean reserve(int insertions, int longest) {
        if (insertions == 1) {
            return reserve();
        }
        return (height > 0 || reserve())
                && reserve(Math.max(height + 2, pagesFor(insertions, Math.max(longest, longestKey))));
    }

    /*
     * An insertion splits at most one page of each level. Many of them split fewer: a page that was split has two parts
     * of about half its bytes, and either must be filled again before it splits once more. So count what all insertions
     * bring, in bytes, and what the pages of the level can have beyond that half; a split takes at least the difference
     * between a full page and the larger part of one. Splits at the end of a level leave a full page behind.
     */
    private int pagesFor(int insertions, int longest) {
        int cell = KeyPage.cellBytes(longest);
        int wanted = 0;
        long added = insertions;
        for (int level = 0; level < height; level++) {
            added = Math.min(added, splits(added, cell, pages[level]));
            wanted += (int) added;
        }
        while (added > 0) { // new roots; each page holds two cells at least
            added = Math.min(added - 1, Math.min(added / 2 + 1, splits(added, cell, 1)));
            wanted += 1 + (int) added;
        }
        return wanted;
    }

    private static long splits(long added, int cell, int pagesThere) {
        int taken = KeyPage.ROOM_BYTES - cell - LARGER_PART_BYTES - cell / 2;
        if (taken <= cell) {
            return added;
        }
        long full = 1 + added * cell / (KeyPage.ROOM_BYTES - 2 * cell);
        int beyond = KeyPage.ROOM_BYTES - LARGER_PART_BYTES - cell / 2;
        return full + ((pagesThere + full) * beyond + added * cell) / taken + 1;
    }

    private boolean reserve(int wanted) {
        int fresh = 0;
        while (freeCount < wanted) {
            int ref = memory.allocate(KeyPage.BYTES);
            if (ref == IndexMemory.NONE) {
                giveBack(fresh);
                return false;
            }
            fresh++;
            KeyPage.adopt(page(ref), at(ref), chain);
            chain = ref;
            bytes += KeyPage.BYTES;
            free(ref);
        }
        if (root == IndexMemory.NONE) {
            int leaf = take(0);
            KeyPage.endChange(page(leaf), at(leaf));
            takenCount = 0;
            height = 1;
            root = leaf;
            return reserve();
        }
        return true;
    }

    /** Pages that were taken last and never used go back: no reader has ever been led there. */
    private void giveBack(int fresh) {
        for (int i = 0; i < fresh; i++) {
            int ref = firstFree;
            firstFree = KeyPage.nextFree(page(ref), at(ref));
            freeCount--;
            chain = KeyPage.chained(page(ref), at(ref));
            bytes -= KeyPage.BYTES;
            memory.free(ref);
        }
    }

    /** Adds a key, after reserve; false if it is there already. */
    boolean insert(DirectBuffer key, int offset, int length) {
        if (descend(key, offset, length)) {
            return false;
        }
        longestKey = Math.max(longestKey, length);
        int leaf = path[height - 1];
        if (KeyPage.fits(page(leaf), at(leaf), length)) {
            KeyPage.beginChange(page(leaf), at(leaf));
            int index = place[height - 1];
            KeyPage.insert(page(leaf), at(leaf), index, key, offset, length, IndexMemory.NONE, scratch);
            KeyPage.endChange(page(leaf), at(leaf));
        } else {
            int levels = height;
            lockPath(levels);
            insertSplitting(key, offset, length);
            unlockTaken();
            unlockPath(levels);
        }
        return true;
    }

    /** Takes a key out; false if it is not there. */
    boolean remove(DirectBuffer key, int offset, int length) {
        if (root == IndexMemory.NONE || !descend(key, offset, length)) {
            return false;
        }
        int leaf = path[height - 1];
        if (KeyPage.count(page(leaf), at(leaf)) > 1 || height == 1) {
            KeyPage.beginChange(page(leaf), at(leaf));
            KeyPage.remove(page(leaf), at(leaf), place[height - 1]);
            KeyPage.endChange(page(leaf), at(leaf));
        } else {
            int levels = height;
            lockPath(levels);
            removeEmptying();
            unlockPath(levels);
            shrink();
        }
        return true;
    }

    /** Gives up to a number of pages back, when no reader can get here any more; true if there is more to do. */
    boolean release(int limit) {
        for (int i = 0; i < limit && chain != IndexMemory.NONE; i++) {
            int ref = chain;
            chain = KeyPage.chained(page(ref), at(ref));
            bytes -= KeyPage.BYTES;
            memory.free(ref);
        }
        return chain != IndexMemory.NONE;
    }

    /** Finds the path to a key; true if the key is there, at the last place, else that is where it would stand. */
    private boolean descend(DirectBuffer key, int offset, int length) {
        int ref = root;
        int leafDepth = height - 1;
        for (int depth = 0; depth < leafDepth; depth++) {
            path[depth] = ref;
            place[depth] = KeyPage.search(page(ref), at(ref), 1, true, key, offset, length) - 1;
            ref = KeyPage.child(page(ref), at(ref), KeyPage.key(page(ref), at(ref), place[depth]));
        }
        int index = KeyPage.search(page(ref), at(ref), 0, false, key, offset, length);
        path[leafDepth] = ref;
        place[leafDepth] = index;
        if (index == KeyPage.count(page(ref), at(ref))) {
            return false;
        }
        int found = KeyPage.key(page(ref), at(ref), index);
        int foundAt = at(ref) + KeyPage.keyOffset(found);
        return KeyPage.keyLength(found) == length && Bytes.equal(page(ref), foundAt, key, offset, length);
    }

    private void insertSplitting(DirectBuffer key, int offset, int length) {
        DirectBuffer newKey = key;
        int newOffset = offset;
        int newLength = length;
        int child = IndexMemory.NONE;
        for (int depth = height - 1; depth >= 0; depth--) {
            int left = path[depth];
            int index = place[depth];
            if (KeyPage.fits(page(left), at(left), newLength)) {
                KeyPage.insert(page(left), at(left), index, newKey, newOffset, newLength, child, scratch);
                return;
            }
            int right = split(left, index, isLast(depth), newKey, newOffset, newLength, child);
            int separator = KeyPage.key(page(right), at(right), 0);
            newKey = page(right);
            newOffset = at(right) + KeyPage.keyOffset(separator);
            newLength = KeyPage.keyLength(separator);
            child = right;
            if (depth > 0) {
                place[depth - 1]++;
            }
        }
        int left = path[0];
        int top = take(KeyPage.level(page(left), at(left)) + 1);
        KeyPage.insert(page(top), at(top), 0, scratch, 0, 0, left, scratch);
        KeyPage.insert(page(top), at(top), 1, newKey, newOffset, newLength, child, scratch);
        height++;
        root = top;
    }

    /** Splits a page and puts a cell into one of the two; returns the new one, which holds the upper keys. */
    private int split(int left, int index, boolean last, DirectBuffer key, int offset, int length, int child) {
        UnsafeBuffer page = page(left);
        int right = take(KeyPage.level(page, at(left)));
        int count = KeyPage.count(page, at(left));
        // Keys that only go up leave full pages behind them. Elsewhere than at the very end that would give every key
        // of a descending row a page of its own.
        int from = last && index == count ? count : KeyPage.middle(page, at(left));
        KeyPage.moveTail(page, at(left), from, page(right), at(right), scratch);
        if (index < from) {
            KeyPage.insert(page, at(left), index, key, offset, length, child, scratch);
        } else {
            KeyPage.insert(page(right), at(right), index - from, key, offset, length, child, scratch);
        }
        return right;
    }

    /** Whether the page of the path at that depth is the last one of its level. */
    private boolean isLast(int depth) {
        for (int above = 0; above < depth; above++) {
            if (place[above] != KeyPage.count(page(path[above]), at(path[above])) - 1) {
                return false;
            }
        }
        return true;
    }

    private void removeEmptying() {
        for (int depth = height - 1; depth >= 0; depth--) {
            int ref = path[depth];
            KeyPage.remove(page(ref), at(ref), place[depth]);
            if (KeyPage.count(page(ref), at(ref)) > 0) {
                return;
            }
            pages[height - 1 - depth]--;
            if (depth == 0) {
                KeyPage.format(page(ref), at(ref), 0);
                pages[0]++;
                height = 1;
            } else {
                free(ref);
            }
        }
    }

    /** Takes pages with one child only off the top. */
    private void shrink() {
        while (height > 1 && KeyPage.count(page(root), at(root)) == 1) {
            int old = root;
            root = KeyPage.child(page(old), at(old), KeyPage.key(page(old), at(old), 0));
            height--;
            pages[height]--;
            KeyPage.beginChange(page(old), at(old));
            KeyPage.endChange(page(old), at(old));
            free(old);
        }
    }

    private void lockPath(int levels) {
        for (int depth = 0; depth < levels; depth++) {
            KeyPage.beginChange(page(path[depth]), at(path[depth]));
        }
    }

    private void unlockPath(int levels) {
        for (int depth = levels - 1; depth >= 0; depth--) {
            KeyPage.endChange(page(path[depth]), at(path[depth]));
        }
    }

    /** A free page, locked until unlockTaken. */
    private int take(int level) {
        int ref = firstFree;
        assert ref != IndexMemory.NONE : "height=" + height + ": no page reserved";
        firstFree = KeyPage.nextFree(page(ref), at(ref));
        freeCount--;
        KeyPage.beginChange(page(ref), at(ref));
        KeyPage.format(page(ref), at(ref), level);
        pages[level]++;
        taken[takenCount++] = ref;
        return ref;
    }

    private void unlockTaken() {
        for (int i = 0; i < takenCount; i++) {
            KeyPage.endChange(page(taken[i]), at(taken[i]));
        }
        takenCount = 0;
    }

    private void free(int ref) {
        KeyPage.nextFree(page(ref), at(ref), firstFree);
        firstFree = ref;
        freeCount++;
    }

    private UnsafeBuffer page(int ref) {
        return memory.buffer(ref);
    }

    private static int at(int ref) {
        return IndexMemory.offset(ref);
    }
}
