package io.tailrace.index;

import io.tailrace.bytes.KeyHash;
import io.tailrace.error.IndexFullException;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * Latest document of every key of one table, off-heap. Single writer, any reader: what changes it, {@link #find} and
 * {@link #work} belong to the writer thread; everything else may be called by any thread, takes no lock, never delays
 * the writer and never allocates in the steady state.
 *
 * @hidden
 */
public final class Index implements AutoCloseable {
    /** Answer of a read that found no document. */
    public static final int NOT_FOUND = -1;

    /** Longest key in bytes. */
    public static final int MAX_KEY_BYTES = 736;

    /** Longest document in bytes. */
    public static final int MAX_DOCUMENT_BYTES = 1 << 20;

    /*
     * A facade: the hash table finds a record by key, the document store holds the records, the ordered keys are a
     * second way to the keys, secondary indexes are ways by other keys. A change takes its memory first, then
     * publishes, then gives memory back, so that a failure changes nothing; memory that was reserved and not used stays
     * with the index until it reserves again.
     *
     * Whoever writes may announce the sequence of a change by an ordered store right before it stores or removes: a
     * reader that has seen anything of the change sees the announcement too. All that a reader can reach is changed
     * between a sequence lock made odd and made even again (bucket, directory, page of a tree), and after making it
     * odd comes a store-store fence, which keeps those changes after every store before it; a new record or page is
     * reached through such a change only, or through a volatile root. A reader checks the lock after a load-load
     * fence, so what it loads after that is not older.
     */
    private final IndexMemory memory;
    private final long hashSeed;
    private final StripeDirectory directory;
    private final HashTable table;
    private final DocumentStore records;
    private final OptimisticReads reads;
    private final OrderedKeys ordered;
    private final IndexEntry former = new IndexEntry();
    private final ChangePlan plan = new ChangePlan();
    private SecondaryIndex[] secondary = {}; // writer only

    // The key that the writer sought last, and the block it has set aside for its next document.
    private long soughtHash;
    private int soughtRef;
    private int reservedRef;
    private long releasePosition;
    private boolean released;

    /**
     * An empty index; costs about a kilobyte until it is filled.
     *
     * @param memory where everything is kept; shared by the indexes of one writer thread
     * @param hashSeed secret seed of the hash of keys; any value
     */
    public Index(IndexMemory memory, long hashSeed) {
        this.memory = memory;
        this.hashSeed = hashSeed;
        directory = new StripeDirectory(memory);
        table = new HashTable(memory, directory);
        records = new DocumentStore(memory);
        reads = new OptimisticReads(memory, directory);
        ordered = new OrderedKeys(memory, new IndexWalk(memory, directory, reads, false));
    }

    /**
     * Looks a key up without copying. Writer thread only.
     *
     * @param key where the key lies
     * @param offset first byte of the key
     * @param length bytes of the key
     * @param into pointed at the live entry if there is one; valid until the next change of this index
     * @return whether the key is present
     */
    public boolean find(DirectBuffer key, int offset, int length, IndexEntry into) {
        return find(hash(key, offset, length), key, offset, length, into);
    }

    /**
     * Looks a key up without copying, whose hash is known. Writer thread only.
     *
     * @param hash of the key, as {@link #hash} tells it
     * @param key where the key lies
     * @param offset first byte of the key
     * @param length bytes of the key
     * @param into pointed at the live entry if there is one; valid until the next change of this index
     * @return whether the key is present
     */
    public boolean find(long hash, DirectBuffer key, int offset, int length, IndexEntry into) {
        if (!seek(hash, key, offset, length)) {
            return false;
        }
        records.view(soughtRef, into);
        return true;
    }

    /**
     * Looks a key up without copying, that was looked up ahead. Writer thread only.
     *
     * @param probes where it was added
     * @param probe how many were added before it
     * @param hash of the key, as {@link #hash} tells it
     * @param key where the key lies
     * @param offset first byte of the key
     * @param length bytes of the key
     * @param into pointed at the live entry if there is one; valid until the next change of this index
     * @return whether the key is present
     */
    public boolean find(
            KeyProbes probes, int probe, long hash, DirectBuffer key, int offset, int length, IndexEntry into) {
        KeyProbe ahead = probes.get(probe);
        if (!ahead.isGood(this, hash)) {
            return find(hash, key, offset, length, into);
        }
        soughtHash = hash;
        soughtRef = table.resume(ahead, hash);
        if (soughtRef == IndexMemory.NONE) {
            return false;
        }
        records.view(soughtRef, into);
        return true;
    }

    StripeDirectory directory() {
        return directory;
    }

    IndexMemory memory() {
        return memory;
    }

    private boolean seek(long hash, DirectBuffer key, int offset, int length) {
        assert hash == hash(key, offset, length) : "hash is of another key or seed";
        directory.generation();
        soughtHash = hash;
        soughtRef = table.find(hash, key, offset, length);
        return soughtRef != IndexMemory.NONE;
    }

    /**
     * The hash by which this index finds a key. Any thread.
     *
     * @param key where the key lies
     * @param offset first byte of the key
     * @param length bytes of the key
     * @return {@link KeyHash} with the seed of this index
     */
    public long hash(DirectBuffer key, int offset, int length) {
        return KeyHash.hash(hashSeed, key, offset, length);
    }

    /**
     * Makes an index that is empty ready for so many keys, which then come in less time. Writer thread only. It takes
     * no more memory than they will, and does nothing where some key is there already or was.
     *
     * @param keys how many are known to come, at least 0
     */
    public void expect(int keys) {
        table.expect(keys);
    }

    /**
     * Inserts or replaces the document of a key. Writer thread only. Copies key and document, which may lie in this
     * index itself.
     *
     * @param key where the key lies
     * @param keyOffset first byte of the key
     * @param keyLength bytes of the key, 0 to {@link #MAX_KEY_BYTES}
     * @param doc where the document lies
     * @param docOffset first byte of the document
     * @param docLength bytes of the document, 0 to {@link #MAX_DOCUMENT_BYTES}
     * @param sequence sequence of this change, not negative
     * @throws io.tailrace.error.IndexFullException when there is no memory; the index is unchanged
     * @throws IllegalArgumentException when a length is out of range; the index is unchanged
     */
    public void put(
            DirectBuffer key,
            int keyOffset,
            int keyLength,
            DirectBuffer doc,
            int docOffset,
            int docLength,
            long sequence) {
        seek(hash(key, keyOffset, keyLength), key, keyOffset, keyLength);
        reserve(keyLength, doc, docOffset, docLength);
        store(key, keyOffset, keyLength, doc, docOffset, docLength, sequence);
    }

    /**
     * Makes sure that the key sought last by {@link #find} can be stored with this document. Writer thread only. What
     * was reserved before and not used is given back.
     *
     * @param keyLength bytes of that key, 0 to {@link #MAX_KEY_BYTES}
     * @param doc where the document lies; stored it may look different, but not be longer nor have other keys
     * @param docOffset first byte of the document
     * @param docLength bytes of the document, 0 to {@link #MAX_DOCUMENT_BYTES}
     * @throws io.tailrace.error.IndexFullException when there is no memory; the index is unchanged
     * @throws IllegalArgumentException when a length is out of range; the index is unchanged
     */
    public void reserve(int keyLength, DirectBuffer doc, int docOffset, int docLength) {
        reserveRecord(keyLength, docLength);
        if (secondary.length > 0) {
            reserveEntries(keyLength, doc, docOffset, docLength);
        }
    }

    private void reserveEntries(int keyLength, DirectBuffer doc, int docOffset, int docLength) {
        boolean found = soughtRef != IndexMemory.NONE;
        if (found) {
            records.view(soughtRef, former);
        }
        boolean reserved = true;
        for (SecondaryIndex each : secondary) {
            reserved &= each.reserve(found ? former : null, doc, docOffset, docLength, keyLength);
        }
        if (!reserved) {
            throw full(docLength);
        }
    }

    private void reserveRecord(int keyLength, int docLength) {
        checkLengths(keyLength, docLength);
        giveReservedBack();
        boolean found = soughtRef != IndexMemory.NONE;
        if (found && records.fitsAsWell(soughtRef, keyLength, docLength)) {
            return;
        }
        int ref = records.allocate(keyLength, docLength);
        if (ref == IndexMemory.NONE) {
            if (!found || !records.fits(soughtRef, keyLength, docLength)) {
                throw full(docLength);
            }
        } else if (!found && !(ordered.reserve() && table.reserve(soughtHash))) {
            memory.free(ref);
            throw full(docLength);
        }
        reservedRef = ref;
    }

    /**
     * Stores the document of the key sought last by {@link #find}, for which {@link #reserve} has made room; cannot
     * fail. Writer thread only. A document that needs a block of the same size is overwritten where it lies, whose
     * memory the writer has just looked at; readers of its bucket try again.
     *
     * @param key where the key lies, the one sought last
     * @param keyOffset first byte of the key
     * @param keyLength bytes of the key
     * @param doc where the document lies, not in this index
     * @param docOffset first byte of the document
     * @param docLength bytes of the document, at most the length reserved
     * @param sequence sequence of this change, not negative
     */
    public void store(
            DirectBuffer key,
            int keyOffset,
            int keyLength,
            DirectBuffer doc,
            int docOffset,
            int docLength,
            long sequence) {
        storeRecord(key, keyOffset, keyLength, doc, docOffset, docLength, sequence);
        if (secondary.length > 0) {
            for (SecondaryIndex each : secondary) {
                each.store(key, keyOffset, keyLength);
            }
        }
    }

    private void storeRecord(
            DirectBuffer key,
            int keyOffset,
            int keyLength,
            DirectBuffer doc,
            int docOffset,
            int docLength,
            long sequence) {
        int ref = reservedRef;
        reservedRef = IndexMemory.NONE;
        if (ref == IndexMemory.NONE) {
            table.beginChangeFound();
            records.overwrite(soughtRef, keyLength, doc, docOffset, docLength, sequence);
            table.endChangeFound();
            return;
        }
        records.write(ref, key, keyOffset, keyLength, doc, docOffset, docLength, sequence);
        if (soughtRef != IndexMemory.NONE) {
            table.replaceFound(ref);
            records.free(soughtRef);
        } else {
            boolean inserted = table.insert(soughtHash, ref);
            assert inserted : "a slot was reserved";
            ordered.insert(key, keyOffset, keyLength);
        }
        soughtRef = ref;
    }

    /**
     * Adds a put to those that are going to be made together. Writer thread only. The changes of a transaction are
     * planned in their order, then {@link #securePlan} makes sure that there is room for all of them; from then on
     * {@link #storePlanned} and {@link #remove} cannot fail, in that order and with nothing in between. Until the first
     * of them nothing of it can be seen; {@link #dropPlan} ends it in any case.
     *
     * @param hash of the key, as {@link #hash} tells it
     * @param key where the key lies
     * @param keyOffset first byte of the key
     * @param keyLength bytes of the key, 0 to {@link #MAX_KEY_BYTES}
     * @param first whether this is the first change of that key in the plan, removals included
     * @param before where the document lies that this one replaces
     * @param beforeOffset its first byte
     * @param beforeLength its bytes, negative when there is none
     * @param doc where the document lies; stored it may look different, but not be longer nor have other keys
     * @param docOffset first byte of the document
     * @param docLength bytes of the document, 0 to {@link #MAX_DOCUMENT_BYTES}
     * @throws io.tailrace.error.IndexFullException when there is no memory; the plan is to be dropped
     */
    public void planPut(
            long hash,
            DirectBuffer key,
            int keyOffset,
            int keyLength,
            boolean first,
            DirectBuffer before,
            int beforeOffset,
            int beforeLength,
            DirectBuffer doc,
            int docOffset,
            int docLength) {
        checkLengths(keyLength, docLength);
        int ref = records.allocate(keyLength, docLength);
        plan.add(ref);
        if (beforeLength < 0) {
            plan.addInsertion(keyLength);
            if (first) {
                plan.addNewKey(hash);
            }
        }
        // At the limit a document can take the place of the one before, which is where it was until the first change.
        if (ref == IndexMemory.NONE
                && !(first && seek(hash, key, keyOffset, keyLength) && records.fits(soughtRef, keyLength, docLength))) {
            throw full(docLength);
        }
        if (secondary.length > 0) {
            former.wrap(before, 0, 0, beforeOffset, beforeLength, 0);
            for (SecondaryIndex each : secondary) {
                each.plan(beforeLength < 0 ? null : former, doc, docOffset, docLength, keyLength);
            }
        }
    }

    /**
     * Makes sure that all that is planned can be carried out. Writer thread only; a second call does nothing.
     *
     * @throws io.tailrace.error.IndexFullException when there is no memory; the plan is to be dropped
     */
    public void securePlan() {
        if (!plan.secure()) {
            return;
        }
        boolean secured = table.reserve(plan.sortedHashes(), plan.newKeys())
                && ordered.reserve(plan.insertions(), plan.longestKey());
        for (SecondaryIndex each : secondary) {
            secured = secured && each.securePlan();
        }
        if (!secured) {
            throw full(0);
        }
    }

    /**
     * Carries out the next put that was planned; cannot fail. Writer thread only.
     *
     * @param hash of the key, as {@link #hash} tells it
     * @param key where the key lies
     * @param keyOffset first byte of the key
     * @param keyLength bytes of the key
     * @param doc where the document lies
     * @param docOffset first byte of the document
     * @param docLength bytes of the document, at most the length planned
     * @param sequence sequence of this change, not negative
     */
    public void storePlanned(
            long hash,
            DirectBuffer key,
            int keyOffset,
            int keyLength,
            DirectBuffer doc,
            int docOffset,
            int docLength,
            long sequence) {
        giveReservedBack();
        reservedRef = plan.take();
        boolean found = seek(hash, key, keyOffset, keyLength);
        if (secondary.length > 0) {
            if (found) {
                records.view(soughtRef, former);
            }
            for (SecondaryIndex each : secondary) {
                each.compare(found ? former : null, doc, docOffset, docLength);
            }
        }
        store(key, keyOffset, keyLength, doc, docOffset, docLength, sequence);
    }

    /** Gives back what was planned and not carried out. Writer thread only; without a plan it does nothing. */
    public void dropPlan() {
        plan.clear(memory);
        for (SecondaryIndex each : secondary) {
            each.dropPlan();
        }
    }

    /**
     * Removes a key. Writer thread only.
     *
     * @param key where the key lies
     * @param offset first byte of the key
     * @param length bytes of the key
     * @return whether it was present
     */
    public boolean remove(DirectBuffer key, int offset, int length) {
        return remove(hash(key, offset, length), key, offset, length);
    }

    /**
     * Removes a key whose hash is known. Writer thread only.
     *
     * @param hash of the key, as {@link #hash} tells it
     * @param key where the key lies
     * @param offset first byte of the key
     * @param length bytes of the key
     * @return whether it was present
     */
    public boolean remove(long hash, DirectBuffer key, int offset, int length) {
        boolean found = seek(hash, key, offset, length);
        if (found) {
            removeFound(key, offset, length);
        }
        return found;
    }

    /**
     * Removes the key sought last by {@link #find}, which was present. Writer thread only, with nothing stored or
     * reserved since.
     *
     * @param key where the key lies, the one sought last
     * @param offset first byte of the key
     * @param length bytes of the key
     */
    public void removeFound(DirectBuffer key, int offset, int length) {
        int ref = soughtRef;
        assert ref != IndexMemory.NONE : "nothing was found";
        soughtRef = IndexMemory.NONE;
        if (secondary.length > 0) {
            records.view(ref, former);
            for (SecondaryIndex each : secondary) {
                each.remove(former);
            }
        }
        table.removeFound();
        ordered.remove(key, offset, length);
        records.free(ref);
    }

    /**
     * One bounded step of background work: building ordered keys and secondary indexes, giving memory back. Writer
     * thread only, in its duty cycle.
     *
     * @param limit most keys to handle in this step, at least 1
     * @return true if it did something, so that calling again may do more
     */
    public boolean work(int limit) {
        return !directory.isClosed() && (ordered.work(limit) || secondary.length > 0 && workOnSecondary(limit));
    }

    private boolean workOnSecondary(int limit) {
        for (SecondaryIndex each : secondary) {
            if (each.work(limit)) {
                return true;
            }
            if (each.isGone()) {
                dropGone(each);
                return true;
            }
        }
        return false;
    }

    private void dropGone(SecondaryIndex gone) {
        SecondaryIndex[] rest = new SecondaryIndex[secondary.length - 1];
        int count = 0;
        for (SecondaryIndex each : secondary) {
            if (each != gone) {
                rest[count++] = each;
            }
        }
        secondary = rest;
    }

    /**
     * Adds a secondary index, built in the steps of {@link #work} and maintained from now on. Writer thread only, not
     * between {@link #reserve} and {@link #store}.
     *
     * @param keys computes its keys, for this index alone; always the same ones for the same document
     * @return the index, being built
     */
    public SecondaryIndex addSecondary(EntryKeys keys) {
        directory.generation();
        SecondaryIndex added = new SecondaryIndex(memory, directory, reads, hashSeed, keys);
        SecondaryIndex[] all = Arrays.copyOf(secondary, secondary.length + 1);
        all[secondary.length] = added;
        secondary = all;
        return added;
    }

    /**
     * Ends a secondary index; its memory is given back in the steps of {@link #work}. Writer thread only, not between
     * {@link #reserve} and {@link #store}. A late reader of it gets an {@link io.tailrace.error.EngineClosedException}.
     *
     * @param index one that was added here; twice is harmless
     */
    public void removeSecondary(SecondaryIndex index) {
        index.remove();
    }

    /**
     * Copies the document of a key.
     *
     * @param key where the key lies
     * @param offset first byte of the key
     * @param length bytes of the key
     * @param into filled with the document and its sequence if there is one
     * @return length of the document in bytes, or {@link #NOT_FOUND}
     * @throws io.tailrace.error.EngineClosedException when the index is closed
     */
    public int read(DirectBuffer key, int offset, int length, ReadCopy into) {
        return reads.read(hash(key, offset, length), key, offset, length, into);
    }

    /**
     * Sequence of the last change of a key.
     *
     * @param key where the key lies
     * @param offset first byte of the key
     * @param length bytes of the key
     * @return the sequence, or {@link #NOT_FOUND}
     * @throws io.tailrace.error.EngineClosedException when the index is closed
     */
    public long version(DirectBuffer key, int offset, int length) {
        return reads.version(hash(key, offset, length), key, offset, length);
    }

    /**
     * {@return whether a key is present}
     *
     * @param key where the key lies
     * @param offset first byte of the key
     * @param length bytes of the key
     * @throws io.tailrace.error.EngineClosedException when the index is closed
     */
    public boolean contains(DirectBuffer key, int offset, int length) {
        return version(key, offset, length) != NOT_FOUND;
    }

    /** {@return the number of keys present} */
    public long size() {
        return records.records();
    }

    /**
     * A walk through all entries in hash order.
     *
     * @return a new walk, at the beginning
     */
    public IndexWalk walk() {
        return new IndexWalk(memory, directory, reads, true);
    }

    /**
     * Where a walk meets a key: walks go by this number, unsigned, and by the bytes of keys that share it. Any thread.
     *
     * @param key where the key lies
     * @param offset first byte of the key
     * @param length bytes of the key
     * @return upper half of the hash of the key, which is seeded
     */
    public int walkOrder(DirectBuffer key, int offset, int length) {
        return (int) (hash(key, offset, length) >>> 32);
    }

    /**
     * A scan of the entries in the order of their keys, in either direction. The first one makes the writer build the
     * ordered keys in the steps of {@link #work}.
     *
     * @return a new scan, at the first key
     */
    public EntryScan entries() {
        ordered.request();
        return new PrimaryScan(ordered, reads, new KeyBatch(memory, directory), hashSeed);
    }

    /**
     * Memory of the hash table: stripes and directory.
     *
     * @return bytes
     */
    public long hashBytes() {
        return table.bytes() + directory.bytes();
    }

    /**
     * Memory of the headers of entries.
     *
     * @return bytes
     */
    public long recordHeaderBytes() {
        return records.records() * RecordDescriptor.HEADER_BYTES;
    }

    /**
     * Sum of the lengths of all documents.
     *
     * @return bytes
     */
    public long documentBytes() {
        return records.documentBytes();
    }

    /**
     * Sum of the lengths of all keys.
     *
     * @return bytes
     */
    public long keyBytes() {
        return records.keyBytes();
    }

    /**
     * Memory lost in the blocks that hold entries: alignment and rounding up to a size class.
     *
     * @return bytes
     */
    public long slackBytes() {
        return records.slackBytes();
    }

    /**
     * Memory of the ordered keys.
     *
     * @return bytes, 0 before the first scan
     */
    public long orderedKeyBytes() {
        return ordered.bytes();
    }

    /**
     * Ends the index. Writer thread only, or any thread once the writer has ended; twice is harmless. A late reader
     * gets an {@link io.tailrace.error.EngineClosedException}, never a crash.
     */
    @Override
    public void close() {
        directory.close();
    }

    /**
     * One bounded step of giving the memory of a closed index back, for other indexes on the same {@link IndexMemory}.
     * Writer thread only.
     *
     * @param limit most entries to handle in this step, at least 1
     * @return true if there is more to do
     */
    public boolean release(int limit) {
        if (!directory.isClosed()) {
            throw new IllegalStateException("index is open: close it before its memory is released");
        }
        giveReservedBack();
        long freed = 0;
        long before = records.records();
        while (!released && freed < limit) {
            int depth = table.release(releasePosition, records);
            freed = before - records.records() + 1;
            releasePosition += depth == 0 ? 0 : 1L << -depth;
            if (releasePosition == 0) {
                directory.release();
                released = true;
            }
        }
        boolean more = ordered.release(limit) || !released;
        for (SecondaryIndex each : secondary) {
            more |= each.release(limit);
        }
        return more;
    }

    private void giveReservedBack() {
        if (reservedRef != IndexMemory.NONE) {
            memory.free(reservedRef);
            reservedRef = IndexMemory.NONE;
        }
    }

    private static void checkLengths(int keyLength, int docLength) {
        if (keyLength < 0 || keyLength > MAX_KEY_BYTES) {
            throw new IllegalArgumentException("keyLength=" + keyLength + " is not in 0.." + MAX_KEY_BYTES);
        }
        if (docLength < 0 || docLength > MAX_DOCUMENT_BYTES) {
            throw new IllegalArgumentException("docLength=" + docLength + " is not in 0.." + MAX_DOCUMENT_BYTES);
        }
    }

    private IndexFullException full(int docLength) {
        return new IndexFullException("no memory for one more entry: keys=" + size() + " docLength=" + docLength
                + " reservedBytes=" + memory.reservedBytes() + " limitBytes=" + memory.limitBytes()
                + "; remove keys, raise the limit or -XX:MaxDirectMemorySize");
    }
}
