package io.tailrace.query;

import io.tailrace.bytes.Bytes;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Postings by encoded value, found by its hash, whose seed nobody knows. Not thread safe; allocates nothing to look up.
 *
 * <p>What a look-up reads lies in one array, short for each value, so that that of thousands stays near: most values
 * are short, and most have one who waits.
 */
final class PointPostings {
    private static final int FIRST_CAPACITY = 16;
    /** So many bytes of a value lie in the array. */
    private static final int FIRST_BYTES = 2 * Long.BYTES;

    /*
     * A value in the array: its first eight bytes, the next eight, and its length before the slot of the only one who
     * waits, or Marks.NONE.
     */
    private static final int WORDS = 3;
    private static final int SECOND = 1;
    private static final int LENGTH_AND_SLOT = 2;

    private final KeyNumbers numbers = new KeyNumbers(FIRST_CAPACITY);
    private long[] values = new long[FIRST_CAPACITY * WORDS];
    private PointPosting[] postings = new PointPosting[FIRST_CAPACITY];
    /** Numbers below the end that are free. */
    private int[] free = new int[FIRST_CAPACITY];

    private int freeCount;
    private int end;

    /** The posting of a value, made if there is none. */
    Posting of(byte[] value) {
        UnsafeBuffer key = new UnsafeBuffer(value);
        int hash = KeyNumbers.hash(key, 0, value.length);
        int found = find(hash, key, 0, value.length);
        return found >= 0 ? postings[found] : add(hash, value);
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
    long touchValue(int number) {
        return number < 0 ? 0 : values[number * WORDS] + values[number * WORDS + LENGTH_AND_SLOT];
    }

    /** The number of a value that somebody waits for, below 0 when nobody does. */
    int find(int hash, DirectBuffer buffer, int offset, int length) {
        for (int at = numbers.first(hash); ; at = numbers.next(at)) {
            int number = numbers.entryAt(at, hash);
            if (number == KeyNumbers.NOT_FOUND || number >= 0 && isOf(number, buffer, offset, length)) {
                return number;
            }
        }
    }

    /** The slot of the only one who waits, as most have one; else {@link Marks#NONE}. */
    int onlySlot(int number) {
        return (int) values[number * WORDS + LENGTH_AND_SLOT];
    }

    /** Who waits for a value. */
    Posting posting(int number) {
        return postings[number];
    }

    /** Whether a number is that of a value. */
    boolean isOf(int number, DirectBuffer buffer, int offset, int length) {
        int at = number * WORDS;
        return (int) (values[at + LENGTH_AND_SLOT] >>> Integer.SIZE) == length
                && values[at] == Bytes.word(buffer, offset, length)
                && values[at + SECOND] == second(buffer, offset, length)
                && (length <= FIRST_BYTES || postings[number].isRest(buffer, offset));
    }

    private static long second(DirectBuffer bytes, int offset, int length) {
        return Bytes.word(bytes, offset + Long.BYTES, length - Long.BYTES);
    }

    private PointPosting add(int hash, byte[] value) {
        int number = freeCount > 0 ? free[--freeCount] : end++;
        if (number == postings.length) {
            postings = Arrays.copyOf(postings, number << 1);
            values = Arrays.copyOf(values, postings.length * WORDS);
        }
        UnsafeBuffer bytes = new UnsafeBuffer(value);
        values[number * WORDS] = Bytes.word(bytes, 0, value.length);
        values[number * WORDS + SECOND] = second(bytes, 0, value.length);
        PointPosting added = new PointPosting(value, hash, number);
        postings[number] = added;
        added.onChange();
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
        private final int hash;
        private final int number;
        private final int length;
        /** The value where it is longer than what lies in the array, else null. */
        private final byte[] whole;

        PointPosting(byte[] value, int hash, int number) {
            this.hash = hash;
            this.number = number;
            length = value.length;
            whole = length > FIRST_BYTES ? value : null;
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
        void onChange() {
            values[number * WORDS + LENGTH_AND_SLOT] =
                    (long) length << Integer.SIZE | Integer.toUnsignedLong(onlySlot());
        }

        @Override
        void leave() {
            takeOut(this);
        }
    }
}
