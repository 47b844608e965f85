package io.tailrace.journal;

import java.util.Arrays;

/**
 * Where in the journal which sequences are: a mark every so many bytes. Single writer, any reader without locks; who
 * retires segments has them forgotten.
 *
 * <p>A segment has a fixed number of marks, made when it begins, so that marking allocates nothing in between.
 */
final class SegmentMarks {
    private static final int MARKS_PER_SEGMENT = 256;

    private final long spacingBytes;
    /** Replaced as a whole, under this object's lock, by the writer and by who retires. */
    private volatile Segment[] segments = {};

    SegmentMarks(int segmentBytes) {
        spacingBytes = Math.max(1, segmentBytes / MARKS_PER_SEGMENT);
    }

    /** Notes a block; most are passed over. */
    void mark(int segment, long position, long firstSequence) {
        Segment[] all = segments;
        int at = find(all, segment);
        if (at < 0) {
            begin(segment, firstSequence);
        } else if (position - all[at].lastPosition() >= spacingBytes) {
            all[at].add(position, firstSequence);
        }
    }

    private synchronized void begin(int segment, long firstSequence) {
        Segment begun = new Segment(segment);
        begun.add(BlockCursor.START, firstSequence);
        Segment[] all = segments;
        Segment[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = begun;
        segments = more;
    }

    /** Forgets the segments before one: they are retired. */
    synchronized void forgetBefore(int segment) {
        Segment[] all = segments;
        int from = 0;
        while (from < all.length && all[from].number < segment) {
            from++;
        }
        if (from > 0) {
            segments = Arrays.copyOfRange(all, from, all.length);
        }
    }

    /** Sequence with which a segment begins, 0 where it is not known. */
    long firstSequenceOf(int segment) {
        Segment[] all = segments;
        int at = find(all, segment);
        return at < 0 ? 0 : all[at].sequences[0];
    }

    /** Forgets where the blocks of a segment are, as they have moved, but for its begin. */
    synchronized void forget(int segment) {
        Segment[] all = segments.clone();
        int at = find(all, segment);
        if (at >= 0) {
            Segment moved = new Segment(segment);
            moved.add(BlockCursor.START, all[at].sequences[0]);
            all[at] = moved;
            segments = all;
        }
    }

    private static int find(Segment[] all, int segment) {
        int at = all.length - 1;
        while (at >= 0 && all[at].number > segment) {
            at--;
        }
        return at >= 0 && all[at].number == segment ? at : -1;
    }

    /** How many are known. */
    int segments() {
        return segments.length;
    }

    /** Whether the segment is known. */
    boolean knows(int segment) {
        Segment[] all = segments;
        return all.length > 0 && all[all.length - 1].number >= segment;
    }

    /** Moves the cursor to a block at or before the one that holds the sequence. False when nothing is known. */
    boolean seek(BlockCursor cursor, long sequence) {
        Segment[] all = segments;
        for (int i = all.length - 1; i >= 0; i--) {
            Segment segment = all[i];
            if (segment.sequences[0] <= sequence || i == 0) {
                cursor.seek(segment.number, segment.positions[segment.find(sequence)]);
                return true;
            }
        }
        return false;
    }

    /**
     * Moves the cursor to the last mark that is not beyond what is looked for, by halves. False when all are, or
     * nothing is known.
     */
    boolean seek(BlockCursor cursor, Beyond beyond) {
        Segment[] all = segments;
        int low = -1;
        int high = all.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (beyond.test(all[middle].number, all[middle].positions[0])) {
                high = middle - 1;
            } else {
                low = middle;
            }
        }
        if (low < 0) {
            return false;
        }
        Segment segment = all[low];
        int mark = 0;
        int last = segment.count - 1;
        while (mark < last) {
            int middle = (mark + last + 1) >>> 1;
            if (beyond.test(segment.number, segment.positions[middle])) {
                last = middle - 1;
            } else {
                mark = middle;
            }
        }
        cursor.seek(segment.number, segment.positions[mark]);
        return true;
    }

    /** Whether what begins at a mark lies beyond what is looked for. */
    @FunctionalInterface
    interface Beyond {
        boolean test(int segment, long position);
    }

    /** The segment that holds a sequence, the first one where nothing is known. */
    int segmentOf(long sequence) {
        Segment[] all = segments;
        int at = all.length - 1;
        while (at > 0 && all[at].sequences[0] > sequence) {
            at--;
        }
        return at < 0 ? 1 : all[at].number;
    }

    /** As {@link BlockStore#writtenBytes} was, about, when a sequence was to be written next. */
    long writtenBefore(long sequence, long segmentBytes) {
        Segment[] all = segments;
        int at = all.length - 1;
        while (at > 0 && all[at].sequences[0] > sequence) {
            at--;
        }
        return at < 0 ? 0 : (all[at].number - 1) * segmentBytes + all[at].positions[all[at].find(sequence)];
    }

    private static final class Segment {
        final int number;
        final long[] sequences = new long[MARKS_PER_SEGMENT];
        final long[] positions = new long[MARKS_PER_SEGMENT];
        /** Written by the writer after the arrays. */
        volatile int count;

        Segment(int number) {
            this.number = number;
        }

        void add(long position, long sequence) {
            int n = count;
            if (n < MARKS_PER_SEGMENT) {
                sequences[n] = sequence;
                positions[n] = position;
                count = n + 1;
            }
        }

        long lastPosition() {
            return positions[count - 1];
        }

        /** Index of the last mark at or before the sequence, the first one of all where there is none. */
        int find(long sequence) {
            int low = 0;
            int high = count - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                if (sequences[middle] <= sequence) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return low;
        }
    }
}
