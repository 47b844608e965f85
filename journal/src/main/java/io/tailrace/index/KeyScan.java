package io.tailrace.index;

import org.agrona.DirectBuffer;

/**
 * Goes through the entries of an index in key order (unsigned bytes). Not thread safe, owned by any one thread, while
 * the writer goes on. An entry that stays in the index during the scan is met exactly once; one that comes or goes, at
 * most once. Allocates nothing once its copy has grown to the largest document.
 */
public final class KeyScan {
    private final OrderedKeys ordered;
    private final OptimisticReads reads;
    private final long hashSeed;
    private final KeyBatch batch;
    private final EntryCopy copy = new EntryCopy(true);
    private final IndexEntry entry = new IndexEntry();

    KeyScan(final OrderedKeys ordered, final OptimisticReads reads, final KeyBatch batch, final long hashSeed) {
        this.ordered = ordered;
        this.reads = reads;
        this.hashSeed = hashSeed;
        this.batch = batch;
    }

    /**
     * Whether the ordered keys are built; asking for a scan makes the writer build them in the steps of
     * {@link Index#work}.
     *
     * @return true if {@link #next()} may be called
     * @throws io.tailrace.error.IndexFullException when there was no memory to build them; a new scan asks again
     */
    public boolean ready() {
        return ordered.complete() != null;
    }

    /**
     * Starts again from the first key.
     *
     * @return this
     */
    public KeyScan fromStart() {
        return from(copy.buffer(), 0, 0);
    }

    /**
     * Starts again from the first key that is equal to or greater than the one given.
     *
     * @param key where the key lies; copied
     * @param offset first byte of the key
     * @param length bytes of the key, 0 to {@link Index#MAX_KEY_BYTES}
     * @return this
     */
    public KeyScan from(final DirectBuffer key, final int offset, final int length) {
        if (length < 0 || length > Index.MAX_KEY_BYTES) {
            throw new IllegalArgumentException("length=" + length + " is not in 0.." + Index.MAX_KEY_BYTES);
        }
        batch.seek(key, offset, length);
        return this;
    }

    /**
     * Copies the next entry in key order.
     *
     * @return true if {@link #entry()} holds one, false at the end
     * @throws IllegalStateException when not {@link #ready()}
     * @throws io.tailrace.error.EngineClosedException when the index is closed
     */
    public boolean next() {
        final KeyTree tree = ordered.complete();
        if (tree == null) {
            throw new IllegalStateException("ordered keys are being built: wait until ready() is true");
        }
        while (batch.next(tree)) {
            final DirectBuffer key = batch.buffer();
            final int offset = batch.keyOffset();
            final int length = batch.keyLength();
            final long hash = KeyHash.hash(hashSeed, key, offset, length);
            if (reads.read(hash, key, offset, length, copy) != Index.NOT_FOUND) {
                copy.view(entry);
                return true;
            }
        }
        return false;
    }

    /**
     * The copy of the current entry, consistent in itself.
     *
     * @return the same view after every {@link #next()}, valid until the next one
     */
    public IndexEntry entry() {
        return entry;
    }
}
