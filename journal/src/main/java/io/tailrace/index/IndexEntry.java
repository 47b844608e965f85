package io.tailrace.index;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * View of one entry: key, document and the sequence of its last change. Not thread safe; owned by one caller, pointed
 * at an entry by {@link Index#find}, {@link IndexWalk#next} or {@link EntryScan#next} and valid until the call that
 * says so. Never allocates.
 *
 * @hidden
 */
public final class IndexEntry {
    private DirectBuffer buffer = new UnsafeBuffer(0, 0);
    private int keyOffset;
    private int keyLength;
    private int docOffset;
    private int docLength;
    private long sequence;

    /** An entry that views nothing yet. */
    public IndexEntry() {}

    IndexEntry wrap(DirectBuffer buffer, int keyOffset, int keyLength, int docOffset, int docLength, long sequence) {
        this.buffer = buffer;
        this.keyOffset = keyOffset;
        this.keyLength = keyLength;
        this.docOffset = docOffset;
        this.docLength = docLength;
        this.sequence = sequence;
        return this;
    }

    /**
     * Memory that holds key and document.
     *
     * @return the buffer the offsets are for; to be read only
     */
    public DirectBuffer buffer() {
        return buffer;
    }

    /**
     * Where the key begins.
     *
     * @return offset in bytes into {@link #buffer()}
     */
    public int keyOffset() {
        return keyOffset;
    }

    /**
     * Length of the key.
     *
     * @return bytes, 0 to {@link Index#MAX_KEY_BYTES}
     */
    public int keyLength() {
        return keyLength;
    }

    /**
     * Where the document begins.
     *
     * @return offset in bytes into {@link #buffer()}, a multiple of 8
     */
    public int docOffset() {
        return docOffset;
    }

    /**
     * Length of the document.
     *
     * @return bytes, 0 to {@link Index#MAX_DOCUMENT_BYTES}
     */
    public int docLength() {
        return docLength;
    }

    /**
     * Sequence of the last change of this key.
     *
     * @return the sequence given with the put
     */
    public long sequence() {
        return sequence;
    }
}
