package io.tailrace.feed;

import static io.tailrace.feed.PendingEntry.NONE;

import java.nio.ByteBuffer;
import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;

/**
 * The fixed parts of pending changes, numbered from 0 and laid out as {@link PendingEntry} says. Not thread safe;
 * off-heap; it allocates only when it grows.
 *
 * <p>Every change that is folded looks at a dozen words of one entry. That this lies inside is checked once, where its
 * place is asked for: a check a word costs more than the word. So a place is good for one entry, until another one is
 * {@linkplain #number numbered}, and goes nowhere but to the accessors with one of the offsets.
 */
final class PendingTable {
    private static final int LINE_BYTES = 64;
    private static final int INITIAL_ENTRIES = 1 << 8;

    static {
        assert PendingEntry.LENGTH == LINE_BYTES : "an entry is a line";
    }

    /** Holds the memory as long as this is there. */
    private ByteBuffer memory = allocated(INITIAL_ENTRIES);

    private long address = BufferUtil.address(memory);
    private int room = INITIAL_ENTRIES;
    private int numbered;
    private int free = NONE;

    /** Place of an entry, which was numbered. */
    long at(int entry) {
        if (entry < 0 || entry >= numbered) {
            throw new IndexOutOfBoundsException("entry=" + entry + " numbered=" + numbered);
        }
        return address + (long) entry * PendingEntry.LENGTH;
    }

    /** Numbers another entry; what it holds is anything. */
    int number() {
        int entry = free;
        if (entry != NONE) {
            free = intAt(at(entry), PendingEntry.NEXT);
            return entry;
        }
        if (numbered == room) {
            grow();
        }
        return numbered++;
    }

    /** An entry is free to be numbered again; but for the next in order it stays as it is until then. */
    void free(int entry) {
        putInt(at(entry), PendingEntry.NEXT, free);
        free = entry;
    }

    /** All entries are free; what they hold stays until they are numbered again. */
    void clear() {
        free = NONE;
        numbered = 0;
    }

    int intAt(long at, int offset) {
        return UnsafeApi.getInt(at + offset);
    }

    long longAt(long at, int offset) {
        return UnsafeApi.getLong(at + offset);
    }

    void putInt(long at, int offset, int value) {
        UnsafeApi.putInt(at + offset, value);
    }

    void putLong(long at, int offset, long value) {
        UnsafeApi.putLong(at + offset, value);
    }

    private void grow() {
        ByteBuffer larger = allocated(Math.multiplyExact(room, 2));
        long to = BufferUtil.address(larger);
        UnsafeApi.copyMemory(address, to, (long) room * PendingEntry.LENGTH);
        memory = larger;
        address = to;
        room *= 2;
    }

    private static ByteBuffer allocated(int entries) {
        return BufferUtil.allocateDirectAligned(Math.multiplyExact(entries, PendingEntry.LENGTH), LINE_BYTES);
    }
}
