package io.tailrace.feed;

import io.tailrace.bytes.Bytes;
import io.tailrace.document.Dictionary;
import io.tailrace.document.Value;
import io.tailrace.document.ValueOrder;
import io.tailrace.error.LimitException;
import io.tailrace.query.BlockArena;
import io.tailrace.query.EntryPlace;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Entries of an ordered result with their view values, off-heap, by number. Not thread safe. An entry stays until all
 * who hold it have let it go; it never changes. It allocates only when it grows.
 */
final class TopStore implements BlockArena.Holder {
    /** No entry. */
    static final int NONE = -1;

    /*
     * A block of the arena:
     *
     *   0              4              8              12
     *   +--------------+--------------+--------------+--------------+-----------------+-----------------+
     *   | order length | key length   | position     | value length | order, key      | encoded value   |
     *   | i32          | i32          | i32          | i32          | to 8            |                 |
     *   +--------------+--------------+--------------+--------------+-----------------+-----------------+
     */
    private static final int KEY_LENGTH_OFFSET = 4;
    private static final int POSITION_OFFSET = 8;
    private static final int VALUE_LENGTH_OFFSET = 12;
    private static final int HEADER_LENGTH = 16;
    private static final int INITIAL_BYTES = 1 << 14;
    private static final int INITIAL_ENTRIES = 1 << 7;

    private final boolean descending;
    private final BlockArena arena = new BlockArena(INITIAL_BYTES);
    private final EntryPlace one = new EntryPlace();
    private final EntryPlace other = new EntryPlace();
    private final Value oneValue;
    private final Value otherValue;
    /** Block of an entry, or the next free number. */
    private int[] blocks = new int[INITIAL_ENTRIES];

    private int[] sizeClasses = new int[INITIAL_ENTRIES];
    private int[] holders = new int[INITIAL_ENTRIES];
    private int numbered;
    private int free = NONE;

    TopStore(Dictionary dictionary, boolean descending) {
        this.descending = descending;
        oneValue = new Value(dictionary);
        otherValue = new Value(dictionary);
    }

    /** What an entry takes. */
    int bytes(int entry) {
        return BlockArena.bytes(sizeClasses[entry]);
    }

    /** Bytes of the entries, rounded up to their size classes. */
    int usedBytes() {
        return arena.usedBytes();
    }

    /**
     * Adds an entry that the caller holds.
     *
     * @param place where it stands; nothing of this store
     * @param value view value of its document; nothing of this store
     * @return its number
     * @throws LimitException when all entries together need too much memory
     */
    int add(EntryPlace place, Value value) {
        int head = head(place.orderLength + place.keyLength);
        int valueLength = value.encodedLength();
        int sizeClass = BlockArena.sizeClass(head + valueLength);
        int block = take(sizeClass);
        UnsafeBuffer buffer = arena.buffer();
        buffer.putInt(block, place.orderLength);
        buffer.putInt(block + KEY_LENGTH_OFFSET, place.keyLength);
        buffer.putInt(block + POSITION_OFFSET, place.position);
        buffer.putInt(block + VALUE_LENGTH_OFFSET, valueLength);
        buffer.putBytes(block + HEADER_LENGTH, place.order, place.orderOffset, place.orderLength);
        buffer.putBytes(block + HEADER_LENGTH + place.orderLength, place.key, place.keyOffset, place.keyLength);
        value.encode(buffer, block + head);
        int entry = number();
        blocks[entry] = block;
        sizeClasses[entry] = sizeClass;
        holders[entry] = 1;
        return entry;
    }

    /** One more holds the entry. */
    int hold(int entry) {
        holders[entry]++;
        return entry;
    }

    /** One holds the entry no longer; nothing happens for NONE. */
    void letGo(int entry) {
        if (entry != NONE && --holders[entry] == 0) {
            arena.give(blocks[entry], sizeClasses[entry]);
            blocks[entry] = free;
            free = entry;
        }
    }

    /** Where an entry stands. */
    EntryPlace place(int entry, EntryPlace into) {
        UnsafeBuffer buffer = arena.buffer();
        int block = blocks[entry];
        int orderLength = buffer.getInt(block);
        into.order(buffer, block + HEADER_LENGTH, orderLength);
        into.key(buffer, block + HEADER_LENGTH + orderLength, buffer.getInt(block + KEY_LENGTH_OFFSET));
        into.position = buffer.getInt(block + POSITION_OFFSET);
        return into;
    }

    /** Whether two entries are of one document. */
    boolean sameDocument(int a, int b) {
        place(a, one);
        place(b, other);
        return Bytes.compare(one.key, one.keyOffset, one.keyLength, other.key, other.keyOffset, other.keyLength) == 0;
    }

    /** View value of an entry, valid until one is added or let go. */
    Value value(int entry, Value into) {
        UnsafeBuffer buffer = arena.buffer();
        int block = blocks[entry];
        return into.wrap(buffer, block + head(buffer.getInt(block) + buffer.getInt(block + KEY_LENGTH_OFFSET)));
    }

    boolean sameValue(int a, int b) {
        return a == b || ValueOrder.equal(value(a, oneValue), value(b, otherValue));
    }

    /** Order of two entries in the direction of the result. */
    int compare(int a, int b) {
        return compare(a, place(b, other));
    }

    /** Order of an entry and a place in the direction of the result. */
    int compare(int entry, EntryPlace place) {
        int ascending = place(entry, one).compareTo(place);
        return descending ? -ascending : ascending;
    }

    private static int head(int placeLength) {
        return PendingEntry.aligned(HEADER_LENGTH + placeLength);
    }

    private int number() {
        int entry = free;
        if (entry != NONE) {
            free = blocks[entry];
            return entry;
        }
        if (numbered == blocks.length) {
            blocks = Arrays.copyOf(blocks, numbered << 1);
            sizeClasses = Arrays.copyOf(sizeClasses, numbered << 1);
            holders = Arrays.copyOf(holders, numbered << 1);
        }
        return numbered++;
    }

    private int take(int sizeClass) {
        int block = arena.take(sizeClass, this);
        if (block == BlockArena.FULL) {
            throw new LimitException(
                    "orderedBytes",
                    (long) arena.usedBytes() + BlockArena.bytes(sizeClass),
                    BlockArena.MAX_BYTES - (BlockArena.MAX_BYTES >> 2),
                    "by the first documents of an ordered feed: use a smaller limit, or pluck before it");
        }
        return block;
    }

    @Override
    public void moveBlocks(BlockArena moving) {
        for (int entry = 0; entry < numbered; entry++) {
            if (holders[entry] > 0) {
                blocks[entry] = moving.moved(blocks[entry], sizeClasses[entry]);
            }
        }
    }
}
