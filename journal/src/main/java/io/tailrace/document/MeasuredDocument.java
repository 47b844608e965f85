package io.tailrace.document;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * A document whose length is known, to be encoded where it is to lie.
 *
 * @hidden
 */
public interface MeasuredDocument {
    /**
     * Encodes the document. Cannot fail where there is room for its length.
     *
     * @param target with that room
     * @param offset where the document is to begin, a multiple of 8
     */
    void encode(UnsafeBuffer target, int offset);
}
