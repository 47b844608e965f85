package io.tailrace.index;

import io.tailrace.bytes.Bytes;
import java.lang.invoke.VarHandle;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Layout of a stripe, an independently locked part of the hash table, and what is done inside one. Stateless. Single
 * writer, any reader.
 *
 * <pre>
 *   0                   8             12            16
 *  +-------------------+-------------+-------------+
 *  | version           | depth       | count       |
 *  +-------------------+-------------+-------------+
 *  | slot 0: hash bits 63..32 | reference of record |
 *  +-----------------------------------------------+
 *  | slot 1 ...                                    |
 * </pre>
 */
final class Stripe {
    /*
     * Open addressing with linear probing, the home slot taken from the stored hash bits, so that growing, splitting
     * and removing (by shifting back, without tombstones) never touch a record. An empty slot is 0.
     *
     * The version is a sequence lock: odd while the writer changes slots. The writer makes it odd, then a store-store
     * fence keeps the slots from being seen changed before it, and the store that makes it even again is a release. A
     * reader loads it with acquire, reads slots and records, and after a load-load fence loads it again: if it saw
     * anything of a change, it sees the odd version or a later one too. Memory of removed records is reused only after
     * that, so the same check covers the records.
     */
    static final int VERSION_OFFSET = 0;
    static final int DEPTH_OFFSET = VERSION_OFFSET + Long.BYTES;
    static final int COUNT_OFFSET = DEPTH_OFFSET + Integer.BYTES;
    static final int SLOTS_OFFSET = COUNT_OFFSET + Integer.BYTES;
    /** Of a stripe that can still be split. */
    static final int LARGEST_BYTES = 4096;

    /** Of any stripe: keys that share all stored bits of their hashes cannot be parted, their stripe only grows. */
    static final int MOST_SLOTS = 0xFFFF;

    static final long MISSING = -1;
    private static final int SPREAD = 0x9E37_79B9;

    private Stripe() {}

    static int slots(int bytes) {
        return (bytes - SLOTS_OFFSET) / Long.BYTES;
    }

    static int bytes(int slots) {
        return SLOTS_OFFSET + slots * Long.BYTES;
    }

    /** Slots that may be filled before the stripe grows or splits: 27 of 32. */
    static int room(int slots) {
        return slots * 27 / 32;
    }

    static void format(UnsafeBuffer page, int at, int slots, int depth) {
        page.setMemory(at, SLOTS_OFFSET + slots * Long.BYTES, (byte) 0);
        page.putInt(at + DEPTH_OFFSET, depth);
    }

    static int depth(UnsafeBuffer page, int at) {
        return page.getInt(at + DEPTH_OFFSET);
    }

    static int count(UnsafeBuffer page, int at) {
        return page.getInt(at + COUNT_OFFSET);
    }

    /** Acquire load; odd while the stripe is being changed. */
    static long version(UnsafeBuffer page, int at) {
        return page.getLongAcquire(at + VERSION_OFFSET);
    }

    static void beginChange(UnsafeBuffer page, int at) {
        page.putLongOpaque(at + VERSION_OFFSET, page.getLong(at + VERSION_OFFSET) + 1);
        VarHandle.storeStoreFence();
    }

    static void endChange(UnsafeBuffer page, int at) {
        page.putLongRelease(at + VERSION_OFFSET, page.getLong(at + VERSION_OFFSET) + 1);
    }

    static long slot(UnsafeBuffer page, int at, int index) {
        return page.getLong(at + SLOTS_OFFSET + index * Long.BYTES);
    }

    static void slot(UnsafeBuffer page, int at, int index, long slot) {
        page.putLong(at + SLOTS_OFFSET + index * Long.BYTES, slot);
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

    static int home(int tag, int slots) {
        return (int) ((Integer.toUnsignedLong(tag * SPREAD) * slots) >>> 32);
    }

    static int after(int index, int slots) {
        return index + 1 == slots ? 0 : index + 1;
    }

    /**
     * Looks a key up. Safe on data that changes meanwhile: what does not lead to a whole record is passed over, and the
     * caller's check of the version tells whether the answer counts.
     *
     * @return index of the slot in the upper and reference in the lower 32 bits, or {@link #MISSING}
     */
    static long locate(
            IndexMemory memory,
            UnsafeBuffer page,
            int at,
            int slots,
            int tag,
            DirectBuffer key,
            int keyOffset,
            int keyLength) {
        int index = home(tag, slots);
        for (int i = 0; i < slots; i++) {
            long slot = slot(page, at, index);
            if (slot == 0) {
                return MISSING;
            }
            if (tag(slot) == tag && holds(memory, ref(slot), key, keyOffset, keyLength)) {
                return (long) index << 32 | (slot & 0xFFFF_FFFFL);
            }
            index = after(index, slots);
        }
        return MISSING;
    }

    private static boolean holds(IndexMemory memory, int ref, DirectBuffer key, int keyOffset, int keyLength) {
        UnsafeBuffer record = memory.buffer(ref);
        int at = IndexMemory.offset(ref);
        return record != null
                && at + RecordDescriptor.KEY_OFFSET + keyLength <= record.capacity()
                && (record.getShort(at + RecordDescriptor.KEY_LENGTH_OFFSET) & 0xFFFF) == keyLength
                && Bytes.equal(record, at + RecordDescriptor.KEY_OFFSET, key, keyOffset, keyLength);
    }

    /** Puts a slot that is not there yet; between begin and end of a change, or while nobody can find the stripe. */
    static void insert(UnsafeBuffer page, int at, int slots, long slot) {
        int index = home(tag(slot), slots);
        while (slot(page, at, index) != 0) {
            index = after(index, slots);
        }
        slot(page, at, index, slot);
        page.putInt(at + COUNT_OFFSET, count(page, at) + 1);
    }

    /**
     * Empties a slot and moves those after it that may stand nearer to their homes; between begin and end of a change.
     */
    static void remove(UnsafeBuffer page, int at, int slots, int index) {
        int hole = index;
        int next = index;
        while (true) {
            next = after(next, slots);
            long slot = slot(page, at, next);
            if (slot == 0) {
                break;
            }
            int home = home(tag(slot), slots);
            if (distance(home, next, slots) >= distance(hole, next, slots)) {
                slot(page, at, hole, slot);
                hole = next;
            }
        }
        slot(page, at, hole, 0);
        page.putInt(at + COUNT_OFFSET, count(page, at) - 1);
    }

    private static int distance(int from, int to, int slots) {
        return to >= from ? to - from : to - from + slots;
    }
}
