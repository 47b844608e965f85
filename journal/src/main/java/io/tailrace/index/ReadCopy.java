package io.tailrace.index;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A caller's own copy of a document as of one moment, filled by {@link Index#read}. Not thread safe; grows to the
 * largest document it was given and allocates nothing after that.
 *
 * @hidden
 */
public class ReadCopy {
    private static final int SMALLEST_BYTES = 256;

    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private int length;
    private int wantedBytes;
    private long sequence;

    /** An empty copy; takes memory with the first document. */
    public ReadCopy() {}

    /**
     * The copied document, from offset 0 to {@link #length()}. Arbitrary after a read that found none.
     *
     * @return the buffer, the same object after every read
     */
    public DirectBuffer buffer() {
        return buffer;
    }

    /**
     * Length of the copied document.
     *
     * @return bytes
     */
    public int length() {
        return length;
    }

    /**
     * Sequence of the last change of the document that was copied.
     *
     * @return the sequence given with the put
     */
    public long sequence() {
        return sequence;
    }

    /**
     * Copies what it wants of a record that may change meanwhile; false, with the wish noted for grow, if there is no
     * room.
     */
    boolean take(UnsafeBuffer source, int keyAt, int keyLength, int docAt, int docLength, long changeSequence) {
        return copy(source, docAt, docLength, changeSequence);
    }

    final boolean copy(UnsafeBuffer source, int from, int bytes, long changeSequence) {
        wantedBytes = bytes;
        if (bytes > buffer.capacity()) {
            return false;
        }
        source.getBytes(from, buffer, 0, bytes);
        length = bytes;
        sequence = changeSequence;
        return true;
    }

    /** Makes the room that was missing. */
    final void grow() {
        if (wantedBytes > buffer.capacity()) {
            int bytes = Math.max(SMALLEST_BYTES, Integer.highestOneBit(wantedBytes - 1) << 1);
            buffer.wrap(ByteBuffer.allocateDirect(bytes));
        }
    }
}
