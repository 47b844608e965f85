package io.tailrace.index;

import io.tailrace.error.IndexFullException;
import org.agrona.DirectBuffer;

/**
 * The keys of one index in order: built when first asked for, then maintained. Single writer; any thread may request
 * and ask.
 */
final class OrderedKeys {
    private final IndexMemory memory;
    private final TreeBuild build;

    OrderedKeys(IndexMemory memory, IndexWalk walk) {
        this.memory = memory;
        build = new TreeBuild(memory, walk, OrderedKeys::add);
    }

    private static int add(KeyTree tree, IndexEntry document) {
        tree.insert(document.buffer(), document.keyOffset(), document.keyLength());
        return 0;
    }

    /** Any thread: asks the writer to build. */
    void request() {
        build.request();
    }

    /** Any thread: the tree once it is complete, else null. */
    KeyTree complete() {
        KeyTree built = build.complete();
        if (built == null && build.failed()) {
            throw new IndexFullException("no memory for ordered keys: reservedBytes=" + memory.reservedBytes()
                    + " limitBytes=" + memory.limitBytes()
                    + "; scan in hash order, or raise the limit or -XX:MaxDirectMemorySize and ask for a new scan");
        }
        return built;
    }

    long bytes() {
        return build.bytes();
    }

    /** One bounded step of building; true if there was something to do. */
    boolean work(int limit) {
        return build.work(limit);
    }

    /** Sees to it that the next insertion cannot fail; false when there is no memory. */
    boolean reserve() {
        return reserve(1, 0);
    }

    /** Sees to it that so many insertions cannot fail; false when there is no memory. */
    boolean reserve(int insertions, int longest) {
        return build.reserve(insertions, longest);
    }

    void insert(DirectBuffer key, int offset, int length) {
        KeyTree current = build.tree();
        if (current != null) {
            current.insert(key, offset, length);
        }
    }

    void remove(DirectBuffer key, int offset, int length) {
        KeyTree current = build.tree();
        if (current != null) {
            current.remove(key, offset, length);
        }
    }

    /** After close of the index: gives memory back in bounded steps; true if there is more to do. */
    boolean release(int limit) {
        return build.release(limit);
    }
}
