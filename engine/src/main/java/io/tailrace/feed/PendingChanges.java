package io.tailrace.feed;

import static io.tailrace.feed.PendingEntry.NONE;
import static io.tailrace.feed.PendingEntry.aligned;

import io.tailrace.bytes.Bytes;
import io.tailrace.document.Document;
import io.tailrace.document.Value;
import io.tailrace.document.ValueOrder;
import io.tailrace.query.BlockArena;
import io.tailrace.query.KeyNumbers;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Changes that wait to be delivered, one for each key and copy of its document: the first old image and the last new
 * image, in the order in which they were first touched. Not thread safe; off-heap; it allocates only when it grows.
 *
 * <p>Entries are numbered from 0 and found by a hash table of their keys and copies. An entry that is removed loses its
 * place. What a removed entry held stays readable until the next one is added or replaced.
 */
final class PendingChanges implements BlockArena.Holder {
    private static final int INITIAL_BYTES = 1 << 16;
    private static final int INITIAL_ENTRIES = 1 << 8;

    private int limitBytes;
    private final BlockArena arena;
    private final KeyNumbers keys = new KeyNumbers(INITIAL_ENTRIES * 2);
    private UnsafeBuffer entries = allocated(INITIAL_ENTRIES * PendingEntry.LENGTH);
    private int numbered;
    private int freeEntry = NONE;
    private int head = NONE;
    private int tail = NONE;
    private int count;
    private long usedBytes;
    private int removedBlock = NONE;
    private int removedClass;
    /** Where the entry begins that was added or replaced last. */
    private int touched;

    /**
     * @param limitBytes most bytes of keys and images, each entry rounded up to its size class; one single entry may
     *     need more. Whether there is room depends on the entries alone, not on how they came to lie in memory
     */
    PendingChanges(int limitBytes) {
        this.limitBytes = limitBytes;
        arena = new BlockArena(Math.max(BlockArena.SMALLEST_BLOCK, Math.min(INITIAL_BYTES, limitBytes & -8)));
    }

    /** Changes the limit of one that is empty. */
    PendingChanges limitTo(int bytes) {
        limitBytes = bytes;
        return this;
    }

    int count() {
        return count;
    }

    /** First touched entry, or NONE. */
    int head() {
        return head;
    }

    /** The entry touched first after this one, or NONE. */
    int next(int entry) {
        return entries.getInt(at(entry) + PendingEntry.NEXT);
    }

    /** Bytes of the entries, rounded up to their size classes. */
    long usedBytes() {
        return usedBytes;
    }

    int capacityBytes() {
        return arena.capacity();
    }

    int find(DirectBuffer key, int offset, int length, int copy) {
        int hash = KeyNumbers.hash(key, offset, length) + copy;
        for (int position = keys.first(hash); ; position = keys.next(position)) {
            int entry = keys.entryAt(position, hash);
            if (entry == KeyNumbers.NOT_FOUND) {
                return NONE;
            }
            if (entry >= 0 && hasKey(entry, key, offset, length, copy)) {
                return entry;
            }
        }
    }

    /**
     * Adds an entry after all others.
     *
     * @return false, and nothing has changed, when the limit does not allow it
     */
    boolean add(
            DirectBuffer key,
            int offset,
            int length,
            int copy,
            long sequence,
            long timeNs,
            Value oldImage,
            Value newImage) {
        int oldLength = length(oldImage);
        int newLength = length(newImage);
        int oldAt = aligned(length);
        int newAt = oldAt + aligned(oldLength);
        int sizeClass = BlockArena.sizeClass(newAt + aligned(newLength));
        if (count > 0 && usedBytes + BlockArena.bytes(sizeClass) > limitBytes) {
            return false;
        }
        int block = arena.take(sizeClass, this);
        if (block == BlockArena.FULL) {
            return false;
        }
        usedBytes += BlockArena.bytes(sizeClass);
        UnsafeBuffer buffer = arena.buffer();
        buffer.putBytes(block, key, offset, length);
        put(buffer, block + oldAt, oldImage);
        put(buffer, block + newAt, newImage);
        int entry = numberEntry();
        int at = at(entry);
        int hash = KeyNumbers.hash(key, offset, length) + copy;
        entries.putInt(at + PendingEntry.HASH, hash);
        entries.putInt(at + PendingEntry.COPY, copy);
        entries.putInt(at + PendingEntry.KEY_LENGTH, length);
        entries.putLong(at + PendingEntry.FIRST_SEQUENCE, sequence);
        entries.putInt(at + PendingEntry.BLOCK, block);
        entries.putInt(at + PendingEntry.SIZE_CLASS, sizeClass);
        entries.putInt(at + PendingEntry.OLD_LENGTH, oldLength);
        touch(at, sequence, timeNs, newLength);
        append(entry, at);
        keys.add(hash, entry);
        return true;
    }

    /**
     * Replaces the last new image of an entry. The image must not lie in these pending changes.
     *
     * @return false, and nothing has changed, when the limit does not allow it
     */
    boolean replace(int entry, long sequence, long timeNs, Value newImage) {
        int at = at(entry);
        int kept = keptLength(at);
        int newLength = length(newImage);
        int needed = kept + aligned(newLength);
        int held = BlockArena.bytes(entries.getInt(at + PendingEntry.SIZE_CLASS));
        if (needed > held) {
            int sizeClass = BlockArena.sizeClass(needed);
            long used = usedBytes - held + BlockArena.bytes(sizeClass);
            if (count > 1 && used > limitBytes || !moveTo(sizeClass, entry, kept)) {
                return false;
            }
            usedBytes = used;
        }
        put(arena.buffer(), block(entry) + kept, newImage);
        touch(at, sequence, timeNs, newLength);
        return true;
    }

    void remove(int entry) {
        int at = at(entry);
        keys.remove(entries.getInt(at + PendingEntry.HASH), entry);
        unlink(at);
        usedBytes -= BlockArena.bytes(entries.getInt(at + PendingEntry.SIZE_CLASS));
        if (count == 0) {
            arena.clear();
            removedBlock = NONE;
            freeEntry = NONE;
            numbered = 0;
        } else {
            giveRemoved();
            removedBlock = entries.getInt(at + PendingEntry.BLOCK);
            removedClass = entries.getInt(at + PendingEntry.SIZE_CLASS);
            entries.putInt(at + PendingEntry.NEXT, freeEntry);
            freeEntry = entry;
        }
    }

    /** Forgets all entries. */
    void clear() {
        while (count > 0) {
            remove(head);
        }
    }

    DirectBuffer buffer() {
        return arena.buffer();
    }

    long firstSequence(int entry) {
        return entries.getLong(at(entry) + PendingEntry.FIRST_SEQUENCE);
    }

    long lastSequence(int entry) {
        return entries.getLong(at(entry) + PendingEntry.LAST_SEQUENCE);
    }

    long lastTime(int entry) {
        return entries.getLong(at(entry) + PendingEntry.LAST_TIME);
    }

    /** Where the transaction of the last change ends. */
    long transactionEnd(int entry) {
        return lastSequence(entry) + entries.getInt(at(entry) + PendingEntry.TO_END);
    }

    /** Sets where the transaction of the change ends that was added or replaced last. */
    void transactionEnd(long sequence) {
        long last = entries.getLong(touched + PendingEntry.LAST_SEQUENCE);
        entries.putInt(touched + PendingEntry.TO_END, (int) (sequence - last));
    }

    int keyOffset(int entry) {
        return block(entry);
    }

    int keyLength(int entry) {
        return entries.getInt(at(entry) + PendingEntry.KEY_LENGTH);
    }

    int copy(int entry) {
        return entries.getInt(at(entry) + PendingEntry.COPY) & ~PendingEntry.STANDS;
    }

    /** Whether an entry stands for a change in a tally. */
    boolean stands(int entry) {
        return entries.getInt(at(entry) + PendingEntry.COPY) < 0;
    }

    /** Whether the entry does that was added or replaced last. */
    void stands(boolean value) {
        int copy = entries.getInt(touched + PendingEntry.COPY) & ~PendingEntry.STANDS;
        entries.putInt(touched + PendingEntry.COPY, value ? copy | PendingEntry.STANDS : copy);
    }

    /** How many entries do. */
    int standing() {
        int standing = 0;
        for (int entry = head; entry != NONE; entry = next(entry)) {
            standing += stands(entry) ? 1 : 0;
        }
        return standing;
    }

    /** Whether a look at one field tells the first old image, if it is a document, and another document apart. */
    boolean oldDiffersAt(int place, int entry, Document other) {
        int at = at(entry);
        return entries.getInt(at + PendingEntry.OLD_LENGTH) != NONE
                && ValueOrder.differAt(
                        arena.buffer(),
                        entries.getInt(at + PendingEntry.BLOCK) + aligned(entries.getInt(at + PendingEntry.KEY_LENGTH)),
                        other,
                        place);
    }

    /** Whether there is a last new image. */
    boolean hasNew(int entry) {
        return entries.getInt(at(entry) + PendingEntry.NEW_LENGTH) != NONE;
    }

    /** The first old image in a view, or null when there was none. */
    Value oldImage(int entry, Value into) {
        int length = oldLength(entry);
        return length == NONE ? null : into.wrap(arena.buffer(), block(entry) + aligned(keyLength(entry)));
    }

    /** The last new image in a view, or null when there is none. */
    Value newImage(int entry, Value into) {
        int length = entries.getInt(at(entry) + PendingEntry.NEW_LENGTH);
        int offset = block(entry) + aligned(keyLength(entry)) + aligned(oldLength(entry));
        return length == NONE ? null : into.wrap(arena.buffer(), offset);
    }

    private boolean moveTo(int sizeClass, int entry, int kept) {
        int block = arena.take(sizeClass, this);
        if (block == BlockArena.FULL) {
            return false;
        }
        int at = at(entry);
        int before = block(entry);
        arena.buffer().putBytes(block, arena.buffer(), before, kept);
        arena.give(before, entries.getInt(at + PendingEntry.SIZE_CLASS));
        entries.putInt(at + PendingEntry.BLOCK, block);
        entries.putInt(at + PendingEntry.SIZE_CLASS, sizeClass);
        return true;
    }

    @Override
    public void moveBlocks(BlockArena moving) {
        removedBlock = NONE;
        for (int entry = head; entry != NONE; entry = next(entry)) {
            int at = at(entry);
            int sizeClass = entries.getInt(at + PendingEntry.SIZE_CLASS);
            entries.putInt(at + PendingEntry.BLOCK, moving.moved(block(entry), sizeClass));
        }
    }

    /** A free block is linked through its first bytes, which an event may still show: it waits for the next removal. */
    private void giveRemoved() {
        if (removedBlock != NONE) {
            arena.give(removedBlock, removedClass);
        }
    }

    private boolean hasKey(int entry, DirectBuffer key, int offset, int length, int copy) {
        return keyLength(entry) == length
                && copy(entry) == copy
                && Bytes.equal(arena.buffer(), block(entry), key, offset, length);
    }

    private int numberEntry() {
        int entry = freeEntry;
        if (entry != NONE) {
            freeEntry = entries.getInt(at(entry) + PendingEntry.NEXT);
            return entry;
        }
        if (at(numbered) == entries.capacity()) {
            UnsafeBuffer larger = allocated(entries.capacity() << 1);
            larger.putBytes(0, entries, 0, entries.capacity());
            entries = larger;
        }
        return numbered++;
    }

    private void unlink(int at) {
        int previous = entries.getInt(at + PendingEntry.PREVIOUS);
        int next = entries.getInt(at + PendingEntry.NEXT);
        if (previous == NONE) {
            head = next;
        } else {
            entries.putInt(at(previous) + PendingEntry.NEXT, next);
        }
        if (next == NONE) {
            tail = previous;
        } else {
            entries.putInt(at(next) + PendingEntry.PREVIOUS, previous);
        }
        count--;
    }

    private void append(int entry, int at) {
        entries.putInt(at + PendingEntry.PREVIOUS, tail);
        entries.putInt(at + PendingEntry.NEXT, NONE);
        if (tail == NONE) {
            head = entry;
        } else {
            entries.putInt(at(tail) + PendingEntry.NEXT, entry);
        }
        tail = entry;
        count++;
    }

    private void touch(int at, long sequence, long timeNs, int newLength) {
        entries.putLong(at + PendingEntry.LAST_SEQUENCE, sequence);
        entries.putLong(at + PendingEntry.LAST_TIME, timeNs);
        entries.putInt(at + PendingEntry.NEW_LENGTH, newLength);
        entries.putInt(at + PendingEntry.TO_END, 0);
        touched = at;
    }

    private int block(int entry) {
        return entries.getInt(at(entry) + PendingEntry.BLOCK);
    }

    private int oldLength(int entry) {
        return entries.getInt(at(entry) + PendingEntry.OLD_LENGTH);
    }

    /** Length of what stands before the new image in its block. */
    private int keptLength(int at) {
        return aligned(entries.getInt(at + PendingEntry.KEY_LENGTH))
                + aligned(entries.getInt(at + PendingEntry.OLD_LENGTH));
    }

    private static int at(int entry) {
        return entry * PendingEntry.LENGTH;
    }

    private static int length(Value image) {
        return image == null ? NONE : image.encodedLength();
    }

    private static void put(UnsafeBuffer buffer, int offset, Value image) {
        if (image != null) {
            image.encode(buffer, offset);
        }
    }

    private static UnsafeBuffer allocated(int bytes) {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(bytes));
    }
}
