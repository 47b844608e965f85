package io.tailrace.index;

import io.tailrace.error.IndexFullException;
import org.agrona.DirectBuffer;

/**
 * The keys of one index in order: built when first asked for, then maintained. Single writer; any thread may request
 * and ask.
 */
final class OrderedKeys {
    /*
     * While the writer walks through the hash part and adds what it meets, every put and remove goes to the tree as
     * well. Adding a key twice does nothing, so the two need not know of each other, and when the walk ends the tree is
     * complete. Should memory run out before that, the half-built tree is given up rather than a write refused.
     */
    private final IndexMemory memory;
    private final IndexWalk walk; // of keys alone; writer only
    private volatile boolean requested; // written by any thread, cleared by the writer
    private volatile boolean failed; // written by any thread
    private volatile KeyTree complete; // written by the writer
    private volatile KeyTree tree; // written by the writer
    private KeyTree discarded; // writer only

    OrderedKeys(IndexMemory memory, IndexWalk walk) {
        this.memory = memory;
        this.walk = walk;
    }

    /** Any thread: asks the writer to build. */
    void request() {
        failed = false;
        requested = true;
    }

    /** Any thread: the tree once it is complete, else null. */
    KeyTree complete() {
        KeyTree built = complete;
        if (built == null && failed) {
            throw new IndexFullException("no memory for ordered keys: reservedBytes=" + memory.reservedBytes()
                    + " limitBytes=" + memory.limitBytes()
                    + "; scan in hash order, or raise the limit or -XX:MaxDirectMemorySize and ask for a new scan");
        }
        return built;
    }

    long bytes() {
        KeyTree current = tree;
        return current == null ? 0 : current.bytes();
    }

    /** One bounded step of building; true if there was something to do. */
    boolean work(int limit) {
        if (discarded != null) {
            discarded = discarded.release(limit) ? discarded : null;
            return true;
        }
        if (complete != null || (tree == null && !requested)) {
            return false;
        }
        if (tree == null) {
            walk.rewind();
            tree = new KeyTree(memory);
        }
        for (int i = 0; i < limit; i++) {
            if (!tree.reserve()) {
                giveUp();
                return true;
            }
            if (!walk.next()) {
                complete = tree;
                return true;
            }
            IndexEntry entry = walk.entry();
            tree.insert(entry.buffer(), entry.keyOffset(), entry.keyLength());
        }
        return true;
    }

    /** Sees to it that the next insertion cannot fail; false when there is no memory. */
    boolean reserve() {
        return reserve(1, 0);
    }

    /** Sees to it that so many insertions cannot fail; false when there is no memory. */
    boolean reserve(int insertions, int longest) {
        KeyTree current = tree;
        if (insertions == 0 || current == null || current.reserve(insertions, longest)) {
            return true;
        }
        if (complete != null) {
            return false;
        }
        giveUp();
        return true;
    }

    void insert(DirectBuffer key, int offset, int length) {
        KeyTree current = tree;
        if (current != null) {
            current.insert(key, offset, length);
        }
    }

    void remove(DirectBuffer key, int offset, int length) {
        KeyTree current = tree;
        if (current != null) {
            current.remove(key, offset, length);
        }
    }

    /** After close of the index: gives memory back in bounded steps; true if there is more to do. */
    boolean release(int limit) {
        if (discarded != null) {
            discarded = discarded.release(limit) ? discarded : null;
            return true;
        }
        return tree != null && tree.release(limit);
    }

    private void giveUp() {
        discarded = tree;
        tree = null;
        requested = false;
        failed = true;
    }
}
