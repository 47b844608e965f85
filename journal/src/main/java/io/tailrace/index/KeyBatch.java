package io.tailrace.index;

import io.tailrace.error.EngineClosedException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The keys that one bounded step of a scan copies from a {@link KeyTree}. Not thread safe; reads what a writer changes.
 */
final class KeyBatch {
    /*
     * Optimistic descent: take the version of a page (acquire), read the child from it, load-load fence, check the
     * version, take the version of the child, check the page once more: at that moment the child was the right one. At
     * the leaf copy up to MOST_KEYS keys and check again; whatever moved meanwhile, start over from the root with the
     * same key. On the way down the lowest key that lies to the right of the path is kept, so that a leaf with nothing
     * left leads to the next one without links between leaves, which would have to be kept right when pages are taken
     * out. A descending batch takes the keys below what is sought, copies them from the last to the first, and keeps
     * the greatest key on the way down that begins a page on the path: whatever is left lies below it.
     */
    private static final int MOST_KEYS = 64;
    private static final int MOST_LEVELS = 16;

    private final IndexMemory memory;
    private final StripeDirectory directory;
    private final UnsafeBuffer keys = new UnsafeBuffer(ByteBuffer.allocateDirect(KeyPage.BYTES));
    private final UnsafeBuffer sought = new UnsafeBuffer(ByteBuffer.allocateDirect(KeyTree.MAX_KEY_BYTES));
    private final UnsafeBuffer fence = new UnsafeBuffer(ByteBuffer.allocateDirect(KeyTree.MAX_KEY_BYTES));
    private boolean descending;
    private int soughtLength; // -1: above everything
    private boolean above; // ascending: what is sought has been met already
    private int fenceLength; // -1: nothing lies beyond
    private int filled;
    private int at;
    private int keyLength;

    KeyBatch(IndexMemory memory, StripeDirectory directory) {
        this.memory = memory;
        this.directory = directory;
    }

    /** Goes up, beginning with the first key that is not below this one. */
    void seek(DirectBuffer key, int offset, int length) {
        descending = false;
        seek(key, offset, length, false);
        filled = 0;
        at = 0;
    }

    /** Goes up, beginning with the first key that is above this one. */
    void seekAbove(DirectBuffer key, int offset, int length) {
        seek(key, offset, length);
        above = true;
    }

    /** Goes down, beginning with the last key that is below this one. */
    void seekBelow(DirectBuffer key, int offset, int length) {
        seek(key, offset, length);
        descending = true;
    }

    /** Goes down, beginning with the last key. */
    void seekEnd() {
        seek(sought, 0, 0);
        soughtLength = -1;
        descending = true;
    }

    DirectBuffer buffer() {
        return keys;
    }

    int keyOffset() {
        return at - keyLength;
    }

    int keyLength() {
        return keyLength;
    }

    /** Goes to the next key in the direction of the batch; false at the end of the tree. */
    boolean next(KeyTree tree) {
        while (at == filled) {
            copy(tree);
            if (filled > 0) {
                break;
            }
            if (fenceLength < 0) {
                return false;
            }
            seek(fence, 0, fenceLength, false);
        }
        keyLength = keys.getInt(at);
        at += Integer.BYTES + keyLength;
        if (at == filled) {
            seek(keys, keyOffset(), keyLength, !descending);
        }
        return true;
    }

    private void seek(DirectBuffer key, int offset, int length, boolean met) {
        sought.putBytes(0, key, offset, length);
        soughtLength = length;
        above = met;
    }

    private void copy(KeyTree tree) {
        while (true) {
            directory.generation();
            if (tryCopy(tree)) {
                VarHandle.loadLoadFence();
                if (!directory.isClosed() && !tree.isClosed()) {
                    at = 0;
                    return;
                }
            }
            if (tree.isClosed()) {
                throw new EngineClosedException("secondary index was removed: the index or its table was dropped");
            }
            Thread.onSpinWait();
        }
    }

    private boolean tryCopy(KeyTree tree) {
        int ref = tree.root();
        UnsafeBuffer page = memory.buffer(ref);
        int pageAt = IndexMemory.offset(ref);
        if (!isPage(page, pageAt)) {
            return false;
        }
        long version = KeyPage.version(page, pageAt);
        if (tree.root() != ref) {
            return false;
        }
        fenceLength = -1;
        for (int depth = 0; depth < MOST_LEVELS; depth++) {
            if (KeyPage.level(page, pageAt) == 0) {
                return copyKeys(page, pageAt) && isStable(page, pageAt, version);
            }
            int child = child(page, pageAt);
            if (child == KeyPage.TORN || !isStable(page, pageAt, version)) {
                return false;
            }
            UnsafeBuffer childPage = memory.buffer(child);
            int childAt = IndexMemory.offset(child);
            if (!isPage(childPage, childAt)) {
                return false;
            }
            long childVersion = KeyPage.version(childPage, childAt);
            if (!isStable(page, pageAt, version)) {
                return false;
            }
            page = childPage;
            pageAt = childAt;
            version = childVersion;
        }
        return false;
    }

    private static boolean isPage(UnsafeBuffer page, int pageAt) {
        return page != null && pageAt + KeyPage.BYTES <= page.capacity();
    }

    private static boolean isStable(UnsafeBuffer page, int pageAt, long version) {
        VarHandle.loadLoadFence();
        return (version & 1) == 0 && KeyPage.version(page, pageAt) == version;
    }

    /** Child to go to, with the key next to it in the direction of the batch kept as the fence. */
    private int child(UnsafeBuffer page, int pageAt) {
        int index = search(page, pageAt, 1, !descending);
        if (index == KeyPage.TORN) {
            return KeyPage.TORN;
        }
        int key = KeyPage.key(page, pageAt, index - 1);
        int beside = descending ? index - 1 : index;
        if (beside > 0 && beside < KeyPage.count(page, pageAt)) {
            int border = KeyPage.key(page, pageAt, beside);
            if (border == KeyPage.TORN || KeyPage.keyLength(border) > fence.capacity()) {
                return KeyPage.TORN;
            }
            fenceLength = KeyPage.keyLength(border);
            page.getBytes(pageAt + KeyPage.keyOffset(border), fence, 0, fenceLength);
        }
        return key == KeyPage.TORN ? KeyPage.TORN : KeyPage.child(page, pageAt, key);
    }

    private int search(UnsafeBuffer page, int pageAt, int from, boolean aboveEqual) {
        return soughtLength < 0
                ? Math.max(from, KeyPage.count(page, pageAt))
                : KeyPage.search(page, pageAt, from, aboveEqual, sought, 0, soughtLength);
    }

    private boolean copyKeys(UnsafeBuffer page, int pageAt) {
        int place = search(page, pageAt, 0, above);
        if (place == KeyPage.TORN) {
            return false;
        }
        filled = 0;
        if (descending) {
            int end = Math.max(0, place - MOST_KEYS);
            for (int i = place - 1; i >= end; i--) {
                if (!copyKey(page, pageAt, i)) {
                    return false;
                }
            }
        } else {
            int end = Math.min(KeyPage.count(page, pageAt), place + MOST_KEYS);
            for (int i = place; i < end; i++) {
                if (!copyKey(page, pageAt, i)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean copyKey(UnsafeBuffer page, int pageAt, int index) {
        int key = KeyPage.key(page, pageAt, index);
        int length = KeyPage.keyLength(key);
        if (key == KeyPage.TORN || filled + Integer.BYTES + length > keys.capacity()) {
            return false;
        }
        keys.putInt(filled, length);
        page.getBytes(pageAt + KeyPage.keyOffset(key), keys, filled + Integer.BYTES, length);
        filled += Integer.BYTES + length;
        return true;
    }
}
