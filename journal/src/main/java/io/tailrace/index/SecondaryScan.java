package io.tailrace.index;

import org.agrona.DirectBuffer;

/** A scan of a secondary index; see {@link EntryDescriptor} for what an entry holds. Not thread safe. */
final class SecondaryScan extends EntryScan {
    private final SecondaryIndex index;

    SecondaryScan(final SecondaryIndex index, final OptimisticReads reads, final KeyBatch batch, final long hashSeed) {
        super(reads, batch, hashSeed, SecondaryIndex.KEPT_KEY_BYTES);
        this.index = index;
    }

    @Override
    KeyTree tree() {
        return index.complete();
    }

    @Override
    int primaryOffset(final DirectBuffer buffer, final int offset, final int end) {
        return EntryDescriptor.primaryOffset(buffer, end);
    }

    @Override
    int primaryLength(final DirectBuffer buffer, final int offset, final int end) {
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
