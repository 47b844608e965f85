package io.tailrace.feed;

import static io.tailrace.feed.PendingEntry.NONE;
import static io.tailrace.feed.PendingEntry.aligned;

import io.tailrace.bytes.Bytes;
import io.tailrace.document.Document;
import io.tailrace.document.Value;
import io.tailrace.document.ValueOrder;
import io.tailrace.query.BlockArena;
import io.tailrace.query.KeyNumbers;
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
    private static final int INITIAL_KEYS = 1 << 9;

    private int limitBytes;
    private final BlockArena arena;
    private final KeyNumbers keys = new KeyNumbers(INITIAL_KEYS);
    private final PendingTable entries = new PendingTable();
    private int head = NONE;
    private int tail = NONE;
    private int count;
    private long usedBytes;
    private int removedBlock = NONE;
    private int removedClass;
    /** The entry that was added or replaced last. */
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
        return entries.intAt(entries.at(entry), PendingEntry.NEXT);
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
        int entry = entries.number();
        long at = entries.at(entry);
        int hash = KeyNumbers.hash(key, offset, length) + copy;
        entries.putInt(at, PendingEntry.HASH, hash);
        entries.putInt(at, PendingEntry.COPY, copy);
        entries.putInt(at, PendingEntry.KEY_LENGTH, length);
        entries.putLong(at, PendingEntry.FIRST_SEQUENCE, sequence);
        entries.putInt(at, PendingEntry.BLOCK, block);
        entries.putInt(at, PendingEntry.SIZE_CLASS, sizeClass);
        entries.putInt(at, PendingEntry.OLD_LENGTH, oldLength);
        touch(entry, at, sequence, timeNs, newLength);
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
        long at = entries.at(entry);
        int kept = keptLength(at);
        int newLength = length(newImage);
        int needed = kept + aligned(newLength);
        int held = BlockArena.bytes(entries.intAt(at, PendingEntry.SIZE_CLASS));
        if (needed > held) {
            int sizeClass = BlockArena.sizeClass(needed);
            long used = usedBytes - held + BlockArena.bytes(sizeClass);
            if (count > 1 && used > limitBytes || !moveTo(sizeClass, at, kept)) {
                return false;
            }
            usedBytes = used;
        }
        put(arena.buffer(), entries.intAt(at, PendingEntry.BLOCK) + kept, newImage);
        touch(entry, at, sequence, timeNs, newLength);
        return true;
    }

    void remove(int entry) {
        long at = entries.at(entry);
        keys.remove(entries.intAt(at, PendingEntry.HASH), entry);
        unlink(at);
        usedBytes -= BlockArena.bytes(entries.intAt(at, PendingEntry.SIZE_CLASS));
        if (count == 0) {
            arena.clear();
            removedBlock = NONE;
            entries.clear();
        } else {
            giveRemoved();
            removedBlock = entries.intAt(at, PendingEntry.BLOCK);
            removedClass = entries.intAt(at, PendingEntry.SIZE_CLASS);
            entries.free(entry);
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
        return entries.longAt(entries.at(entry), PendingEntry.FIRST_SEQUENCE);
    }

    long lastSequence(int entry) {
        return entries.longAt(entries.at(entry), PendingEntry.LAST_SEQUENCE);
    }

    long lastTime(int entry) {
        return entries.longAt(entries.at(entry), PendingEntry.LAST_TIME);
    }

    /** Where the transaction of the last change ends. */
    long transactionEnd(int entry) {
        return lastSequence(entry) + entries.intAt(entries.at(entry), PendingEntry.TO_END);
    }

    /** Sets where the transaction of the change ends that was added or replaced last. */
    void transactionEnd(long sequence) {
        long at = entries.at(touched);
        long last = entries.longAt(at, PendingEntry.LAST_SEQUENCE);
        entries.putInt(at, PendingEntry.TO_END, (int) (sequence - last));
    }

    int keyOffset(int entry) {
        return block(entry);
    }

    int keyLength(int entry) {
        return entries.intAt(entries.at(entry), PendingEntry.KEY_LENGTH);
    }

    int copy(int entry) {
        return entries.intAt(entries.at(entry), PendingEntry.COPY) & ~PendingEntry.STANDS;
    }

    /** Whether an entry stands for a change in a tally. */
    boolean stands(int entry) {
        return entries.intAt(entries.at(entry), PendingEntry.COPY) < 0;
    }

    /** Whether the entry does that was added or replaced last. */
    void stands(boolean value) {
        long at = entries.at(touched);
        int copy = entries.intAt(at, PendingEntry.COPY) & ~PendingEntry.STANDS;
        entries.putInt(at, PendingEntry.COPY, value ? copy | PendingEntry.STANDS : copy);
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
        long at = entries.at(entry);
        return entries.intAt(at, PendingEntry.OLD_LENGTH) != NONE
                && ValueOrder.differAt(
                        arena.buffer(),
                        entries.intAt(at, PendingEntry.BLOCK) + aligned(entries.intAt(at, PendingEntry.KEY_LENGTH)),
                        other,
                        place);
    }

    /** Whether there is a last new image. */
    boolean hasNew(int entry) {
        return entries.intAt(entries.at(entry), PendingEntry.NEW_LENGTH) != NONE;
    }

    /** The first old image in a view, or null when there was none. */
    Value oldImage(int entry, Value into) {
        int length = oldLength(entry);
        return length == NONE ? null : into.wrap(arena.buffer(), block(entry) + aligned(keyLength(entry)));
    }

    /** The last new image in a view, or null when there is none. */
    Value newImage(int entry, Value into) {
        long at = entries.at(entry);
        return entries.intAt(at, PendingEntry.NEW_LENGTH) == NONE
                ? null
                : into.wrap(arena.buffer(), entries.intAt(at, PendingEntry.BLOCK) + keptLength(at));
    }

    private boolean moveTo(int sizeClass, long at, int kept) {
        int block = arena.take(sizeClass, this);
        if (block == BlockArena.FULL) {
            return false;
        }
        int before = entries.intAt(at, PendingEntry.BLOCK);
        arena.buffer().putBytes(block, arena.buffer(), before, kept);
        arena.give(before, entries.intAt(at, PendingEntry.SIZE_CLASS));
        entries.putInt(at, PendingEntry.BLOCK, block);
        entries.putInt(at, PendingEntry.SIZE_CLASS, sizeClass);
        return true;
    }

    @Override
    public void moveBlocks(BlockArena moving) {
        removedBlock = NONE;
        for (int entry = head; entry != NONE; entry = next(entry)) {
            long at = entries.at(entry);
            int sizeClass = entries.intAt(at, PendingEntry.SIZE_CLASS);
            int block = entries.intAt(at, PendingEntry.BLOCK);
            entries.putInt(at, PendingEntry.BLOCK, moving.moved(block, sizeClass));
        }
    }

    /** A free block is linked through its first bytes, which an event may still show: it waits for the next removal. */
    private void giveRemoved() {
        if (removedBlock != NONE) {
            arena.give(removedBlock, removedClass);
        }
    }

    private boolean hasKey(int entry, DirectBuffer key, int offset, int length, int copy) {
        long at = entries.at(entry);
        return entries.intAt(at, PendingEntry.KEY_LENGTH) == length
                && (entries.intAt(at, PendingEntry.COPY) & ~PendingEntry.STANDS) == copy
                && Bytes.equal(arena.buffer(), entries.intAt(at, PendingEntry.BLOCK), key, offset, length);
    }

    private void unlink(long at) {
        int previous = entries.intAt(at, PendingEntry.PREVIOUS);
        int next = entries.intAt(at, PendingEntry.NEXT);
        if (previous == NONE) {
            head = next;
        } else {
            entries.putInt(entries.at(previous), PendingEntry.NEXT, next);
        }
        if (next == NONE) {
            tail = previous;
        } else {
            entries.putInt(entries.at(next), PendingEntry.PREVIOUS, previous);
        }
        count--;
    }

    private void append(int entry, long at) {
        entries.putInt(at, PendingEntry.PREVIOUS, tail);
        entries.putInt(at, PendingEntry.NEXT, NONE);
        if (tail == NONE) {
            head = entry;
        } else {
            entries.putInt(entries.at(tail), PendingEntry.NEXT, entry);
        }
        tail = entry;
        count++;
    }

    private void touch(int entry, long at, long sequence, long timeNs, int newLength) {
        entries.putLong(at, PendingEntry.LAST_SEQUENCE, sequence);
        entries.putLong(at, PendingEntry.LAST_TIME, timeNs);
        entries.putInt(at, PendingEntry.NEW_LENGTH, newLength);
        entries.putInt(at, PendingEntry.TO_END, 0);
        touched = entry;
    }

    private int block(int entry) {
        return entries.intAt(entries.at(entry), PendingEntry.BLOCK);
    }

    private int oldLength(int entry) {
        return entries.intAt(entries.at(entry), PendingEntry.OLD_LENGTH);
    }

    /** Length of what stands before the new image in its block. */
    private int keptLength(long at) {
        return aligned(entries.intAt(at, PendingEntry.KEY_LENGTH))
                + aligned(entries.intAt(at, PendingEntry.OLD_LENGTH));
    }

    private static int length(Value image) {
        return image == null ? NONE : image.encodedLength();
    }

    private static void put(UnsafeBuffer buffer, int offset, Value image) {
        if (image != null) {
            image.encode(buffer, offset);
        }
    }
}
