package io.tailrace.feed;

import org.agrona.DirectBuffer;

/** The members of a source at one sequence, one after the other. Not thread safe. */
abstract class Members implements AutoCloseable {
    /** Goes on behind an entry of an ordered source, in its direction; to be called before the first {@link #next}. */
    abstract void startBehind(
            DirectBuffer order,
            int orderOffset,
            int orderLength,
            DirectBuffer key,
            int keyOffset,
            int keyLength,
            int position);

    /** Moves to the next member; false at the end. */
    abstract boolean next();

    /** Where the document lies, until the next one. */
    abstract DirectBuffer buffer();

    abstract int offset();

    abstract int length();

    /** Primary key. */
    abstract DirectBuffer keyBuffer();

    abstract int keyOffset();

    abstract int keyLength();

    /** Position of the entry among those of its document. */
    abstract int position();

    /** Whole key of the entry in the order of the source. */
    abstract DirectBuffer orderBuffer();

    abstract int orderOffset();

    abstract int orderLength();

    @Override
    public abstract void close();
}
