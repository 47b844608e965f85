package io.tailrace.query;

import io.tailrace.bytes.Bytes;
import io.tailrace.error.LimitException;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Documents as they were at one sequence, by key, for those that have changed since; and a heap of the entries of them
 * that are still to be shown, the first one on top. Not thread safe; off-heap; it allocates only while it grows.
 *
 * <p>A key is a block of the arena, its document another one, and an entry that waits a third one:
 *
 * <pre>
 *   key:    hash | size class | key length | changed | entries waiting | document: block, size class, length | bytes
 *   entry:  key  | size class | length of the key in the order | position | copies | bytes
 * </pre>
 *
 * <p>All fields are 32 bits wide. Blocks stay at their offsets while the arena grows.
 */
final class FirstOldImages {
    /** No key, no entry, no document. */
    static final int NONE = -1;

    private static final int HASH = 0;
    private static final int SIZE_CLASS = HASH + Integer.BYTES;
    private static final int KEY_LENGTH = SIZE_CLASS + Integer.BYTES;
    private static final int CHANGED = KEY_LENGTH + Integer.BYTES;
    private static final int WAITING = CHANGED + Integer.BYTES;
    private static final int IMAGE = WAITING + Integer.BYTES;
    private static final int IMAGE_CLASS = IMAGE + Integer.BYTES;
    private static final int IMAGE_LENGTH = IMAGE_CLASS + Integer.BYTES;
    private static final int KEY = IMAGE_LENGTH + Integer.BYTES;

    private static final int ENTRY_KEY = 0;
    private static final int ORDER_LENGTH = SIZE_CLASS + Integer.BYTES;
    private static final int POSITION = ORDER_LENGTH + Integer.BYTES;
    private static final int COPIES = POSITION + Integer.BYTES;
    private static final int ORDER = COPIES + Integer.BYTES + Integer.BYTES;

    private static final int INITIAL_BYTES = 1 << 14;
    private static final int INITIAL_SLOTS = 1 << 8;
    private static final int NUMBER_SHIFT = 3;

    private final BlockArena arena;
    private final KeyNumbers keys = new KeyNumbers(INITIAL_SLOTS);
    private final int limitBytes;
    private final boolean descending;
    private final String where;
    private final EntryPlace left = new EntryPlace();
    private final EntryPlace right = new EntryPlace();
    private UnsafeBuffer heap = new UnsafeBuffer(ByteBuffer.allocateDirect(INITIAL_SLOTS * Integer.BYTES));
    private int size;
    private int keyCount;

    /**
     * @param limitBytes most bytes of keys, documents and entries
     * @param descending whether the last one in the order of places is on top
     * @param where what is read, for the message of the limit
     */
    FirstOldImages(int limitBytes, boolean descending, String where) {
        this.limitBytes = limitBytes;
        this.descending = descending;
        this.where = where;
        arena = new BlockArena(INITIAL_BYTES);
    }

    /** A key, or NONE. */
    int find(DirectBuffer key, int offset, int length) {
        if (keyCount == 0) {
            return NONE;
        }
        int hash = KeyNumbers.hash(key, offset, length);
        for (int position = keys.first(hash); ; position = keys.next(position)) {
            int number = keys.entryAt(position, hash);
            if (number == KeyNumbers.NOT_FOUND) {
                return NONE;
            }
            if (number >= 0 && hasKey(number << NUMBER_SHIFT, key, offset, length)) {
                return number << NUMBER_SHIFT;
            }
        }
    }

    /** Adds a key that is not there, without a document. */
    int add(DirectBuffer key, int offset, int length) {
        int sizeClass = BlockArena.sizeClass(KEY + length);
        int added = take(sizeClass);
        int hash = KeyNumbers.hash(key, offset, length);
        UnsafeBuffer buffer = arena.buffer();
        buffer.putInt(added + HASH, hash);
        buffer.putInt(added + SIZE_CLASS, sizeClass);
        buffer.putInt(added + KEY_LENGTH, length);
        buffer.putInt(added + CHANGED, 0);
        buffer.putInt(added + WAITING, 0);
        buffer.putInt(added + IMAGE, NONE);
        buffer.putInt(added + IMAGE_LENGTH, NONE);
        buffer.putBytes(added + KEY, key, offset, length);
        keys.add(hash, added >>> NUMBER_SHIFT);
        keyCount++;
        return added;
    }

    /** Gives a key its document. */
    void image(int key, DirectBuffer source, int offset, int length) {
        int sizeClass = BlockArena.sizeClass(length);
        int image = take(sizeClass);
        UnsafeBuffer buffer = arena.buffer();
        buffer.putBytes(image, source, offset, length);
        buffer.putInt(key + IMAGE, image);
        buffer.putInt(key + IMAGE_CLASS, sizeClass);
        buffer.putInt(key + IMAGE_LENGTH, length);
    }

    /** Whether the document of a key has changed, or it is held for another reason. */
    boolean isChanged(int key) {
        return arena.buffer().getInt(key + CHANGED) != 0;
    }

    void changed(int key) {
        arena.buffer().putInt(key + CHANGED, 1);
    }

    int imageOffset(int key) {
        return arena.buffer().getInt(key + IMAGE);
    }

    /** Bytes of the document of a key, NONE when there is none. */
    int imageLength(int key) {
        return arena.buffer().getInt(key + IMAGE_LENGTH);
    }

    int keyOffset(int key) {
        return key + KEY;
    }

    int keyLength(int key) {
        return arena.buffer().getInt(key + KEY_LENGTH);
    }

    UnsafeBuffer buffer() {
        return arena.buffer();
    }

    /** Lets an entry of a key wait. */
    void await(int key, EntryPlace place, int copies) {
        int sizeClass = BlockArena.sizeClass(ORDER + place.orderLength);
        int entry = take(sizeClass);
        UnsafeBuffer buffer = arena.buffer();
        buffer.putInt(entry + ENTRY_KEY, key);
        buffer.putInt(entry + SIZE_CLASS, sizeClass);
        buffer.putInt(entry + ORDER_LENGTH, place.orderLength);
        buffer.putInt(entry + POSITION, place.position);
        buffer.putInt(entry + COPIES, copies);
        buffer.putBytes(entry + ORDER, place.order, place.orderOffset, place.orderLength);
        buffer.putInt(key + WAITING, buffer.getInt(key + WAITING) + 1);
        push(entry);
    }

    /** Whether an entry of a key waits; looks at all of them. */
    boolean waits(int key, int position) {
        for (int i = 0; i < size; i++) {
            int entry = heap(i);
            if (key(entry) == key && arena.buffer().getInt(entry + POSITION) == position) {
                return true;
            }
        }
        return false;
    }

    /** The entry that comes first, or NONE. */
    int first() {
        return size == 0 ? NONE : heap(0);
    }

    int key(int entry) {
        return arena.buffer().getInt(entry + ENTRY_KEY);
    }

    int copies(int entry) {
        return arena.buffer().getInt(entry + COPIES);
    }

    /** Shows the place of an entry, until the next one is added. */
    void place(int entry, EntryPlace into) {
        UnsafeBuffer buffer = arena.buffer();
        int key = key(entry);
        into.order(buffer, entry + ORDER, buffer.getInt(entry + ORDER_LENGTH));
        into.key(buffer, keyOffset(key), keyLength(key));
        into.position = buffer.getInt(entry + POSITION);
    }

    /** Takes the first entry off the heap; what it shows stays until it is released. */
    int takeFirst() {
        int entry = heap(0);
        int last = heap(--size);
        int hole = 0;
        while (2 * hole + 1 < size) {
            int child = 2 * hole + 1;
            if (child + 1 < size && isBefore(heap(child + 1), heap(child))) {
                child++;
            }
            if (!isBefore(heap(child), last)) {
                break;
            }
            heap(hole, heap(child));
            hole = child;
        }
        heap(hole, last);
        return entry;
    }

    /**
     * Gives back the memory of an entry that was taken, and that of its key when it was the last one of it.
     *
     * @param forget whether a key that has changed may be forgotten as well as one that has not
     */
    void release(int entry, boolean forget) {
        UnsafeBuffer buffer = arena.buffer();
        int key = key(entry);
        arena.give(entry, buffer.getInt(entry + SIZE_CLASS));
        int waiting = buffer.getInt(key + WAITING) - 1;
        buffer.putInt(key + WAITING, waiting);
        if (waiting > 0) {
            return;
        }
        if (imageLength(key) != NONE) {
            arena.give(imageOffset(key), buffer.getInt(key + IMAGE_CLASS));
            buffer.putInt(key + IMAGE_LENGTH, NONE);
        }
        if (forget || !isChanged(key)) {
            keys.remove(buffer.getInt(key + HASH), key >>> NUMBER_SHIFT);
            keyCount--;
            arena.give(key, buffer.getInt(key + SIZE_CLASS));
        }
    }

    private void push(int entry) {
        if (size * Integer.BYTES == heap.capacity()) {
            UnsafeBuffer larger = new UnsafeBuffer(ByteBuffer.allocateDirect(heap.capacity() << 1));
            larger.putBytes(0, heap, 0, heap.capacity());
            heap = larger;
        }
        int hole = size++;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            if (!isBefore(entry, heap(parent))) {
                break;
            }
            heap(hole, heap(parent));
            hole = parent;
        }
        heap(hole, entry);
    }

    private boolean isBefore(int entry, int other) {
        place(entry, left);
        place(other, right);
        int difference = left.compareTo(right);
        return descending ? difference > 0 : difference < 0;
    }

    private int heap(int index) {
        return heap.getInt(index * Integer.BYTES);
    }

    private void heap(int index, int entry) {
        heap.putInt(index * Integer.BYTES, entry);
    }

    private boolean hasKey(int candidate, DirectBuffer key, int offset, int length) {
        return keyLength(candidate) == length && Bytes.equal(arena.buffer(), candidate + KEY, key, offset, length);
    }

    private int take(int sizeClass) {
        int bytes = BlockArena.bytes(sizeClass);
        if (arena.usedBytes() + (long) bytes > limitBytes) {
            throw full(arena.usedBytes() + (long) bytes);
        }
        int block = arena.take(sizeClass);
        if (block == BlockArena.FULL) {
            long capacity = arena.capacity();
            while (capacity < (long) arena.capacity() + bytes) {
                capacity <<= 1;
            }
            if (capacity > 1L << 30) {
                throw full(capacity);
            }
            arena.enlarge((int) capacity);
            block = arena.take(sizeClass);
        }
        return block;
    }

    private LimitException full(long bytes) {
        return new LimitException(
                "pendingBytes",
                bytes,
                limitBytes,
                where + ": too many documents have changed since, allow more or read from a later sequence");
    }
}
