package io.tailrace.index;

/**
 * The life of one tree: asked for, built in bounded steps while writes go on, complete, given up where memory ran out,
 * given back. Single writer; any thread may request and ask.
 */
final class TreeBuild {
    /** What a document adds to the tree. */
    interface Entries {
        /** Adds them, the first of which has room; their number, negative when there is no memory for the others. */
        int add(KeyTree tree, IndexEntry document);
    }

    /*
     * While the writer walks through the hash part and adds what it meets, every write goes to the tree as well. What
     * is there already is not added twice, what is not there yet is not missed when it is removed, so the two need not
     * know of each other, and when the walk ends the tree is complete. Should memory run out before that, the
     * half-built tree is given up rather than a write refused.
     */
    private final IndexMemory memory;
    private final IndexWalk walk; // writer only
    private final Entries entries;
    private volatile boolean requested; // written by any thread, cleared by the writer
    private volatile boolean failed; // written by any thread
    private volatile KeyTree complete; // written by the writer
    private volatile KeyTree tree; // written by the writer
    private KeyTree discarded; // writer only

    TreeBuild(IndexMemory memory, IndexWalk walk, Entries entries) {
        this.memory = memory;
        this.walk = walk;
        this.entries = entries;
    }

    /** Any thread: asks the writer to build. */
    void request() {
        failed = false;
        requested = true;
    }

    /** Any thread: the tree once it is complete, else null. */
    KeyTree complete() {
        return complete;
    }

    /** Any thread: whether there was no memory for it, and nobody has asked again. */
    boolean failed() {
        return failed;
    }

    /** Any thread. */
    long bytes() {
        KeyTree current = tree;
        return current == null ? 0 : current.bytes();
    }

    /** The tree that writes go to, built or being built; null when there is none. */
    KeyTree tree() {
        return tree;
    }

    /** One bounded step of building or of giving memory back; true if there was something to do. */
    boolean work(int limit) {
        if (discarded != null) {
            discarded = discarded.release(limit) ? discarded : null;
            return true;
        }
        if (complete != null || tree == null && !requested) {
            return false;
        }
        if (tree == null) {
            walk.rewind();
            tree = new KeyTree(memory);
        }
        KeyTree building = tree;
        for (int done = 0; done < limit; done++) {
            if (!building.reserve()) {
                giveUp();
                return true;
            }
            if (!walk.next()) {
                complete = building;
                return true;
            }
            int count = entries.add(building, walk.entry());
            if (count < 0) {
                giveUp();
                return true;
            }
            done += count;
        }
        return true;
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

    /** Nobody finds anything from here on; memory is given back by {@link #work}. */
    void discard() {
        requested = false;
        complete = null;
        if (tree != null) {
            tree.close();
            discarded = tree;
            tree = null;
        }
    }

    /** Whether nothing is left to be given back of what was discarded. */
    boolean isReleased() {
        return discarded == null;
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
