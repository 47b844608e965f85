package io.tailrace.write;

import io.tailrace.index.Index;
import io.tailrace.index.IndexEntry;
import io.tailrace.index.KeyProbes;
import io.tailrace.journal.JournalReader;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Changes of one block that wait to be applied in their order, so that the memory that their keys lead to is waited for
 * once. Not thread safe. Allocates nothing but where it meets the block of another reader.
 */
final class ReplayBatch {
    private final Index[] indexes = new Index[KeyProbes.MOST];
    private final long[] hashes = new long[KeyProbes.MOST];
    private final long[] sequences = new long[KeyProbes.MOST];
    private final int[] keyLengths = new int[KeyProbes.MOST];
    private final int[] docOffsets = new int[KeyProbes.MOST];
    private final int[] docLengths = new int[KeyProbes.MOST]; // -1 where the key is removed
    private final IndexEntry entry = new IndexEntry();
    private UnsafeBuffer block;
    private KeyProbes probes;

    /** Adds a change, and applies all where no more has room, or none may follow in its block. */
    void add(Index index, JournalReader change) {
        int docLength = change.hasNew() ? change.newLength() : -1;
        add(
                index,
                change.block(),
                change.keyOffset(),
                change.keyLength(),
                change.newOffset(),
                docLength,
                change.sequence());
        if (!change.hasMoreInBlock()) {
            apply();
        }
    }

    /** Adds a change that lies in memory that stays, and applies all where no more has room. */
    void add(
            Index index,
            UnsafeBuffer buffer,
            int keyOffset,
            int keyLength,
            int docOffset,
            int docLength,
            long sequence) {
        if (block != buffer) {
            block = buffer;
            probes = new KeyProbes(buffer);
        }
        int at = probes.size();
        long hash = index.hash(buffer, keyOffset, keyLength);
        indexes[at] = index;
        hashes[at] = hash;
        sequences[at] = sequence;
        keyLengths[at] = keyLength;
        docOffsets[at] = docOffset;
        docLengths[at] = docLength;
        probes.add(index, hash, keyOffset, keyLength, Math.max(0, docLength));
        if (probes.size() == KeyProbes.MOST) {
            apply();
        }
    }

    /** Applies all that was added; to be called, too, before what is not added here. */
    void apply() {
        if (probes == null || probes.size() == 0) {
            return;
        }
        if (probes.size() > 1) {
            probes.probe();
        }
        for (int i = 0; i < probes.size(); i++) {
            apply(i);
        }
        probes.clear();
    }

    private void apply(int i) {
        Index index = indexes[i];
        int keyOffset = probes.keyOffset(i);
        boolean found = index.find(probes, i, hashes[i], block, keyOffset, keyLengths[i], entry);
        if (docLengths[i] >= 0) {
            index.reserve(keyLengths[i], block, docOffsets[i], docLengths[i]);
            index.store(block, keyOffset, keyLengths[i], block, docOffsets[i], docLengths[i], sequences[i]);
        } else if (found) {
            index.removeFound(block, keyOffset, keyLengths[i]);
        }
    }
}
