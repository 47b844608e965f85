package io.tailrace.feed;

/**
 * Where a feed with windows can be resumed in the middle of a window. Not thread safe.
 *
 * <p>A feed that starts after a sequence repeats the rest of its events only if no entry spans that sequence, that is,
 * was touched first at or before it and last after it: neither one that has been delivered already nor one that has
 * cancelled itself. Of the cancelled ones only the range they cover together is kept, so the answer can be lower than
 * the greatest possible one, never higher.
 */
final class SafePosition {
    private long position;
    private long deliveredLast;
    private long cancelledFirst = Long.MAX_VALUE;
    private long cancelledLast;

    void delivered(long lastSequence) {
        deliveredLast = Math.max(deliveredLast, lastSequence);
    }

    void cancelled(long firstSequence, long lastSequence) {
        cancelledFirst = Math.min(cancelledFirst, firstSequence);
        cancelledLast = Math.max(cancelledLast, lastSequence);
    }

    /** Nothing is pending. */
    long all(long processed) {
        cancelledFirst = Long.MAX_VALUE;
        cancelledLast = 0;
        deliveredLast = 0;
        position = processed;
        return position;
    }

    /** The place before the first pending entry of all, while these are delivered before their time. */
    long held() {
        return position;
    }

    /** The first pending entry was touched right after this sequence. */
    long before(long sequence) {
        if (sequence >= deliveredLast && (sequence < cancelledFirst || sequence >= cancelledLast)) {
            position = sequence;
        }
        return position;
    }
}
