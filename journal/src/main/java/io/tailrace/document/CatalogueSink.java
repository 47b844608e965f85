package io.tailrace.document;

import org.agrona.DirectBuffer;

/**
 * Where an {@link Interner} reports new names and shapes, each before anything refers to it. What it throws goes to the
 * caller of the interner; the name or shape is then not interned.
 */
public interface CatalogueSink {
    /**
     * A new name.
     *
     * @param id its id, one more than that of the name before
     * @param name buffer that holds the name as UTF-8; valid during the call
     * @param offset where the name starts
     * @param length its length in bytes
     */
    void onField(int id, DirectBuffer name, int offset, int length);

    /**
     * A new shape; all its fields have been reported.
     *
     * @param id its id, one more than that of the shape before
     * @param fieldIds ids of its fields in the order of their UTF-8 names; valid during the call
     * @param count how many of them are used
     */
    void onShape(int id, int[] fieldIds, int count);
}
