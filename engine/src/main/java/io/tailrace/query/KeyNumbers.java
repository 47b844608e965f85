package io.tailrace.query;

import io.tailrace.bytes.KeyHash;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;

/**
 * Off-heap hash table from the hash of a key to the number of an entry. Not thread safe. Linear probing at a load of at
 * most one half; a removal moves later slots back, so nothing piles up. A slot is the hash (upper half) and the number
 * plus one (lower half), 0 when empty. It allocates only when it doubles.
 *
 * <p>The seed is one of the process, as nothing that can be seen depends on it.
 *
 * @hidden
 */
public final class KeyNumbers {
    /** No entry: the key is not in the table. */
    public static final int NOT_FOUND = -1;

    private static final long SEED = new SecureRandom().nextLong();

    /** Holds the memory as long as this is there. */
    private ByteBuffer slots;

    private long address;
    /** Number of slots less one. A position goes through it, so it lies inside and needs no other check. */
    private int mask;

    private int count;

    /** @param initialSlots a power of two */
    public KeyNumbers(int initialSlots) {
        assert Integer.bitCount(initialSlots) == 1;
        allocate(initialSlots);
    }

    /** Hash of a key, as all methods take it. */
    public static int hash(DirectBuffer key, int offset, int length) {
        return (int) KeyHash.hash(SEED, key, offset, length);
    }

    /** Position of the first slot to look at for a hash. */
    public int first(int hash) {
        return hash & mask;
    }

    /** Position of the slot to look at after this one. */
    public int next(int position) {
        return (position + 1) & mask;
    }

    /** Entry in a slot when the hash agrees, NOT_FOUND when the slot is empty, anything below that for another hash. */
    public int entryAt(int position, int hash) {
        long slot = slot(position);
        if (slot == 0) {
            return NOT_FOUND;
        }
        return (int) (slot >>> 32) == hash ? (int) slot - 1 : NOT_FOUND - 1;
    }

    /** Adds an entry, which is not in the table. */
    public void add(int hash, int entry) {
        if (++count > (mask + 1) >>> 1) {
            grow();
        }
        insert((long) hash << 32 | (entry + 1));
    }

    /** Removes an entry, which is in the table. */
    public void remove(int hash, int entry) {
        int hole = first(hash);
        while ((int) slot(hole) != entry + 1) {
            assert slot(hole) != 0 : "entry=" + entry + " is not in the table";
            hole = next(hole);
        }
        count--;
        int position = hole;
        while (true) {
            position = next(position);
            long slot = slot(position);
            if (slot == 0) {
                break;
            }
            int home = first((int) (slot >>> 32));
            if (((position - home) & mask) >= ((position - hole) & mask)) {
                put(hole, slot);
                hole = position;
            }
        }
        put(hole, 0);
    }

    private void insert(long slot) {
        int position = first((int) (slot >>> 32));
        while (slot(position) != 0) {
            position = next(position);
        }
        put(position, slot);
    }

    private void grow() {
        ByteBuffer before = slots;
        long from = address;
        long end = from + ((mask + 1L) << 3);
        allocate(Math.multiplyExact(mask + 1, 2));
        try {
            for (long at = from; at < end; at += Long.BYTES) {
                long slot = UnsafeApi.getLong(at);
                if (slot != 0) {
                    insert(slot);
                }
            }
        } finally {
            Reference.reachabilityFence(before); // its memory would else be free to go while it is read
        }
    }

    private long slot(int position) {
        return UnsafeApi.getLong(place(position));
    }

    private void put(int position, long slot) {
        UnsafeApi.putLong(place(position), slot);
    }

    private long place(int position) {
        return address + ((long) (position & mask) << 3);
    }

    private void allocate(int count) {
        slots = ByteBuffer.allocateDirect(Math.multiplyExact(count, Long.BYTES));
        address = BufferUtil.address(slots);
        mask = count - 1;
    }
}
