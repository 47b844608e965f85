package io.tailrace.query;

import io.tailrace.bytes.Bytes;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Postings by encoded value, found by its hash, whose seed nobody knows. Not thread safe; allocates nothing to look up.
 */
final class PointPostings {
    private static final int FIRST_CAPACITY = 16;
    /** So many bytes of a value lie in its posting. */
    private static final int FIRST_BYTES = 2 * Long.BYTES;

    private final KeyNumbers numbers = new KeyNumbers(FIRST_CAPACITY);
    private PointPosting[] postings = new PointPosting[FIRST_CAPACITY];
    /** Numbers below the end that are free. */
    private int[] free = new int[FIRST_CAPACITY];

    private int freeCount;
    private int end;

    /** The posting of a value, made if there is none. */
    Posting of(byte[] value) {
        UnsafeBuffer key = new UnsafeBuffer(value);
        int hash = KeyNumbers.hash(key, 0, value.length);
        PointPosting found = find(hash, key, 0, value.length);
        return found != null ? found : add(hash, value);
    }

    /** Whether nobody waits. */
    boolean isEmpty() {
        return end == freeCount;
    }

    /** Reads where a look-up begins, so that it is near when it does; the number of what it finds there, or below 0. */
    int touch(int hash) {
        return numbers.entryAt(numbers.first(hash), hash);
    }

    /** The same of what was found; the answer means nothing. */
    long touchPosting(int number) {
        PointPosting posting = number < 0 ? null : postings[number];
        return posting == null ? 0 : posting.first + posting.slot();
    }

    /** Who waits for a value, null when nobody does. */
    PointPosting find(int hash, DirectBuffer buffer, int offset, int length) {
        for (int at = numbers.first(hash); ; at = numbers.next(at)) {
            int number = numbers.entryAt(at, hash);
            if (number == KeyNumbers.NOT_FOUND) {
                return null;
            }
            if (number >= 0) {
                PointPosting posting = postings[number];
                if (posting.isOf(buffer, offset, length)) {
                    return posting;
                }
            }
        }
    }

    private PointPosting add(int hash, byte[] value) {
        int number = freeCount > 0 ? free[--freeCount] : end++;
        if (number == postings.length) {
            postings = Arrays.copyOf(postings, number << 1);
        }
        PointPosting added = new PointPosting(value, hash, number);
        postings[number] = added;
        numbers.add(hash, number);
        return added;
    }

    private void takeOut(PointPosting posting) {
        numbers.remove(posting.hash, posting.number);
        postings[posting.number] = null;
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, freeCount << 1);
        }
        free[freeCount++] = posting.number;
    }

    /** Who waits for one value. */
    final class PointPosting extends Posting {
        // What is looked at to find it lies together, beside the slot: a JVM puts the first number where there is room.
        /** The value: its first bytes, and all of it where these are not, else null. */
        private final int length;

        private final long first;
        private final long second;
        private final byte[] whole;
        final int hash;
        final int number;

        PointPosting(byte[] value, int hash, int number) {
            length = value.length;
            whole = length > FIRST_BYTES ? value : null;
            this.hash = hash;
            this.number = number;
            UnsafeBuffer bytes = new UnsafeBuffer(value);
            first = Bytes.word(bytes, 0, length);
            second = second(bytes, 0, length);
        }

        private static long second(DirectBuffer bytes, int offset, int length) {
            return Bytes.word(bytes, offset + Long.BYTES, length - Long.BYTES);
        }

        boolean isOf(DirectBuffer buffer, int offset, int ofLength) {
            return length == ofLength
                    && first == Bytes.word(buffer, offset, length)
                    && second == second(buffer, offset, length)
                    && (ofLength <= FIRST_BYTES || isRest(buffer, offset));
        }

        private boolean isRest(DirectBuffer buffer, int offset) {
            for (int i = FIRST_BYTES; i < length; i++) {
                if (whole[i] != buffer.getByte(offset + i)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        void leave() {
            takeOut(this);
        }
    }
}
