package io.tailrace.query;

import io.tailrace.bytes.KeyHash;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

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

    private UnsafeBuffer slots;
    private int mask;
    private int count;

    /** @param initialSlots a power of two */
    public KeyNumbers(int initialSlots) {
        assert Integer.bitCount(initialSlots) == 1;
        slots = allocated(initialSlots);
        mask = initialSlots - 1;
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
                slots.putLong(hole << 3, slot);
                hole = position;
            }
        }
        slots.putLong(hole << 3, 0);
    }

    private void insert(long slot) {
        int position = first((int) (slot >>> 32));
        while (slot(position) != 0) {
            position = next(position);
        }
        slots.putLong(position << 3, slot);
    }

    private void grow() {
        UnsafeBuffer before = slots;
        slots = allocated((mask + 1) << 1);
        mask = (mask << 1) + 1;
        for (int offset = 0; offset < before.capacity(); offset += Long.BYTES) {
            long slot = before.getLong(offset);
            if (slot != 0) {
                insert(slot);
            }
        }
    }

    private long slot(int position) {
        return slots.getLong(position << 3);
    }

    private static UnsafeBuffer allocated(int slots) {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(slots << 3));
    }
}
