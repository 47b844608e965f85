package io.tailrace.index;

import io.tailrace.bytes.Bytes;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Goes through all entries of an index in the order of their hashes. Not thread safe, owned by any one thread, while
 * the writer goes on. An entry that stays in the index during the walk is met exactly once; one that comes or goes, at
 * most once. Allocates nothing once its copy has grown to the largest document.
 *
 * @hidden
 */
public final class IndexWalk {
    /*
     * Two kinds of short optimistic reads. One copies the slots of the stripe that holds the position, 4 KiB unless
     * very many keys share their hashes, home by home as each has its own version, and moves the position past the
     * hashes of that stripe: a stripe that splits later splits inside what was copied or after it. The other looks one
     * of the copied hashes up as a read does and copies the entry as it is now, wherever it has moved to. Of keys that
     * share all 32 stored bits, the smallest one above the last is taken, so that each comes once.
     */
    private static final int HASH_BITS = 64;
    private static final int[] GAPS = {301, 132, 57, 23, 10, 4, 1};

    private final IndexMemory memory;
    private final StripeDirectory directory;
    private final OptimisticReads reads;
    private long[] slots =
            new long[Stripe.buckets(Stripe.LARGEST_BYTES) * Stripe.SLOTS]; // hash order: sign bit flipped, sorted
    private final IndexEntry entry = new IndexEntry();
    private EntryCopy last;
    private EntryCopy next;
    private int count;
    private int at;
    private long position; // first hash not yet walked
    private boolean ended; // no stripe is left
    private boolean insideTag; // the last entry shares its hash with others that may follow

    IndexWalk(IndexMemory memory, StripeDirectory directory, OptimisticReads reads, boolean withDocuments) {
        this.memory = memory;
        this.directory = directory;
        this.reads = reads;
        last = new EntryCopy(withDocuments);
        next = new EntryCopy(withDocuments);
    }

    /**
     * Starts again from the beginning.
     *
     * @return this
     */
    public IndexWalk rewind() {
        position = 0;
        ended = false;
        insideTag = false;
        count = 0;
        at = 0;
        return this;
    }

    /**
     * The copy of the current entry, consistent in itself.
     *
     * @return the same view after every {@link #next()}, valid until the next one
     */
    public IndexEntry entry() {
        return entry;
    }

    /**
     * Copies the next entry.
     *
     * @return true if {@link #entry()} holds one, false at the end
     * @throws io.tailrace.error.EngineClosedException when the index is closed
     */
    public boolean next() {
        while (true) {
            if (at == count) {
                if (ended) {
                    return false;
                }
                copySlots();
            } else if (copyEntry(tagAt(at))) {
                EntryCopy copied = next;
                next = last;
                last = copied;
                copied.view(entry);
                return true;
            } else {
                skipTag();
            }
        }
    }

    private int tagAt(int index) {
        return Stripe.tag(slots[index] ^ Long.MIN_VALUE);
    }

    private void skipTag() {
        int tag = tagAt(at);
        while (at < count && tagAt(at) == tag) {
            at++;
        }
        insideTag = false;
    }

    private void copySlots() {
        while (true) {
            long generation = directory.generation();
            long found = directory.find(position);
            UnsafeBuffer page = memory.buffer(StripeDirectory.ref(found));
            int pageAt = IndexMemory.offset(StripeDirectory.ref(found));
            int buckets = StripeDirectory.buckets(found);
            if (OptimisticReads.isStripe(page, pageAt, buckets)) {
                int depth = Stripe.depth(page, pageAt);
                count = 0;
                int bucket = 0;
                while (bucket < buckets && copySlots(generation, page, pageAt, buckets, bucket)) {
                    bucket++;
                }
                if (bucket == buckets && reads.isStable(generation)) {
                    sortSlots();
                    at = 0;
                    advance(depth);
                    return;
                }
            } else if (found == 0 && reads.isStable(generation)) {
                ended = true;
                return;
            }
            count = 0;
            at = 0;
            Thread.onSpinWait();
        }
    }

    /** Adds the slots whose home is a bucket; false when it may not be a bucket any more. */
    private boolean copySlots(long generation, UnsafeBuffer page, int pageAt, int buckets, int home) {
        int homeAt = Stripe.bucketAt(pageAt, home);
        int before = count;
        while (true) {
            long version = Stripe.version(page, homeAt);
            int reach = Stripe.reach(version, buckets);
            for (int distance = 0; distance <= reach; distance++) {
                int bucketAt = Stripe.bucketAt(pageAt, Stripe.after(home, distance, buckets));
                for (int i = 0; i < Stripe.SLOTS; i++) {
                    long slot = page.getLong(Stripe.slotAt(bucketAt, i));
                    if (slot != 0 && Stripe.home(Stripe.tag(slot), buckets) == home) {
                        add(slot);
                    }
                }
            }
            if (reads.isStable(generation, page, homeAt, version)) {
                return true;
            }
            count = before;
            if (!reads.isStable(generation)) {
                return false;
            }
            Thread.onSpinWait();
        }
    }

    /** Of slots that come and go while they are copied there may be more than there is room for at one time. */
    private void add(long slot) {
        if (count == slots.length) {
            slots = Arrays.copyOf(slots, 2 * count);
        }
        slots[count++] = slot ^ Long.MIN_VALUE;
    }

    /** Shell sort of a few hundred numbers; the one of the JDK allocates on newer versions. */
    private void sortSlots() {
        for (int gap : GAPS) {
            for (int i = gap; i < count; i++) {
                long slot = slots[i];
                int hole = i;
                while (hole >= gap && slots[hole - gap] > slot) {
                    slots[hole] = slots[hole - gap];
                    hole -= gap;
                }
                slots[hole] = slot;
            }
        }
    }

    private void advance(int depth) {
        if (depth == 0) {
            ended = true;
        } else {
            long width = 1L << (HASH_BITS - depth);
            position = (position & -width) + width;
            ended = position == 0;
        }
    }

    /** Copies the entry of the hash that follows the last one; false when there is none. */
    private boolean copyEntry(int tag) {
        while (true) {
            long generation = directory.generation();
            long found = directory.find((long) tag << 32);
            UnsafeBuffer page = memory.buffer(StripeDirectory.ref(found));
            int pageAt = IndexMemory.offset(StripeDirectory.ref(found));
            int buckets = StripeDirectory.buckets(found);
            if (OptimisticReads.isStripe(page, pageAt, buckets)) {
                int homeAt = Stripe.bucketAt(pageAt, Stripe.home(tag, buckets));
                long version = Stripe.version(page, homeAt);
                int ref = following(page, pageAt, buckets, version, tag);
                boolean copied = ref != IndexMemory.NONE
                        && OptimisticReads.copy(memory.buffer(ref), IndexMemory.offset(ref), next);
                if (reads.isStable(generation, page, homeAt, version)) {
                    if (copied || ref == IndexMemory.NONE) {
                        insideTag = copied;
                        return copied;
                    }
                    next.grow();
                }
            }
            Thread.onSpinWait();
        }
    }

    /**
     * Record with the smallest key of those with the tag, above the last one inside a tag; safe on data that changes.
     */
    private int following(UnsafeBuffer page, int pageAt, int buckets, long version, int tag) {
        int best = IndexMemory.NONE;
        int home = Stripe.home(tag, buckets);
        int reach = Stripe.reach(version, buckets);
        for (int distance = 0; distance <= reach; distance++) {
            int bucketAt = Stripe.bucketAt(pageAt, Stripe.after(home, distance, buckets));
            for (int i = 0; i < Stripe.SLOTS; i++) {
                long slot = page.getLong(Stripe.slotAt(bucketAt, i));
                int ref = Stripe.ref(slot);
                if (Stripe.tag(slot) == tag
                        && isRecord(ref)
                        && (!insideTag || compare(ref, last) > 0)
                        && (best == IndexMemory.NONE || compare(ref, best) < 0)) {
                    best = ref;
                }
            }
        }
        return best;
    }

    private boolean isRecord(int ref) {
        UnsafeBuffer record = memory.buffer(ref);
        int recordAt = IndexMemory.offset(ref);
        return record != null && recordAt + RecordDescriptor.HEADER_BYTES <= record.capacity();
    }

    private static int keyLength(UnsafeBuffer record, int recordAt) {
        return record.getShort(recordAt + RecordDescriptor.KEY_LENGTH_OFFSET) & 0xFFFF;
    }

    private int compare(int ref, EntryCopy other) {
        UnsafeBuffer record = memory.buffer(ref);
        int keyAt = IndexMemory.offset(ref) + RecordDescriptor.KEY_OFFSET;
        int length = clampedKeyLength(record, keyAt);
        return Bytes.compare(record, keyAt, length, other.buffer(), 0, other.keyLength());
    }

    private int compare(int ref, int other) {
        UnsafeBuffer record = memory.buffer(ref);
        int keyAt = IndexMemory.offset(ref) + RecordDescriptor.KEY_OFFSET;
        UnsafeBuffer otherRecord = memory.buffer(other);
        int otherAt = IndexMemory.offset(other) + RecordDescriptor.KEY_OFFSET;
        return Bytes.compare(
                record,
                keyAt,
                clampedKeyLength(record, keyAt),
                otherRecord,
                otherAt,
                clampedKeyLength(otherRecord, otherAt));
    }

    /** The length as it is now, which on torn data may differ from the one that was checked. */
    private static int clampedKeyLength(UnsafeBuffer record, int keyAt) {
        return Math.min(keyLength(record, keyAt - RecordDescriptor.KEY_OFFSET), record.capacity() - keyAt);
    }
}
