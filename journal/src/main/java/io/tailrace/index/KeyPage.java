package io.tailrace.index;

import io.tailrace.bytes.Bytes;
import java.lang.invoke.VarHandle;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Layout of a page of ordered keys and what is done inside one. Stateless. Single writer, any reader; the version is a
 * sequence lock as that of a {@link Stripe}.
 *
 * <pre>
 *   0          8       10      12      14       16        20          24
 *  +----------+-------+-------+-------+--------+---------+-----------+
 *  | version  | level | count | cells | wasted | chained | next free |
 *  +----------+-------+-------+-------+--------+---------+-----------+
 *  | offset of cell 0 (2 bytes) | offset of cell 1 ... -->           |
 *  |                                              &lt;-- cells          |
 *  +-----------------------------------------------------------------+
 *
 *  cell: | child (4 bytes) | key length (2 bytes) | key |
 * </pre>
 */
final class KeyPage {
    /*
     * Level 0 pages are leaves, their cells have no child. In the pages above, a cell stands for the keys from its own
     * up to that of the next cell; the key of cell 0 is not looked at, it stands for all that are smaller.
     *
     * Four cells of the longest key fit, so that a page split in the middle by bytes has room for one more on either
     * side.
     */
    static final int BYTES = 4096;
    static final int TORN = -1;
    private static final int VERSION_OFFSET = 0;
    private static final int LEVEL_OFFSET = VERSION_OFFSET + Long.BYTES;
    private static final int COUNT_OFFSET = LEVEL_OFFSET + Short.BYTES;
    private static final int CELLS_OFFSET = COUNT_OFFSET + Short.BYTES;
    private static final int WASTED_OFFSET = CELLS_OFFSET + Short.BYTES;
    private static final int CHAINED_OFFSET = WASTED_OFFSET + Short.BYTES;
    private static final int NEXT_FREE_OFFSET = CHAINED_OFFSET + Integer.BYTES;
    private static final int OFFSETS_OFFSET = NEXT_FREE_OFFSET + Integer.BYTES;

    /** What a page has for cells. */
    static final int ROOM_BYTES = BYTES - OFFSETS_OFFSET;

    private static final int KEY_LENGTH_IN_CELL = Integer.BYTES;
    private static final int KEY_IN_CELL = KEY_LENGTH_IN_CELL + Short.BYTES;
    private static final int OFFSET_MASK = 0xFFFF;
    private static final int LENGTH_SHIFT = 16;

    private KeyPage() {}

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

    static void format(UnsafeBuffer page, int at, int level) {
        shortAt(page, at + LEVEL_OFFSET, level);
        shortAt(page, at + COUNT_OFFSET, 0);
        shortAt(page, at + CELLS_OFFSET, BYTES);
        shortAt(page, at + WASTED_OFFSET, 0);
    }

    /** A page fresh from memory: its version starts at 0 and belongs to the tree until the page is given back. */
    static void adopt(UnsafeBuffer page, int at, int chained) {
        page.putLong(at + VERSION_OFFSET, 0);
        page.putInt(at + CHAINED_OFFSET, chained);
    }

    static int chained(UnsafeBuffer page, int at) {
        return page.getInt(at + CHAINED_OFFSET);
    }

    static int nextFree(UnsafeBuffer page, int at) {
        return page.getInt(at + NEXT_FREE_OFFSET);
    }

    static void nextFree(UnsafeBuffer page, int at, int ref) {
        page.putInt(at + NEXT_FREE_OFFSET, ref);
    }

    static int level(UnsafeBuffer page, int at) {
        return shortAt(page, at + LEVEL_OFFSET);
    }

    static int count(UnsafeBuffer page, int at) {
        return shortAt(page, at + COUNT_OFFSET);
    }

    /**
     * Offset in the page and length of a key in one int, so that both are read once; {@link #TORN} if not inside the
     * page.
     */
    static int key(UnsafeBuffer page, int at, int index) {
        int place = OFFSETS_OFFSET + index * Short.BYTES;
        if (place + Short.BYTES > BYTES) {
            return TORN;
        }
        int cell = shortAt(page, at + place);
        if (cell + KEY_IN_CELL > BYTES) {
            return TORN;
        }
        int length = shortAt(page, at + cell + KEY_LENGTH_IN_CELL);
        return cell + KEY_IN_CELL + length > BYTES ? TORN : length << LENGTH_SHIFT | (cell + KEY_IN_CELL);
    }

    static int keyOffset(int key) {
        return key & OFFSET_MASK;
    }

    static int keyLength(int key) {
        return key >>> LENGTH_SHIFT;
    }

    static int child(UnsafeBuffer page, int at, int key) {
        return page.getInt(at + keyOffset(key) - KEY_IN_CELL);
    }

    /** First cell, not before one, whose key is above the one sought, or not below it; {@link #TORN} on torn data. */
    static int search(
            UnsafeBuffer page, int at, int first, boolean above, DirectBuffer sought, int offset, int length) {
        int low = first;
        int high = count(page, at);
        while (low < high) {
            int middle = (low + high) >>> 1;
            int key = key(page, at, middle);
            if (key == TORN) {
                return TORN;
            }
            int order = Bytes.compare(page, at + keyOffset(key), keyLength(key), sought, offset, length);
            if (order < 0 || (above && order == 0)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** What a key takes in a page. */
    static int cellBytes(int keyLength) {
        return KEY_IN_CELL + keyLength + Short.BYTES;
    }

    static boolean fits(UnsafeBuffer page, int at, int keyLength) {
        return gap(page, at) + shortAt(page, at + WASTED_OFFSET) >= cellBytes(keyLength);
    }

    /** Puts a cell before the one at the index; there must be room. */
    static void insert(
            UnsafeBuffer page,
            int at,
            int index,
            DirectBuffer key,
            int offset,
            int length,
            int child,
            UnsafeBuffer scratch) {
        if (gap(page, at) < KEY_IN_CELL + length + Short.BYTES) {
            compact(page, at, scratch);
        }
        assert gap(page, at) >= KEY_IN_CELL + length + Short.BYTES : "gap=" + gap(page, at) + " keyLength=" + length;
        int count = count(page, at);
        int cell = shortAt(page, at + CELLS_OFFSET) - KEY_IN_CELL - length;
        page.putInt(at + cell, child);
        shortAt(page, at + cell + KEY_LENGTH_IN_CELL, length);
        page.putBytes(at + cell + KEY_IN_CELL, key, offset, length);
        int place = at + OFFSETS_OFFSET + index * Short.BYTES;
        page.putBytes(place + Short.BYTES, page, place, (count - index) * Short.BYTES);
        shortAt(page, place, cell);
        shortAt(page, at + CELLS_OFFSET, cell);
        shortAt(page, at + COUNT_OFFSET, count + 1);
    }

    static void remove(UnsafeBuffer page, int at, int index) {
        int count = count(page, at);
        waste(page, at, index);
        int place = at + OFFSETS_OFFSET + index * Short.BYTES;
        page.putBytes(place, page, place + Short.BYTES, (count - index - 1) * Short.BYTES);
        shortAt(page, at + COUNT_OFFSET, count - 1);
    }

    /** Index of the cell at which the bytes of the page are halved as nearly as cells allow, at least 1. */
    static int middle(UnsafeBuffer page, int at) {
        int count = count(page, at);
        int half = (BYTES - shortAt(page, at + CELLS_OFFSET) - shortAt(page, at + WASTED_OFFSET)) / 2;
        int index = 0;
        while (index < count - 1) {
            int bytes = KEY_IN_CELL + keyLength(key(page, at, index));
            if (half < bytes / 2) {
                break;
            }
            half -= bytes;
            index++;
        }
        return Math.max(1, index);
    }

    /** Moves the cells from an index on to the end of an empty page. */
    static void moveTail(UnsafeBuffer page, int at, int from, UnsafeBuffer to, int toAt, UnsafeBuffer scratch) {
        int count = count(page, at);
        for (int i = from; i < count; i++) {
            int key = key(page, at, i);
            int length = keyLength(key);
            insert(to, toAt, i - from, page, at + keyOffset(key), length, child(page, at, key), scratch);
            waste(page, at, i);
        }
        shortAt(page, at + COUNT_OFFSET, from);
    }

    private static void compact(UnsafeBuffer page, int at, UnsafeBuffer scratch) {
        scratch.putBytes(0, page, at, BYTES);
        int count = count(page, at);
        int cell = BYTES;
        for (int i = 0; i < count; i++) {
            int key = key(scratch, 0, i);
            int bytes = KEY_IN_CELL + keyLength(key);
            cell -= bytes;
            page.putBytes(at + cell, scratch, keyOffset(key) - KEY_IN_CELL, bytes);
            shortAt(page, at + OFFSETS_OFFSET + i * Short.BYTES, cell);
        }
        shortAt(page, at + CELLS_OFFSET, cell);
        shortAt(page, at + WASTED_OFFSET, 0);
    }

    private static int gap(UnsafeBuffer page, int at) {
        return shortAt(page, at + CELLS_OFFSET) - OFFSETS_OFFSET - count(page, at) * Short.BYTES;
    }

    private static void waste(UnsafeBuffer page, int at, int index) {
        int bytes = KEY_IN_CELL + keyLength(key(page, at, index));
        shortAt(page, at + WASTED_OFFSET, shortAt(page, at + WASTED_OFFSET) + bytes);
    }

    private static int shortAt(UnsafeBuffer page, int at) {
        return page.getShort(at) & 0xFFFF;
    }

    private static void shortAt(UnsafeBuffer page, int at, int value) {
        page.putShort(at, (short) value);
    }
}
