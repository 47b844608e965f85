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

    private final KeyNumbers numbers = new KeyNumbers(FIRST_CAPACITY);
    private PointPosting[] postings = new PointPosting[FIRST_CAPACITY];
    /** Numbers below the end that are free. */
    private int[] free = new int[FIRST_CAPACITY];

    /** To look at a value that is waited for. */
    private final UnsafeBuffer wanted = new UnsafeBuffer(0, 0);

    private int freeCount;
    private int end;

    /** The posting of a value, made if there is none. */
    Posting of(byte[] value) {
        UnsafeBuffer key = new UnsafeBuffer(value);
        int hash = KeyNumbers.hash(key, 0, value.length);
        PointPosting found = find(hash, key, 0, value.length);
        return found != null ? found : add(hash, value);
    }

    /** Marks who waits for a value. */
    void mark(DirectBuffer buffer, int offset, int length, int sides, Matches into) {
        if (end == freeCount) {
            return;
        }
        PointPosting found = find(KeyNumbers.hash(buffer, offset, length), buffer, offset, length);
        if (found != null) {
            found.mark(sides, into);
        }
    }

    private PointPosting find(int hash, DirectBuffer buffer, int offset, int length) {
        for (int at = numbers.first(hash); ; at = numbers.next(at)) {
            int number = numbers.entryAt(at, hash);
            if (number == KeyNumbers.NOT_FOUND) {
                return null;
            }
            if (number >= 0) {
                byte[] value = postings[number].value;
                wanted.wrap(value);
                if (value.length == length && Bytes.equal(wanted, 0, buffer, offset, length)) {
                    return postings[number];
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
    private final class PointPosting extends Posting {
        final byte[] value;
        final int hash;
        final int number;

        PointPosting(byte[] value, int hash, int number) {
            this.value = value;
            this.hash = hash;
            this.number = number;
        }

        @Override
        void leave() {
            takeOut(this);
        }
    }
}
