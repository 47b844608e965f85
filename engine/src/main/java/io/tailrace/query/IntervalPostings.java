package io.tailrace.query;

import io.tailrace.bytes.Bytes;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Postings by interval of encoded values, to find those that a value lies in. Not thread safe; allocates nothing to
 * look up.
 *
 * <p>A treap in the order of the lower bounds, then of the upper ones, in which each node knows the greatest upper
 * bound below it: a look-up leaves out what begins after the value, and what ends before it, so that it costs a path
 * for each interval found at most, near ones sharing theirs. Priorities are hashes with a secret seed, so that no order
 * of adding makes it deep. Bounds are compared by their first eight bytes, and only where these are equal by the rest.
 */
final class IntervalPostings {
    private Interval root;

    // The value that is looked up.
    private DirectBuffer buffer;
    private int offset;
    private int length;
    private long word;
    private int sides;

    /** The posting of an interval that is not empty, made if there is none. */
    Posting of(KeyRange range) {
        Interval wanted = new Interval(range);
        Interval at = root;
        while (at != null) {
            int order = wanted.compareTo(at);
            if (order == 0) {
                return at;
            }
            at = order < 0 ? at.left : at.right;
        }
        root = insert(root, wanted);
        return wanted;
    }

    /** Marks who waits for an interval that a value lies in. */
    void mark(DirectBuffer key, int keyOffset, int keyLength, int ofSides, Matches into) {
        if (root != null) {
            buffer = key;
            offset = keyOffset;
            length = keyLength;
            word = word(key, keyOffset, keyLength);
            sides = ofSides;
            mark(root, into);
        }
    }

    private void mark(Interval from, Matches into) {
        Interval at = from;
        while (at != null && isBelow(at.mostWord, at.most)) {
            if (at.left != null) {
                mark(at.left, into);
            }
            if (isBelow(at.lowerWord, at.lower)) {
                return; // and so it is below all that begins later
            }
            if (isBelow(at.upperWord, at.upper)) {
                at.mark(sides, into);
            }
            at = at.right;
        }
    }

    /** Whether the value that is looked up comes before a bound. */
    private boolean isBelow(long boundWord, byte[] bound) {
        return word != boundWord ? word < boundWord : isBelow(bound);
    }

    private boolean isBelow(byte[] bound) {
        int common = Math.min(length, bound.length);
        for (int i = Long.BYTES; i < common; i++) {
            int difference = (buffer.getByte(offset + i) & 0xFF) - (bound[i] & 0xFF);
            if (difference != 0) {
                return difference < 0;
            }
        }
        return length < bound.length;
    }

    private static Interval insert(Interval root, Interval added) {
        if (root == null) {
            return added;
        }
        Interval top = root;
        if (added.compareTo(root) < 0) {
            root.left = insert(root.left, added);
            if (root.left.priority > root.priority) {
                top = root.left;
                root.left = top.right;
                top.right = root;
            }
        } else {
            root.right = insert(root.right, added);
            if (root.right.priority > root.priority) {
                top = root.right;
                root.right = top.left;
                top.left = root;
            }
        }
        root.findMost();
        top.findMost();
        return top;
    }

    private static Interval without(Interval root, Interval removed) {
        if (root == removed) {
            return merge(root.left, root.right);
        }
        if (removed.compareTo(root) < 0) {
            root.left = without(root.left, removed);
        } else {
            root.right = without(root.right, removed);
        }
        root.findMost();
        return root;
    }

    private static Interval merge(Interval left, Interval right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        Interval top;
        if (left.priority > right.priority) {
            top = left;
            top.right = merge(left.right, right);
        } else {
            top = right;
            top.left = merge(left, right.left);
        }
        top.findMost();
        return top;
    }

    /** The first eight bytes, made so that they compare as a signed number. */
    private static long word(DirectBuffer key, int offset, int length) {
        return Bytes.word(key, offset, length) ^ Long.MIN_VALUE;
    }

    /** Who waits for one interval. */
    private final class Interval extends Posting {
        final long lowerWord;
        final long upperWord;
        final byte[] lower;
        final byte[] upper;
        final int priority;
        Interval left;
        Interval right;
        /** The greatest upper bound of this and all below. */
        long mostWord;

        byte[] most;

        Interval(KeyRange range) {
            lower = range.lower();
            upper = range.upper();
            UnsafeBuffer from = new UnsafeBuffer(lower);
            UnsafeBuffer to = new UnsafeBuffer(upper);
            lowerWord = word(from, 0, lower.length);
            upperWord = upper.length == 0 ? Long.MAX_VALUE : word(to, 0, upper.length); // no value begins with 0xFF
            priority = KeyNumbers.hash(from, 0, lower.length) * 31 + KeyNumbers.hash(to, 0, upper.length);
            mostWord = upperWord;
            most = upper;
        }

        int compareTo(Interval other) {
            int order = compare(lowerWord, lower, other.lowerWord, other.lower);
            return order != 0 ? order : compare(upperWord, upper, other.upperWord, other.upper);
        }

        void findMost() {
            mostWord = upperWord;
            most = upper;
            takeMost(left);
            takeMost(right);
        }

        private void takeMost(Interval below) {
            if (below != null && compare(below.mostWord, below.most, mostWord, most) > 0) {
                mostWord = below.mostWord;
                most = below.most;
            }
        }

        private int compare(long wordA, byte[] a, long wordB, byte[] b) {
            return wordA != wordB ? Long.compare(wordA, wordB) : Arrays.compareUnsigned(a, b);
        }

        @Override
        void leave() {
            root = without(root, this);
            left = null;
            right = null;
        }
    }
}
