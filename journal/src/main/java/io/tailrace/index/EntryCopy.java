package io.tailrace.index;

import org.agrona.concurrent.UnsafeBuffer;

/** A copy of a whole entry, or of its key alone, for walks and scans. Not thread safe. */
final class EntryCopy extends ReadCopy {
    private final boolean withDocument;
    private int keyLength;

    EntryCopy(boolean withDocument) {
        this.withDocument = withDocument;
    }

    int keyLength() {
        return keyLength;
    }

    @Override
    boolean take(UnsafeBuffer source, int keyAt, int newKeyLength, int docAt, int docLength, long changeSequence) {
        keyLength = newKeyLength;
        int end = withDocument ? docAt + docLength : keyAt + newKeyLength;
        return copy(source, keyAt, end - keyAt, changeSequence);
    }

    IndexEntry view(IndexEntry into) {
        int docAt = RecordDescriptor.docOffset(keyLength) - RecordDescriptor.KEY_OFFSET;
        return into.wrap(buffer(), 0, keyLength, docAt, withDocument ? length() - docAt : 0, sequence());
    }
}
