package io.tailrace.feed;

import io.tailrace.document.Document;
import org.agrona.DirectBuffer;

/**
 * One change of the result of a feed. Not thread safe: a view that is used again for every change, valid until the
 * handler returns, or until the next call on the feed where it was taken by iteration. Copy what has to live longer. No
 * accessor allocates.
 */
public final class Change {
    private long sequence;
    private long timeNs;
    private Document oldVal;
    private Document newVal;
    private DirectBuffer key;
    private int keyOffset;
    private int keyLength;

    Change() {}

    Change wrap(long sequence, long timeNs, Document oldVal, Document newVal) {
        this.sequence = sequence;
        this.timeNs = timeNs;
        this.oldVal = oldVal;
        this.newVal = newVal;
        return this;
    }

    Change key(DirectBuffer buffer, int offset, int length) {
        key = buffer;
        keyOffset = offset;
        keyLength = length;
        return this;
    }

    /**
     * Position in the journal of the last change that is part of this one.
     *
     * @return a sequence, from 1
     */
    public long sequence() {
        return sequence;
    }

    /**
     * Which of the changes with this sequence it is. A table feed has one for each, so it is 0.
     *
     * @return a number from 0
     */
    public int ordinal() {
        return 0;
    }

    /**
     * Journal time of the change that {@link #sequence()} names.
     *
     * @return nanoseconds since the epoch
     */
    public long timeNs() {
        return timeNs;
    }

    /**
     * The view value before the change.
     *
     * @return the document, or null when it was not part of the result
     */
    public Document oldVal() {
        return oldVal;
    }

    /**
     * The view value after the change.
     *
     * @return the document, or null when it is no longer part of the result
     */
    public Document newVal() {
        return newVal;
    }

    /**
     * What the delivered values mean for the result.
     *
     * @return never null
     */
    public ChangeType type() {
        if (oldVal == null) {
            return ChangeType.ADD;
        }
        return newVal == null ? ChangeType.REMOVE : ChangeType.CHANGE;
    }

    /**
     * Buffer with the encoded key of the document.
     *
     * @return a buffer that is valid as long as the change is
     */
    public DirectBuffer keyBuffer() {
        return key;
    }

    /**
     * Where the encoded key begins.
     *
     * @return an offset into {@link #keyBuffer()}
     */
    public int keyOffset() {
        return keyOffset;
    }

    /**
     * Length of the encoded key.
     *
     * @return bytes
     */
    public int keyLength() {
        return keyLength;
    }

    /** {@inheritDoc} For people and logs: it allocates. */
    @Override
    public String toString() {
        return "{\"seq\":" + sequence + ",\"old_val\":" + oldVal + ",\"new_val\":" + newVal + "}";
    }
}
