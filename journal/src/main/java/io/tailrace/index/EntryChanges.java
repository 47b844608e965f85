package io.tailrace.index;

import io.tailrace.bytes.Bytes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What one write changes in the entries of its document. Writer only; grows to the largest write, then not any more.
 */
final class EntryChanges {
    /*
     * As the position is part of an entry, the keys before and after are compared place by place: an entry whose key is
     * the same at the same place stays. Only what an index keeps of a key counts.
     */
    private static final int TRUNCATED = 1 << 15;
    private static final int LENGTH_MASK = TRUNCATED - 1;
    private static final int SMALLEST_BYTES = 512;
    private static final byte REMOVE = 0;
    private static final byte ADD = 1;

    private final Run before = new Run(); // of length and flag (2), key
    private final Run changes = new Run(); // of kind (1), position (4), length and flag (2), key
    private int countBefore;
    private int additions;
    private int longest;

    // Where the change at hand lies.
    private int at;
    private int keyAt;

    void clear() {
        before.length = 0;
        changes.length = 0;
        countBefore = 0;
        additions = 0;
        longest = 0;
        at = 0;
    }

    /** Keeps the keys of the document as it was. */
    void before(EntryKeys keys, int count) {
        countBefore = count;
        for (int i = 0; i < count; i++) {
            before.add(keys.buffer(), keys.offset(i), keys.length(i));
        }
    }

    /** Notes what is different in the document as it becomes. */
    void after(EntryKeys keys, int count) {
        int beforeAt = 0;
        for (int i = 0; i < count || i < countBefore; i++) {
            int beforeHeader = i < countBefore ? before.header(beforeAt) : 0;
            int beforeKey = beforeAt + Short.BYTES;
            if (i < count) {
                int length = keys.length(i);
                int header = header(length);
                if (i < countBefore
                        && header == beforeHeader
                        && Bytes.equal(keys.buffer(), keys.offset(i), before.buffer, beforeKey, header & LENGTH_MASK)) {
                    beforeAt = beforeKey + (header & LENGTH_MASK);
                    continue;
                }
                if (i < countBefore) {
                    change(REMOVE, i, before.buffer, beforeKey, beforeHeader);
                }
                change(ADD, i, keys.buffer(), keys.offset(i), header);
                additions++;
                longest = Math.max(longest, header & LENGTH_MASK);
            } else {
                change(REMOVE, i, before.buffer, beforeKey, beforeHeader);
            }
            beforeAt = i < countBefore ? beforeKey + (beforeHeader & LENGTH_MASK) : beforeAt;
        }
    }

    private void change(byte kind, int position, DirectBuffer key, int offset, int header) {
        int length = header & LENGTH_MASK;
        changes.ensure(Byte.BYTES + Integer.BYTES + Short.BYTES + length);
        changes.buffer.putByte(changes.length, kind);
        changes.buffer.putInt(changes.length + Byte.BYTES, position);
        changes.length += Byte.BYTES + Integer.BYTES;
        changes.add(key, offset, length, header);
    }

    int additions() {
        return additions;
    }

    /** Bytes of the longest key added, as kept. */
    int longest() {
        return longest;
    }

    /** Goes to the next change; false at the end. */
    boolean next() {
        if (at == changes.length) {
            return false;
        }
        keyAt = at + Byte.BYTES + Integer.BYTES + Short.BYTES;
        at = keyAt + (header() & LENGTH_MASK);
        return true;
    }

    boolean isAddition() {
        return changes.buffer.getByte(keyAt - Short.BYTES - Integer.BYTES - Byte.BYTES) == ADD;
    }

    int position() {
        return changes.buffer.getInt(keyAt - Short.BYTES - Integer.BYTES);
    }

    DirectBuffer buffer() {
        return changes.buffer;
    }

    int keyOffset() {
        return keyAt;
    }

    /** Bytes of the key, one more than is kept where it was longer than that. */
    int keyLength() {
        int header = header();
        return (header & LENGTH_MASK) + ((header & TRUNCATED) == 0 ? 0 : 1);
    }

    private int header() {
        return changes.header(keyAt - Short.BYTES);
    }

    private static int header(int keyLength) {
        return keyLength <= SecondaryIndex.KEPT_KEY_BYTES ? keyLength : SecondaryIndex.KEPT_KEY_BYTES | TRUNCATED;
    }

    /** Bytes one after the other. */
    private static final class Run {
        private UnsafeBuffer buffer = new UnsafeBuffer(new byte[SMALLEST_BYTES]);
        private int length;

        void add(DirectBuffer key, int offset, int keyLength) {
            int header = EntryChanges.header(keyLength);
            ensure(Short.BYTES + (header & LENGTH_MASK));
            add(key, offset, header & LENGTH_MASK, header);
        }

        private void add(DirectBuffer key, int offset, int kept, int header) {
            buffer.putShort(length, (short) header);
            buffer.putBytes(length + Short.BYTES, key, offset, kept);
            length += Short.BYTES + kept;
        }

        private int header(int offset) {
            return buffer.getShort(offset) & 0xFFFF;
        }

        private void ensure(int bytes) {
            if (length + bytes > buffer.capacity()) {
                UnsafeBuffer larger = new UnsafeBuffer(new byte[Integer.highestOneBit(length + bytes) << 1]);
                larger.putBytes(0, buffer, 0, length);
                buffer = larger;
            }
        }
    }
}
