package io.tailrace.index;

import org.agrona.concurrent.UnsafeBuffer;

/** A copy of a whole entry, or of its key alone, for walks and scans. Not thread safe. */
final class EntryCopy extends ReadCopy {
    private final boolean withDocument;
    private int keyLength;

    EntryCopy(final boolean withDocument) {
        this.withDocument = withDocument;
    }

    int keyLength() {
        return keyLength;
    }

    @Override
    boolean take(
            final UnsafeBuffer source,
            final int keyAt,
            final int newKeyLength,
            final int docAt,
            final int docLength,
            final long changeSequence) {
        keyLength = newKeyLength;
        final int end = withDocument ? docAt + docLength : keyAt + newKeyLength;
        return copy(source, keyAt, end - keyAt, changeSequence);
    }

    IndexEntry view(final IndexEntry into) {
        final int docAt = RecordDescriptor.docOffset(keyLength) - RecordDescriptor.KEY_OFFSET;
        return into.wrap(buffer(), 0, keyLength, docAt, withDocument ? length() - docAt : 0, sequence());
    }
}
