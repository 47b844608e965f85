package io.tailrace.index;

import org.agrona.DirectBuffer;

/**
 * Computes under which keys a secondary index lists a document. Each index has its own; called by the writer only. The
 * place of a key among those of its document is the position of its entry.
 *
 * @hidden
 */
public interface EntryKeys {
    /**
     * Computes the keys of a document.
     *
     * @param document where it lies
     * @param offset first byte
     * @param length bytes
     * @return how many there are
     */
    int of(DirectBuffer document, int offset, int length);

    /**
     * Where the keys of the last document lie.
     *
     * @return a buffer, valid until the next document
     */
    DirectBuffer buffer();

    /**
     * {@return the offset at which a key begins}
     *
     * @param index from 0
     */
    int offset(int index);

    /**
     * How long a key is; the index keeps the first {@link SecondaryIndex#KEPT_KEY_BYTES} of it.
     *
     * @param index from 0
     * @return bytes
     */
    int length(int index);
}
