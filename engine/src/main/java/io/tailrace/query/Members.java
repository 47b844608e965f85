package io.tailrace.query;

import org.agrona.DirectBuffer;

/**
 * The members of a source at one sequence, one after the other. Not thread safe.
 *
 * @hidden
 */
public interface Members extends AutoCloseable {
    /**
     * Goes on after an entry of an ordered source, in its direction; to be called before the first {@link #next}.
     *
     * @param start the entry, which need not be there; copied
     */
    void startAfter(EntryPlace start);

    /**
     * Moves to the next member: for an ordered source in the order of entries, else in no order that means anything.
     *
     * @return false at the end
     */
    boolean next();

    /**
     * Where the document lies.
     *
     * @return a buffer, valid until the next member
     */
    DirectBuffer buffer();

    /**
     * First byte of the document.
     *
     * @return an offset into {@link #buffer()}
     */
    int offset();

    /**
     * Length of the document.
     *
     * @return bytes
     */
    int length();

    /**
     * Where the entry stands in the order of the source; its whole key is the primary key where there is no index.
     *
     * @return a view, valid until the next member
     */
    EntryPlace place();

    @Override
    void close();
}
