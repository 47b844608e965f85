package io.tailrace.index;

import org.agrona.DirectBuffer;

/** A scan of a secondary index; see {@link EntryDescriptor} for what an entry holds. Not thread safe. */
final class SecondaryScan extends EntryScan {
    private final SecondaryIndex index;

    SecondaryScan(SecondaryIndex index, OptimisticReads reads, KeyBatch batch, long hashSeed) {
        super(reads, batch, hashSeed, SecondaryIndex.KEPT_KEY_BYTES);
        this.index = index;
    }

    @Override
    KeyTree tree() {
        return index.complete();
    }

    @Override
    int primaryOffset(DirectBuffer buffer, int offset, int end) {
        return EntryDescriptor.primaryOffset(buffer, end);
    }

    @Override
    int primaryLength(DirectBuffer buffer, int offset, int end) {
        return EntryDescriptor.primaryLength(buffer, end);
    }

    @Override
    public int keyLength() {
        return EntryDescriptor.primaryOffset(entryBuffer(), end()) - entryOffset();
    }

    @Override
    public boolean isTruncated() {
        return EntryDescriptor.isTruncated(entryBuffer(), end());
    }

    @Override
    public int position() {
        return EntryDescriptor.position(entryBuffer(), end());
    }

    private int end() {
        return entryOffset() + entryLength();
    }
}
