package io.tailrace.index;

import io.tailrace.error.EngineClosedException;
import io.tailrace.error.IndexFullException;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The entries of a secondary index in order: key, then primary key, then position in the document. Single writer, any
 * reader; built in bounded steps by {@link Index#work}, then maintained with the index it belongs to.
 *
 * @hidden
 */
public final class SecondaryIndex {
    /** Of a longer key only this much is kept; who needs the rest looks at the document. */
    public static final int KEPT_KEY_BYTES = 255;

    /*
     * A write changes only entries that become different. It finds out before it is journaled, so that pages for all
     * new entries are there when it is applied.
     */
    private final IndexMemory memory;
    private final StripeDirectory directory;
    private final OptimisticReads reads;
    private final long hashSeed;
    private final EntryKeys keys; // writer only, with all that follow
    private final TreeBuild build;
    private final EntryChanges changes = new EntryChanges();
    private int plannedAdditions;
    private int plannedLongest;
    private final UnsafeBuffer entry = new UnsafeBuffer(ByteBuffer.allocateDirect(EntryDescriptor.MAX_BYTES));

    private volatile boolean removed; // written by the writer

    SecondaryIndex(
            IndexMemory memory, StripeDirectory directory, OptimisticReads reads, long hashSeed, EntryKeys keys) {
        this.memory = memory;
        this.directory = directory;
        this.reads = reads;
        this.hashSeed = hashSeed;
        this.keys = keys;
        build = new TreeBuild(memory, new IndexWalk(memory, directory, reads, true), this::add);
        build.request();
    }

    /**
     * Whether it is complete and can be scanned. Any thread.
     *
     * @return false while it is being built
     * @throws IndexFullException when there was no memory to build it: remove it and add it again
     * @throws EngineClosedException when it was removed
     */
    public boolean ready() {
        return complete() != null;
    }

    /**
     * A scan of its entries. Any thread.
     *
     * @return a new scan, for one thread at a time
     */
    public EntryScan scan() {
        return new SecondaryScan(this, reads, new KeyBatch(memory, directory), hashSeed);
    }

    /** {@return the bytes of memory that its entries take} Any thread. */
    public long bytes() {
        return build.bytes();
    }

    /** Any thread: the tree once it is complete, else null. */
    KeyTree complete() {
        KeyTree built = build.complete();
        if (built == null) {
            if (removed) {
                throw new EngineClosedException("secondary index was removed: the index or its table was dropped");
            }
            if (build.failed()) {
                throw new IndexFullException("no memory for a secondary index: reservedBytes=" + memory.reservedBytes()
                        + " limitBytes=" + memory.limitBytes()
                        + "; drop it, raise the limit or -XX:MaxDirectMemorySize and create it again");
            }
        }
        return built;
    }

    /** One bounded step of building or of giving memory back; true if there was something to do. */
    boolean work(int limit) {
        return build.work(limit);
    }

    /** Adds the entries of one document; their number, negative when there is no memory. */
    private int add(KeyTree building, IndexEntry document) {
        int count = keys.of(document.buffer(), document.docOffset(), document.docLength());
        if (count > 1 && !building.reserve(count, longestEntry(count, document.keyLength()))) {
            return -1;
        }
        for (int i = 0; i < count; i++) {
            building.insert(entry, 0, entryOf(i, document.buffer(), document.keyOffset(), document.keyLength()));
        }
        return count;
    }

    private int longestEntry(int count, int primaryLength) {
        int longest = 0;
        for (int i = 0; i < count; i++) {
            longest = Math.max(longest, Math.min(keys.length(i), KEPT_KEY_BYTES));
        }
        return entryBytes(longest, primaryLength);
    }

    private static int entryBytes(int keyLength, int primaryLength) {
        return keyLength + primaryLength + EntryDescriptor.TRAILER_BYTES;
    }

    private int entryOf(int index, DirectBuffer primary, int offset, int length) {
        return EntryDescriptor.write(
                entry, 0, keys.buffer(), keys.offset(index), keys.length(index), primary, offset, length, index);
    }

    /**
     * Finds out what a write changes and sees to it that it finds its pages; false when there is no memory.
     *
     * @param before the document as it is, null when there is none
     */
    boolean reserve(IndexEntry before, DirectBuffer document, int offset, int length, int primaryLength) {
        compare(before, document, offset, length);
        return build.reserve(changes.additions(), entryBytes(changes.longest(), primaryLength));
    }

    /** Finds out what a write changes, for {@link #store}. */
    void compare(IndexEntry before, DirectBuffer document, int offset, int length) {
        changes.clear();
        if (build.tree() != null) {
            if (before != null) {
                changes.before(keys, keys.of(before.buffer(), before.docOffset(), before.docLength()));
            }
            changes.after(keys, keys.of(document, offset, length));
        }
    }

    /** Adds a write to those that {@link #securePlan} makes room for. */
    void plan(IndexEntry before, DirectBuffer document, int offset, int length, int primaryLength) {
        compare(before, document, offset, length);
        if (changes.additions() > 0) {
            plannedAdditions += changes.additions();
            plannedLongest = Math.max(plannedLongest, entryBytes(changes.longest(), primaryLength));
        }
    }

    /** Sees to it that all writes planned find their pages; false when there is no memory. */
    boolean securePlan() {
        return build.reserve(plannedAdditions, plannedLongest);
    }

    void dropPlan() {
        plannedAdditions = 0;
        plannedLongest = 0;
    }

    /** Makes the changes that were found out last. */
    void store(DirectBuffer primary, int offset, int length) {
        KeyTree current = build.tree();
        if (current == null) {
            return;
        }
        while (changes.next()) {
            int bytes = EntryDescriptor.write(
                    entry,
                    0,
                    changes.buffer(),
                    changes.keyOffset(),
                    changes.keyLength(),
                    primary,
                    offset,
                    length,
                    changes.position());
            if (changes.isAddition()) {
                current.insert(entry, 0, bytes);
            } else {
                current.remove(entry, 0, bytes);
            }
        }
    }

    /** Removes all entries of a document. */
    void remove(IndexEntry document) {
        KeyTree current = build.tree();
        if (current == null) {
            return;
        }
        int count = keys.of(document.buffer(), document.docOffset(), document.docLength());
        for (int i = 0; i < count; i++) {
            current.remove(entry, 0, entryOf(i, document.buffer(), document.keyOffset(), document.keyLength()));
        }
    }

    /** Nobody finds anything from here on; memory is given back by {@link #work}. */
    void remove() {
        removed = true;
        build.discard();
    }

    /** Whether it was removed and all memory was given back. */
    boolean isGone() {
        return removed && build.isReleased();
    }

    /** After close of the index: gives memory back in bounded steps; true if there is more to do. */
    boolean release(int limit) {
        return build.release(limit);
    }
}
