package io.tailrace.index;

import io.tailrace.bytes.Bytes;
import io.tailrace.bytes.KeyHash;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Goes through the entries of an order, primary or secondary, between two bounds and in either direction, while the
 * writer goes on. Not thread safe. An entry that stays during the scan is met exactly once; one that comes or goes, at
 * most once at a time. Allocates nothing once its copy has grown to the largest document.
 *
 * @hidden
 */
public abstract class EntryScan {
    private final OptimisticReads reads;
    private final long hashSeed;
    private final int keptBytes;
    private final KeyBatch batch;
    private final EntryCopy copy = new EntryCopy(true);
    private final IndexEntry entry = new IndexEntry();
    private final UnsafeBuffer start = new UnsafeBuffer(new byte[KeyTree.MAX_KEY_BYTES]);
    private final UnsafeBuffer limit = new UnsafeBuffer(new byte[KeyTree.MAX_KEY_BYTES]);
    private int limitLength; // 0: no bound
    private boolean descending;
    private boolean ended;

    EntryScan(OptimisticReads reads, KeyBatch batch, long hashSeed, int keptBytes) {
        this.reads = reads;
        this.batch = batch;
        this.hashSeed = hashSeed;
        this.keptBytes = keptBytes;
        batch.seek(start, 0, 0);
    }

    /** The tree once it is complete, else null. */
    abstract KeyTree tree();

    /** Where the primary key begins in an entry that ends there. */
    abstract int primaryOffset(DirectBuffer buffer, int offset, int end);

    /** How long the primary key is. */
    abstract int primaryLength(DirectBuffer buffer, int offset, int end);

    /**
     * Whether the order is built; asking for a scan makes the writer build it in the steps of {@link Index#work}.
     *
     * @return true if {@link #next()} may be called
     * @throws io.tailrace.error.IndexFullException when there was no memory to build it
     */
    public final boolean ready() {
        return tree() != null;
    }

    /**
     * Starts. Bounds are compared by unsigned bytes with whole entries, which begin with the key. Of a bound longer
     * than what an index keeps of a key only that much counts: entries whose keys begin alike are then all inside, and
     * who needs it exact compares whole keys.
     *
     * @param lower first key wanted, or a prefix of it, from offset 0; copied
     * @param lowerLength its bytes, 0 for no bound
     * @param upper first key not wanted any more, or a prefix of it, from offset 0; copied
     * @param upperLength its bytes, 0 for no bound
     * @param fromUpper whether to go from the upper bound down
     */
    public final void range(
            DirectBuffer lower, int lowerLength, DirectBuffer upper, int upperLength, boolean fromUpper) {
        descending = fromUpper;
        ended = false;
        if (descending) {
            limitLength = lower(limit, lower, lowerLength);
            int length = upper(start, upper, upperLength);
            if (length == 0) {
                batch.seekEnd();
            } else {
                batch.seekBelow(start, 0, length);
            }
        } else {
            limitLength = upper(limit, upper, upperLength);
            batch.seek(start, 0, lower(start, lower, lowerLength));
        }
    }

    /** Starts at the first entry and goes up to the last. */
    public final void all() {
        range(start, 0, start, 0, false);
    }

    /**
     * Goes on after an entry, in the direction of the scan; after {@link #range}.
     *
     * @param buffer where an entry of the range lies, of a scan or made by {@link EntryDescriptor#write}; for the
     *     primary order a primary key
     * @param offset its first byte
     * @param length its bytes
     */
    public final void startAfter(DirectBuffer buffer, int offset, int length) {
        if (descending) {
            batch.seekBelow(buffer, offset, length);
        } else {
            batch.seekAbove(buffer, offset, length);
        }
    }

    private int lower(UnsafeBuffer into, DirectBuffer bound, int length) {
        int kept = Math.min(length, keptBytes);
        into.putBytes(0, bound, 0, kept);
        return kept;
    }

    private int upper(UnsafeBuffer into, DirectBuffer bound, int length) {
        int kept = lower(into, bound, length);
        if (kept == length) {
            return kept;
        }
        into.putByte(kept, (byte) 0xFF);
        return kept + 1;
    }

    /**
     * Copies the next entry whose document is there, as it is now: the document may have changed since, and list other
     * keys.
     *
     * @return false at the end
     * @throws IllegalStateException when not {@link #ready()}
     * @throws io.tailrace.error.EngineClosedException when the index is closed or removed
     */
    public final boolean next() {
        KeyTree tree = tree();
        if (tree == null) {
            throw new IllegalStateException("the order is being built: wait until ready() is true");
        }
        while (!ended && batch.next(tree)) {
            if (isBeyond()) {
                break;
            }
            if (read()) {
                return true;
            }
        }
        ended = true;
        return false;
    }

    private boolean isBeyond() {
        if (limitLength == 0) {
            return false;
        }
        int order = Bytes.compare(batch.buffer(), batch.keyOffset(), batch.keyLength(), limit, 0, limitLength);
        return descending ? order < 0 : order >= 0;
    }

    private boolean read() {
        DirectBuffer buffer = batch.buffer();
        int offset = batch.keyOffset();
        int end = offset + batch.keyLength();
        int keyAt = primaryOffset(buffer, offset, end);
        int length = primaryLength(buffer, offset, end);
        long hash = KeyHash.hash(hashSeed, buffer, keyAt, length);
        if (reads.read(hash, buffer, keyAt, length, copy) == Index.NOT_FOUND) {
            return false;
        }
        copy.view(entry);
        return true;
    }

    /**
     * The document, its primary key and its version.
     *
     * @return the same view after every {@link #next()}, a copy that is valid until the next one
     */
    public final IndexEntry entry() {
        return entry;
    }

    /**
     * Where the entry itself lies.
     *
     * @return a buffer, valid until the next entry
     */
    public final DirectBuffer entryBuffer() {
        return batch.buffer();
    }

    /**
     * Where the entry begins.
     *
     * @return offset in {@link #entryBuffer()}
     */
    public final int entryOffset() {
        return batch.keyOffset();
    }

    /** {@return the bytes of the whole entry, as {@link #startAfter} takes them} */
    public final int entryLength() {
        return batch.keyLength();
    }

    /**
     * {@return the bytes of the key at the begin of the entry, as far as it is kept; for a primary order all of the
     * entry}
     */
    public abstract int keyLength();

    /**
     * Whether the key was longer than what is kept of it.
     *
     * @return false for a primary order
     */
    public abstract boolean isTruncated();

    /**
     * Position of the key among those of its document.
     *
     * @return 0 or more, 0 for a primary order
     */
    public abstract int position();
}
