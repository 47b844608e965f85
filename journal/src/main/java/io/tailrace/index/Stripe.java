package io.tailrace.index;

import io.tailrace.bytes.Bytes;
import java.lang.invoke.VarHandle;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Layout of a stripe, a part of the hash table that grows and splits by itself, and what is done inside one. Stateless.
 * Single writer, any reader. A stripe is a header and buckets, each of them one line of the cache:
 *
 * <pre>
 *   0             4             8                       64
 *  +-------------+-------------+-----------------------+
 *  | depth       | count       | reserved              |
 *  +-------------+-------------+-----------------------+
 *
 *   0                                 6         8
 *  +---------------------------------+---------+
 *  | version                         | reach   |   bucket, of 64 bytes; the reach is in the lower bits
 *  +---------------------------------+---------+
 *  | slot 0: hash bits 63..32 | reference      |
 *  +-------------------------------------------+
 *  | slot 1 ... 6                              |
 *  +-------------------------------------------+
 * </pre>
 */
final class Stripe {
    /*
     * The home bucket of a key is taken from the stored hash bits, so that growing, splitting and removing never touch
     * a record. Its slot is there or, where that was full, in the next bucket with room; the reach of a bucket says in
     * how many of those that follow it there are slots whose home it is. An empty slot is 0.
     *
     * The version is a sequence lock: odd while the writer changes the slots of one home, wherever they stand, or the
     * records they lead to. The writer makes it odd, then a store-store fence keeps the slots from being seen changed
     * before it, and the store that makes it even again is a release. A reader loads it with acquire, reads slots of
     * this home and their records, and after a load-load fence loads it again: if it saw anything of a change, it sees
     * the odd version or a later one too. Slots of another home, which may come and go meanwhile, it passes over by
     * their hash bits. Memory of removed records is reused only after that, so the same check covers the records.
     */
    static final int DEPTH_OFFSET = 0;
    static final int COUNT_OFFSET = DEPTH_OFFSET + Integer.BYTES;
    private static final int BUCKET_BYTES = 64;
    private static final int HEADER_BYTES = BUCKET_BYTES;
    private static final int FIRST_SLOT_OFFSET = Long.BYTES;
    static final int SLOTS = (BUCKET_BYTES - FIRST_SLOT_OFFSET) / Long.BYTES;

    /** Of a stripe that can still be split. */
    static final int LARGEST_BYTES = 4096;

    /** Of any stripe: keys that share all stored bits of their hashes cannot be parted, their stripe only grows. */
    static final int MOST_BUCKETS = 0xFFFF / SLOTS;

    static final long MISSING = -1;
    private static final long REACH_MASK = 0xFFFF;
    private static final long ONE_VERSION = REACH_MASK + 1;
    private static final int SPREAD = 0x9E37_79B9;

    private Stripe() {}

    static int buckets(int bytes) {
        return (bytes - HEADER_BYTES) / BUCKET_BYTES;
    }

    static int bytes(int buckets) {
        return HEADER_BYTES + buckets * BUCKET_BYTES;
    }

    /** Slots that may be filled before the stripe grows or splits: three of four. */
    static int room(int buckets) {
        return buckets * SLOTS * 3 / 4;
    }

    static void format(UnsafeBuffer page, int at, int buckets, int depth) {
        page.setMemory(at, bytes(buckets), (byte) 0);
        page.putInt(at + DEPTH_OFFSET, depth);
    }

    static int depth(UnsafeBuffer page, int at) {
        return page.getInt(at + DEPTH_OFFSET);
    }

    static int count(UnsafeBuffer page, int at) {
        return page.getInt(at + COUNT_OFFSET);
    }

    private static void count(UnsafeBuffer page, int at, int change) {
        page.putInt(at + COUNT_OFFSET, count(page, at) + change);
    }

    /** Which bucket is the home of these hash bits. */
    static int home(int tag, int buckets) {
        return (int) ((Integer.toUnsignedLong(tag * SPREAD) * buckets) >>> 32);
    }

    /** Where a bucket begins. */
    static int bucketAt(int at, int bucket) {
        return at + HEADER_BYTES + bucket * BUCKET_BYTES;
    }

    /** Acquire load of version and reach; {@link #isChanging odd} while slots of this home are being changed. */
    static long version(UnsafeBuffer page, int bucketAt) {
        return page.getLongAcquire(bucketAt);
    }

    static boolean isChanging(long version) {
        return (version & ONE_VERSION) != 0;
    }

    static void beginChange(UnsafeBuffer page, int bucketAt) {
        page.putLongOpaque(bucketAt, page.getLong(bucketAt) + ONE_VERSION);
        VarHandle.storeStoreFence();
    }

    static void endChange(UnsafeBuffer page, int bucketAt) {
        page.putLongRelease(bucketAt, page.getLong(bucketAt) + ONE_VERSION);
    }

    /** Last bucket after its home that is looked into, less than all even on data that changes meanwhile. */
    static int reach(long version, int buckets) {
        return Math.min((int) (version & REACH_MASK), buckets - 1);
    }

    private static void reach(UnsafeBuffer page, int bucketAt, int reach) {
        page.putLong(bucketAt, page.getLong(bucketAt) & ~REACH_MASK | reach);
    }

    /** The bucket so many after another, which is followed by the first after the last. */
    static int after(int bucket, int distance, int buckets) {
        int index = bucket + distance;
        return index >= buckets ? index - buckets : index;
    }

    /** Where a slot of a bucket is. */
    static int slotAt(int bucketAt, int index) {
        return bucketAt + FIRST_SLOT_OFFSET + index * Long.BYTES;
    }

    static long slotOf(int tag, int ref) {
        return (long) tag << 32 | (ref & 0xFFFF_FFFFL);
    }

    static int tag(long slot) {
        return (int) (slot >>> 32);
    }

    static int ref(long slot) {
        return (int) slot;
    }

    /**
     * Looks a key up. Safe on data that changes meanwhile: what does not lead to a whole record is passed over, and the
     * caller's check of the version tells whether the answer counts.
     *
     * @param version of the home bucket
     * @return where the slot is in the upper and reference in the lower 32 bits, or {@link #MISSING}
     */
    static long locate(
            IndexMemory memory,
            UnsafeBuffer page,
            int at,
            int buckets,
            long version,
            int tag,
            DirectBuffer key,
            int keyOffset,
            int keyLength) {
        int home = home(tag, buckets);
        int reach = reach(version, buckets);
        for (int distance = 0; distance <= reach; distance++) {
            int bucketAt = bucketAt(at, after(home, distance, buckets));
            for (int left = matching(page, bucketAt, tag); left != 0; left &= left - 1) {
                int slotAt = slotAt(bucketAt, Integer.numberOfTrailingZeros(left));
                int ref = ref(page.getLong(slotAt));
                if (holds(memory, ref, key, keyOffset, keyLength)) {
                    return (long) slotAt << 32 | (ref & 0xFFFF_FFFFL);
                }
            }
        }
        return MISSING;
    }

    /**
     * Which slots have these hash bits, slot 0 in the lowest bit of the answer; where they are 0, empty ones too. Found
     * without a branch, as where in the bucket a key is cannot be foretold.
     */
    private static int matching(UnsafeBuffer page, int bucketAt, int tag) {
        long wanted = tag & 0xFFFF_FFFFL;
        int matching = 0;
        for (int i = 0; i < SLOTS; i++) {
            long different = page.getLong(slotAt(bucketAt, i)) >>> 32 ^ wanted;
            matching |= (int) (different - 1 >>> 63) << i;
        }
        return matching;
    }

    /**
     * As {@link #locate}, but the first of those whose hash bits these are, an empty one where they are 0; on data that
     * does not change meanwhile.
     */
    static long locateTag(UnsafeBuffer page, int at, int buckets, long version, int tag) {
        int home = home(tag, buckets);
        int reach = reach(version, buckets);
        for (int distance = 0; distance <= reach; distance++) {
            int bucketAt = bucketAt(at, after(home, distance, buckets));
            int matching = matching(page, bucketAt, tag);
            if (matching != 0) {
                int slotAt = slotAt(bucketAt, Integer.numberOfTrailingZeros(matching));
                return (long) slotAt << 32 | (page.getLong(slotAt) & 0xFFFF_FFFFL);
            }
        }
        return MISSING;
    }

    static boolean holds(IndexMemory memory, int ref, DirectBuffer key, int keyOffset, int keyLength) {
        UnsafeBuffer record = memory.buffer(ref);
        int at = IndexMemory.offset(ref);
        return record != null
                && at + RecordDescriptor.KEY_OFFSET + keyLength <= record.capacity()
                && (record.getShort(at + RecordDescriptor.KEY_LENGTH_OFFSET) & 0xFFFF) == keyLength
                && Bytes.equal(record, at + RecordDescriptor.KEY_OFFSET, key, keyOffset, keyLength);
    }

    /**
     * Puts a slot that is not there yet into a stripe that is not full; between begin and end of a change of its home,
     * or while nobody can find the stripe.
     */
    static void insert(UnsafeBuffer page, int at, int buckets, long slot) {
        int home = home(tag(slot), buckets);
        int distance = 0;
        int free = freeSlot(page, bucketAt(at, home));
        while (free == 0) {
            distance++;
            assert distance < buckets : "count=" + count(page, at) + " buckets=" + buckets;
            free = freeSlot(page, bucketAt(at, after(home, distance, buckets)));
        }
        page.putLong(free, slot);
        int homeAt = bucketAt(at, home);
        if (distance > reach(page.getLong(homeAt), buckets)) {
            reach(page, homeAt, distance);
        }
        count(page, at, 1);
    }

    private static int freeSlot(UnsafeBuffer page, int bucketAt) {
        for (int i = 0; i < SLOTS; i++) {
            if (page.getLong(slotAt(bucketAt, i)) == 0) {
                return slotAt(bucketAt, i);
            }
        }
        return 0;
    }

    /**
     * Empties a slot, or fills it with the farthest one of the same home; between begin and end of a change of that.
     */
    static void remove(UnsafeBuffer page, int at, int buckets, int slotAt) {
        int home = home(tag(page.getLong(slotAt)), buckets);
        int homeAt = bucketAt(at, home);
        int reach = reach(page.getLong(homeAt), buckets);
        page.putLong(slotAt, 0);
        count(page, at, -1);
        if (reach > 0) {
            int holeBucket = (slotAt - bucketAt(at, 0)) / BUCKET_BYTES;
            int hole = holeBucket < home ? holeBucket + buckets - home : holeBucket - home;
            reach(page, homeAt, drawNearer(page, at, buckets, home, reach, hole, slotAt));
        }
    }

    /** Moves the farthest slot of a home to a hole that is nearer; returns how far the last one is then. */
    private static int drawNearer(UnsafeBuffer page, int at, int buckets, int home, int reach, int hole, int holeAt) {
        boolean filled = false;
        for (int distance = reach; distance > 0; distance--) {
            int bucketAt = bucketAt(at, after(home, distance, buckets));
            for (int i = 0; i < SLOTS; i++) {
                long slot = page.getLong(slotAt(bucketAt, i));
                if (slot == 0 || home(tag(slot), buckets) != home) {
                    continue;
                }
                if (filled || distance <= hole) {
                    return distance;
                }
                page.putLong(holeAt, slot);
                page.putLong(slotAt(bucketAt, i), 0);
                filled = true;
            }
        }
        return 0;
    }
}
