package io.tailrace.journal;

import org.agrona.DirectBuffer;

/**
 * Takes the changes of a replay, and before them the state that a snapshot holds where there is one: it is spared what
 * happened before. Without a snapshot it is given all changes, as any {@link ReplayHandler}.
 */
public interface StateHandler extends ReplayHandler {
    /**
     * A state comes now.
     *
     * @param sequence last change that it shows; the first change given is the next one
     * @param tables as they were at that sequence; those of a journal that another process writes may have come further
     */
    void onState(long sequence, TableCatalogue tables);

    /**
     * Takes a document, or learns that there is none. For one key there may be several calls: the last one counts.
     *
     * @param tableId of a table that there is at the sequence of the state
     * @param sequence of the last change of the key
     * @param buffer holds key and document; valid during the call only
     * @param keyOffset where the encoded key begins, a multiple of 8
     * @param keyLength its length in bytes
     * @param docOffset where the document begins, a multiple of 8
     * @param docLength its length in bytes, -1 where the key is not there any more
     */
    void onDocument(
            int tableId,
            long sequence,
            DirectBuffer buffer,
            int keyOffset,
            int keyLength,
            int docOffset,
            int docLength);

    /**
     * Takes an index that there is at the sequence of the state; after all documents.
     *
     * @param indexId its number in {@link Journal#indexes()}
     * @param ready whether all documents were listed in it
     */
    void onIndex(int indexId, boolean ready);
}
