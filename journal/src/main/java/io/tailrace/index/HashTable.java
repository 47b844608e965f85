package io.tailrace.index;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The stripes of one index and their growth. Writer only; readers go through {@link OptimisticReads}. */
final class HashTable {
    /*
     * A stripe begins with half a kilobyte, grows in steps to four, then splits in two of little more than two. With
     * uniform hashes all stripes fill at the same pace, so a split into two of four would leave the whole table half
     * empty for a while; with these steps in between it never costs more than 15.5 bytes a key, and yet a quarter of
     * the slots is free, so that 19 of 20 keys are in their home bucket. All sizes are size classes and whole lines, so
     * that no bucket lies in two. Growing and splitting build the new stripes aside from the stored hash bits, then
     * swap them in: the old one stays whole for its readers until its memory is given back. The cost of either is
     * bounded by one stripe: a few microseconds.
     *
     * A stripe holds 32 bits of each hash. Keys that agree in all of them cannot be parted by splits: their stripe
     * doubles instead, and finding one of them takes a look at each. The seed of the hash is secret, so that nobody
     * can choose many such keys.
     */
    private static final int[] PAGE_BYTES = {512, 1024, 1536, 2304, 2816, 3328, Stripe.LARGEST_BYTES};
    private static final int SPLIT_BYTES = 2304;

    private final IndexMemory memory;
    private final StripeDirectory directory;
    private volatile long pageBytes; // written by the writer

    // The stripe of the hash sought last.
    private UnsafeBuffer page;
    private int pageRef;
    private int pageAt;
    private int buckets;
    private int tag;
    private int homeAt;
    private long slotFound;

    HashTable(IndexMemory memory, StripeDirectory directory) {
        this.memory = memory;
        this.directory = directory;
    }

    long bytes() {
        return pageBytes;
    }

    /** Reference of the record of a key, or {@link IndexMemory#NONE}. */
    int find(long hash, DirectBuffer key, int keyOffset, int keyLength) {
        slotFound = Stripe.MISSING;
        if (!seek(hash)) {
            return IndexMemory.NONE;
        }
        long version = Stripe.version(page, homeAt);
        slotFound = Stripe.locate(memory, page, pageAt, buckets, version, tag, key, keyOffset, keyLength);
        return slotFound == Stripe.MISSING ? IndexMemory.NONE : (int) slotFound;
    }

    /** Goes on from a probe that is good, as if its key had just been found here; returns as {@link #find} does. */
    int resume(KeyProbe probe, long hash) {
        page = probe.page;
        pageRef = probe.pageRef;
        pageAt = probe.pageAt;
        buckets = probe.buckets;
        tag = (int) (hash >>> 32);
        homeAt = probe.homeAt;
        slotFound = probe.slotFound;
        return slotFound == Stripe.MISSING ? IndexMemory.NONE : (int) slotFound;
    }

    /** Makes the slot found last point to another record. */
    void replaceFound(int ref) {
        beginChangeFound();
        page.putLong((int) (slotFound >>> 32), Stripe.slotOf(tag, ref));
        endChangeFound();
    }

    /** Empties the slot found last. */
    void removeFound() {
        beginChangeFound();
        Stripe.remove(page, pageAt, buckets, (int) (slotFound >>> 32));
        endChangeFound();
    }

    /** From here to the end of the change readers of the record found last start again. */
    void beginChangeFound() {
        Stripe.beginChange(page, homeAt);
    }

    void endChangeFound() {
        Stripe.endChange(page, homeAt);
    }

    /** Adds a record whose key was not found; false, and nothing changed, when there is no memory. */
    boolean insert(long hash, int ref) {
        if (!reserve(hash)) {
            return false;
        }
        Stripe.beginChange(page, homeAt);
        Stripe.insert(page, pageAt, buckets, Stripe.slotOf(tag, ref));
        Stripe.endChange(page, homeAt);
        return true;
    }

    /** Sees to it that the stripe of a hash has a free slot; false when there is no memory. */
    boolean reserve(long hash) {
        if (!seek(hash) && !addFirst(hash)) {
            return false;
        }
        while (Stripe.count(page, pageAt) >= Stripe.room(buckets)) {
            if (!makeRoom(hash)) {
                return false;
            }
            seek(hash);
        }
        return true;
    }

    private boolean makeRoom(long hash) {
        boolean splittable = Stripe.bytes(buckets) >= Stripe.LARGEST_BYTES
                && Stripe.depth(page, pageAt) < StripeDirectory.MOST_DEPTH;
        return splittable ? split(hash) : grow(hash);
    }

    /**
     * Splits an empty table as often as so many keys would split it, which saves moving them each time. Where memory
     * ends it is split less often.
     */
    void expect(int keys) {
        if (pageBytes > 0 || !addFirst(0)) {
            return;
        }
        int leastAfterSplit = Stripe.room(Stripe.buckets(Stripe.LARGEST_BYTES)) / 2;
        for (int depth = 0; keys >>> depth + 1 >= leastAfterSplit; depth++) {
            for (int i = 0; i < 1 << depth; i++) {
                long hash = depth == 0 ? 0 : (long) i << Long.SIZE - depth;
                seek(hash);
                if (!split(hash)) {
                    return;
                }
            }
        }
    }

    /**
     * Sees to it that all these hashes can be inserted one after the other; false when there is no memory.
     *
     * @param hashes in unsigned order
     * @param count how many of them
     */
    boolean reserve(long[] hashes, int count) {
        int at = 0;
        while (at < count) {
            long hash = hashes[at];
            if (!seek(hash) && !addFirst(hash)) {
                return false;
            }
            // Splitting leaves fewer of them to this stripe.
            int end = endOfStripe(hashes, at, count);
            while (Stripe.count(page, pageAt) + end - at > Stripe.room(buckets)) {
                if (!makeRoom(hash)) {
                    return false;
                }
                seek(hash);
                end = endOfStripe(hashes, at, end);
            }
            at = end;
        }
        return true;
    }

    /** How far the hashes go that belong to the stripe at hand. */
    private int endOfStripe(long[] hashes, int from, int count) {
        int depth = Stripe.depth(page, pageAt);
        int end = from + 1;
        while (end < count && (depth == 0 || (hashes[end] ^ hashes[from]) >>> Long.SIZE - depth == 0)) {
            end++;
        }
        return end;
    }

    /** After close: gives the stripe of a hash and its records back; returns the depth it had. */
    int release(long hash, DocumentStore records) {
        if (!seek(hash)) {
            return 0;
        }
        for (int i = 0; i < buckets * Stripe.SLOTS; i++) {
            long slot = slot(i);
            if (slot != 0) {
                records.free(Stripe.ref(slot));
            }
        }
        int depth = Stripe.depth(page, pageAt);
        free(pageRef);
        return depth;
    }

    private boolean seek(long hash) {
        long entry = directory.find(hash);
        pageRef = StripeDirectory.ref(entry);
        page = memory.buffer(pageRef);
        pageAt = IndexMemory.offset(pageRef);
        buckets = StripeDirectory.buckets(entry);
        tag = (int) (hash >>> 32);
        homeAt = Stripe.bucketAt(pageAt, Stripe.home(tag, buckets));
        return page != null;
    }

    /** One of all slots of the stripe at hand. */
    private long slot(int index) {
        return page.getLong(Stripe.slotAt(Stripe.bucketAt(pageAt, index / Stripe.SLOTS), index % Stripe.SLOTS));
    }

    private boolean addFirst(long hash) {
        int ref = allocate(PAGE_BYTES[0], 0);
        if (ref == IndexMemory.NONE) {
            return false;
        }
        directory.replace(hash, 0, StripeDirectory.stripeEntry(ref, Stripe.buckets(PAGE_BYTES[0])));
        return seek(hash);
    }

    private boolean grow(long hash) {
        int old = pageRef;
        int bytes = bytesAfter(Stripe.bytes(buckets));
        int newBuckets = Stripe.buckets(bytes);
        int depth = Stripe.depth(page, pageAt);
        int ref = newBuckets == buckets ? IndexMemory.NONE : allocate(bytes, depth);
        if (ref == IndexMemory.NONE) {
            return false;
        }
        UnsafeBuffer to = memory.buffer(ref);
        for (int i = 0; i < buckets * Stripe.SLOTS; i++) {
            long slot = slot(i);
            if (slot != 0) {
                Stripe.insert(to, IndexMemory.offset(ref), newBuckets, slot);
            }
        }
        directory.replace(hash, depth, StripeDirectory.stripeEntry(ref, newBuckets));
        free(old);
        return true;
    }

    private static int bytesAfter(int bytes) {
        for (int next : PAGE_BYTES) {
            if (next > bytes) {
                return next;
            }
        }
        return Math.min(2 * bytes, Stripe.bytes(Stripe.MOST_BUCKETS));
    }

    private boolean split(long hash) {
        int depth = Stripe.depth(page, pageAt);
        int bit = Integer.MIN_VALUE >>> depth;
        int high = 0;
        for (int i = 0; i < buckets * Stripe.SLOTS; i++) {
            high += (Stripe.tag(slot(i)) & bit) != 0 ? 1 : 0;
        }
        int highBytes = halfBytes(high);
        int lowBytes = halfBytes(Stripe.count(page, pageAt) - high);
        int lowRef = allocate(lowBytes, depth + 1);
        int highRef = allocate(highBytes, depth + 1);
        int old = pageRef;
        if (lowRef != IndexMemory.NONE && highRef != IndexMemory.NONE) {
            distribute(bit, lowRef, Stripe.buckets(lowBytes), highRef, Stripe.buckets(highBytes));
            long lowEntry = StripeDirectory.stripeEntry(lowRef, Stripe.buckets(lowBytes));
            if (directory.split(
                    hash, depth, lowEntry, StripeDirectory.stripeEntry(highRef, Stripe.buckets(highBytes)))) {
                free(old);
                return true;
            }
        }
        free(lowRef);
        free(highRef);
        return false;
    }

    private void distribute(int bit, int low, int lowBuckets, int high, int highBuckets) {
        UnsafeBuffer lowPage = memory.buffer(low);
        UnsafeBuffer highPage = memory.buffer(high);
        for (int i = 0; i < buckets * Stripe.SLOTS; i++) {
            long slot = slot(i);
            if (slot == 0) {
                continue;
            }
            if ((Stripe.tag(slot) & bit) == 0) {
                Stripe.insert(lowPage, IndexMemory.offset(low), lowBuckets, slot);
            } else {
                Stripe.insert(highPage, IndexMemory.offset(high), highBuckets, slot);
            }
        }
    }

    /** The least that has room for so many; all may go to one side. */
    private static int halfBytes(int count) {
        int bytes = SPLIT_BYTES;
        while (count > Stripe.room(Stripe.buckets(bytes)) && bytes < Stripe.LARGEST_BYTES) {
            bytes = bytesAfter(bytes);
        }
        return bytes;
    }

    private int allocate(int bytes, int depth) {
        int ref = memory.allocate(bytes);
        if (ref != IndexMemory.NONE) {
            pageBytes += memory.blockBytes(ref);
            Stripe.format(memory.buffer(ref), IndexMemory.offset(ref), Stripe.buckets(bytes), depth);
        }
        return ref;
    }

    private void free(int ref) {
        if (ref != IndexMemory.NONE) {
            pageBytes -= memory.blockBytes(ref);
            memory.free(ref);
        }
    }
}
