package io.tailrace.write;

import io.tailrace.journal.JournalAppender;
import java.util.Arrays;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The changes of a transaction before any of them is written: keys, old and new images, and the last change of each
 * key. Not thread safe. Allocates only while it grows; who has met a {@link #isLarge large} one makes a new one.
 */
final class StagedChanges {
    static final int NONE = MessageDescriptor.NONE;

    private static final int INITIAL_CHANGES = 64;
    private static final int INITIAL_BYTES = 64 * 1024;
    private static final int LARGE_CHANGES = 16 * 1024;
    private static final int LARGE_BYTES = 4 << 20;

    private final UnsafeBuffer arena;
    private final ExpandableDirectByteBuffer images = new ExpandableDirectByteBuffer(INITIAL_BYTES);
    private int used;

    private LiveTable[] tables = new LiveTable[INITIAL_CHANGES];
    private long[] hashes = new long[INITIAL_CHANGES];
    private int[] keyOffsets = new int[INITIAL_CHANGES];
    private int[] keyLengths = new int[INITIAL_CHANGES];
    private int[] oldOffsets = new int[INITIAL_CHANGES];
    private int[] oldLengths = new int[INITIAL_CHANGES];
    private int[] newOffsets = new int[INITIAL_CHANGES];
    private int[] newLengths = new int[INITIAL_CHANGES];
    private long[] oldVersions = new long[INITIAL_CHANGES];
    private int size;
    private long changeBytes;

    /** Open addressing: one more than the last change of a key, 0 for none. */
    private int[] slots = new int[2 * INITIAL_CHANGES];

    StagedChanges(UnsafeBuffer arena) {
        this.arena = arena;
    }

    void clear() {
        Arrays.fill(slots, 0);
        Arrays.fill(tables, 0, size, null);
        size = 0;
        used = 0;
        changeBytes = 0;
    }

    int size() {
        return size;
    }

    /** What the changes take in a block. */
    long changeBytes() {
        return changeBytes;
    }

    /** Whether it has grown beyond what most transactions take: it keeps memory, and time to be cleared. */
    boolean isLarge() {
        return tables.length > LARGE_CHANGES || images.capacity() > LARGE_BYTES;
    }

    LiveTable table(int change) {
        return tables[change];
    }

    /** Hash of the key. */
    long hash(int change) {
        return hashes[change];
    }

    /** Offset of the key in the arena. */
    int keyOffset(int change) {
        return keyOffsets[change];
    }

    int keyLength(int change) {
        return keyLengths[change];
    }

    int oldOffset(int change) {
        return oldOffsets[change];
    }

    /** Negative when there was no document. */
    int oldLength(int change) {
        return oldLengths[change];
    }

    /** Version of the document that the index held, 0 for none. */
    long oldVersion(int change) {
        return oldVersions[change];
    }

    int newOffset(int change) {
        return newOffsets[change];
    }

    /** Negative when there is no document any more. */
    int newLength(int change) {
        return newLengths[change];
    }

    /** Where the images lie; to be asked again after every {@link #copy}. */
    ExpandableDirectByteBuffer images() {
        return images;
    }

    /** Keeps an image; returns where it begins. */
    int copy(DirectBuffer source, int offset, int length) {
        int at = used;
        images.putBytes(at, source, offset, length);
        used = at + BitUtil.align(length, Long.BYTES);
        return at;
    }

    /** Gives a change another form of its new image. */
    void newImage(int change, int offset, int length) {
        changeBytes -= changeBytes(change);
        newOffsets[change] = offset;
        newLengths[change] = length;
        changeBytes += changeBytes(change);
    }

    private int changeBytes(int change) {
        return JournalAppender.changeBytes(keyLengths[change], oldLengths[change], newLengths[change]);
    }

    /** The last change of a key, or {@link #NONE}. */
    int find(LiveTable table, long hash, int keyOffset, int keyLength) {
        return slots[slot(table, hash, keyOffset, keyLength)] - 1;
    }

    void add(
            LiveTable table,
            long hash,
            int keyOffset,
            int keyLength,
            int oldOffset,
            int oldLength,
            long oldVersion,
            int newOffset,
            int newLength) {
        if (size == tables.length) {
            grow();
        }
        tables[size] = table;
        hashes[size] = hash;
        keyOffsets[size] = keyOffset;
        keyLengths[size] = keyLength;
        oldOffsets[size] = oldOffset;
        oldLengths[size] = oldLength;
        oldVersions[size] = oldVersion;
        newOffsets[size] = newOffset;
        newLengths[size] = newLength;
        changeBytes += changeBytes(size);
        slots[slot(table, hash, keyOffset, keyLength)] = ++size;
    }

    /** Where the last change of a key is noted, or is going to be. */
    private int slot(LiveTable table, long hash, int keyOffset, int keyLength) {
        // The hash of the table's index, whose seed is secret: nobody can choose keys that collide.
        int slot = (int) (hash >>> 32) + table.id() & slots.length - 1;
        while (slots[slot] != 0 && !isOf(slots[slot] - 1, table, keyOffset, keyLength)) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private boolean isOf(int change, LiveTable table, int keyOffset, int keyLength) {
        if (tables[change] != table || keyLengths[change] != keyLength) {
            return false;
        }
        int other = keyOffsets[change];
        for (int i = 0; i < keyLength; i++) {
            if (arena.getByte(other + i) != arena.getByte(keyOffset + i)) {
                return false;
            }
        }
        return true;
    }

    private void grow() {
        int capacity = 2 * size;
        tables = Arrays.copyOf(tables, capacity);
        hashes = Arrays.copyOf(hashes, capacity);
        keyOffsets = Arrays.copyOf(keyOffsets, capacity);
        keyLengths = Arrays.copyOf(keyLengths, capacity);
        oldOffsets = Arrays.copyOf(oldOffsets, capacity);
        oldLengths = Arrays.copyOf(oldLengths, capacity);
        oldVersions = Arrays.copyOf(oldVersions, capacity);
        newOffsets = Arrays.copyOf(newOffsets, capacity);
        newLengths = Arrays.copyOf(newLengths, capacity);
        slots = new int[2 * capacity];
        for (int i = 0; i < size; i++) {
            slots[slot(tables[i], hashes[i], keyOffsets[i], keyLengths[i])] = i + 1;
        }
    }
}
