package io.tailrace.index;

import org.agrona.DirectBuffer;

/** A scan in the order of the primary keys: an entry is a key. Not thread safe. */
final class PrimaryScan extends EntryScan {
    private final OrderedKeys ordered;

    PrimaryScan(OrderedKeys ordered, OptimisticReads reads, KeyBatch batch, long hashSeed) {
        super(reads, batch, hashSeed, Index.MAX_KEY_BYTES);
        this.ordered = ordered;
    }

    @Override
    KeyTree tree() {
        return ordered.complete();
    }

    @Override
    int primaryOffset(DirectBuffer buffer, int offset, int end) {
        return offset;
    }

    @Override
    int primaryLength(DirectBuffer buffer, int offset, int end) {
        return end - offset;
    }

    @Override
    public int keyLength() {
        return entryLength();
    }

    @Override
    public boolean isTruncated() {
        return false;
    }

    @Override
    public int position() {
        return 0;
    }
}
