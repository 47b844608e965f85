package io.tailrace.index;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The stripes of one index and their growth. Writer only; readers go through {@link OptimisticReads}. */
final class HashTable {
    /*
     * A stripe begins with half a kilobyte, grows in steps to four, then splits in two of three. With uniform hashes
     * all stripes fill at the same pace, so a split into two of four would leave the whole table half empty for a while
     * and cost 19 bytes a key there; with this step in between it never costs more than 15. Growing and splitting build
     * the new stripes aside from the stored hash bits, then swap them in: the old one stays whole for its readers until
     * its memory is given back. The cost of either is bounded by one stripe: a few microseconds.
     *
     * A stripe holds 32 bits of each hash. Keys that agree in all of them cannot be parted by splits: their stripe
     * doubles instead, and finding one of them takes a look at each. The seed of the hash is secret, so that nobody
     * can choose many such keys.
     */
    private static final int[] PAGE_BYTES = {512, 1024, 2048, 3072, Stripe.LARGEST_BYTES};
    private static final int SPLIT_BYTES = 3072;

    private final IndexMemory memory;
    private final StripeDirectory directory;
    private volatile long pageBytes; // written by the writer

    // The stripe of the hash sought last.
    private UnsafeBuffer page;
    private int pageRef;
    private int pageAt;
    private int slots;
    private int tag;
    private long slotFound;

    HashTable(final IndexMemory memory, final StripeDirectory directory) {
        this.memory = memory;
        this.directory = directory;
    }

    long bytes() {
        return pageBytes;
    }

    /** Reference of the record of a key, or {@link IndexMemory#NONE}. */
    int find(final long hash, final DirectBuffer key, final int keyOffset, final int keyLength) {
        slotFound = Stripe.MISSING;
        if (!seek(hash)) {
            return IndexMemory.NONE;
        }
        slotFound = Stripe.locate(memory, page, pageAt, slots, tag, key, keyOffset, keyLength);
        return slotFound == Stripe.MISSING ? IndexMemory.NONE : (int) slotFound;
    }

    /** Makes the slot found last point to another record. */
    void replaceFound(final int ref) {
        beginChangeFound();
        Stripe.slot(page, pageAt, (int) (slotFound >>> 32), Stripe.slotOf(tag, ref));
        endChangeFound();
    }

    /** Empties the slot found last. */
    void removeFound() {
        beginChangeFound();
        Stripe.remove(page, pageAt, slots, (int) (slotFound >>> 32));
        endChangeFound();
    }

    /** From here to the end of the change readers of the record found last start again. */
    void beginChangeFound() {
        Stripe.beginChange(page, pageAt);
    }

    void endChangeFound() {
        Stripe.endChange(page, pageAt);
    }

    /** Adds a record whose key was not found; false, and nothing changed, when there is no memory. */
    boolean insert(final long hash, final int ref) {
        if (!reserve(hash)) {
            return false;
        }
        Stripe.beginChange(page, pageAt);
        Stripe.insert(page, pageAt, slots, Stripe.slotOf(tag, ref));
        Stripe.endChange(page, pageAt);
        return true;
    }

    /** Sees to it that the stripe of a hash has a free slot; false when there is no memory. */
    boolean reserve(final long hash) {
        if (!seek(hash) && !addFirst(hash)) {
            return false;
        }
        while (Stripe.count(page, pageAt) >= Stripe.room(slots)) {
            if (!makeRoom(hash)) {
                return false;
            }
            seek(hash);
        }
        return true;
    }

    private boolean makeRoom(final long hash) {
        final boolean splittable =
                Stripe.bytes(slots) >= Stripe.LARGEST_BYTES && Stripe.depth(page, pageAt) < StripeDirectory.MOST_DEPTH;
        return splittable ? split(hash) : grow(hash);
    }

    /**
     * Sees to it that all these hashes can be inserted one after the other; false when there is no memory.
     *
     * @param hashes in unsigned order
     * @param count how many of them
     */
    boolean reserve(final long[] hashes, final int count) {
        int at = 0;
        while (at < count) {
            final long hash = hashes[at];
            if (!seek(hash) && !addFirst(hash)) {
                return false;
            }
            // Splitting leaves fewer of them to this stripe.
            int end = endOfStripe(hashes, at, count);
            while (Stripe.count(page, pageAt) + end - at > Stripe.room(slots)) {
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
    private int endOfStripe(final long[] hashes, final int from, final int count) {
        final int depth = Stripe.depth(page, pageAt);
        int end = from + 1;
        while (end < count && (depth == 0 || (hashes[end] ^ hashes[from]) >>> Long.SIZE - depth == 0)) {
            end++;
        }
        return end;
    }

    /** After close: gives the stripe of a hash and its records back; returns the depth it had. */
    int release(final long hash, final DocumentStore records) {
        if (!seek(hash)) {
            return 0;
        }
        for (int i = 0; i < slots; i++) {
            final long slot = Stripe.slot(page, pageAt, i);
            if (slot != 0) {
                records.free(Stripe.ref(slot));
            }
        }
        final int depth = Stripe.depth(page, pageAt);
        free(pageRef);
        return depth;
    }

    private boolean seek(final long hash) {
        final long entry = directory.find(hash);
        pageRef = StripeDirectory.ref(entry);
        page = memory.buffer(pageRef);
        pageAt = IndexMemory.offset(pageRef);
        slots = StripeDirectory.slots(entry);
        tag = (int) (hash >>> 32);
        return page != null;
    }

    private boolean addFirst(final long hash) {
        final int ref = allocate(PAGE_BYTES[0], 0);
        if (ref == IndexMemory.NONE) {
            return false;
        }
        directory.replace(hash, 0, StripeDirectory.stripeEntry(ref, Stripe.slots(PAGE_BYTES[0])));
        return seek(hash);
    }

    private boolean grow(final long hash) {
        final int old = pageRef;
        final int bytes = bytesAfter(Stripe.bytes(slots));
        final int newSlots = Stripe.slots(bytes);
        final int depth = Stripe.depth(page, pageAt);
        final int ref = newSlots == slots ? IndexMemory.NONE : allocate(bytes, depth);
        if (ref == IndexMemory.NONE) {
            return false;
        }
        final UnsafeBuffer to = memory.buffer(ref);
        for (int i = 0; i < slots; i++) {
            final long slot = Stripe.slot(page, pageAt, i);
            if (slot != 0) {
                Stripe.insert(to, IndexMemory.offset(ref), newSlots, slot);
            }
        }
        directory.replace(hash, depth, StripeDirectory.stripeEntry(ref, newSlots));
        free(old);
        return true;
    }

    private static int bytesAfter(final int bytes) {
        for (final int next : PAGE_BYTES) {
            if (next > bytes) {
                return next;
            }
        }
        return Math.min(2 * bytes, Stripe.bytes(Stripe.MOST_SLOTS));
    }

    private boolean split(final long hash) {
        final int depth = Stripe.depth(page, pageAt);
        final int bit = Integer.MIN_VALUE >>> depth;
        int high = 0;
        for (int i = 0; i < slots; i++) {
            high += (Stripe.tag(Stripe.slot(page, pageAt, i)) & bit) != 0 ? 1 : 0;
        }
        final int highBytes = halfBytes(high);
        final int lowBytes = halfBytes(Stripe.count(page, pageAt) - high);
        final int lowRef = allocate(lowBytes, depth + 1);
        final int highRef = allocate(highBytes, depth + 1);
        final int old = pageRef;
        if (lowRef != IndexMemory.NONE && highRef != IndexMemory.NONE) {
            distribute(bit, lowRef, Stripe.slots(lowBytes), highRef, Stripe.slots(highBytes));
            final long lowEntry = StripeDirectory.stripeEntry(lowRef, Stripe.slots(lowBytes));
            if (directory.split(hash, depth, lowEntry, StripeDirectory.stripeEntry(highRef, Stripe.slots(highBytes)))) {
                free(old);
                return true;
            }
        }
        free(lowRef);
        free(highRef);
        return false;
    }

    private void distribute(final int bit, final int low, final int lowSlots, final int high, final int highSlots) {
        final UnsafeBuffer lowPage = memory.buffer(low);
        final UnsafeBuffer highPage = memory.buffer(high);
        for (int i = 0; i < slots; i++) {
            final long slot = Stripe.slot(page, pageAt, i);
            if (slot == 0) {
                continue;
            }
            if ((Stripe.tag(slot) & bit) == 0) {
                Stripe.insert(lowPage, IndexMemory.offset(low), lowSlots, slot);
            } else {
                Stripe.insert(highPage, IndexMemory.offset(high), highSlots, slot);
            }
        }
    }

    /** Three kilobytes, or four in the rare case that nearly all go to one side. */
    private static int halfBytes(final int count) {
        return count <= Stripe.room(Stripe.slots(SPLIT_BYTES)) ? SPLIT_BYTES : Stripe.LARGEST_BYTES;
    }

    private int allocate(final int bytes, final int depth) {
        final int ref = memory.allocate(bytes);
        if (ref != IndexMemory.NONE) {
            pageBytes += memory.blockBytes(ref);
            Stripe.format(memory.buffer(ref), IndexMemory.offset(ref), Stripe.slots(bytes), depth);
        }
        return ref;
    }

    private void free(final int ref) {
        if (ref != IndexMemory.NONE) {
            pageBytes -= memory.blockBytes(ref);
            memory.free(ref);
        }
    }
}
