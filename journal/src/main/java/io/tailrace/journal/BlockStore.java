package io.tailrace.journal;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * The seam between the journal and what keeps its bytes: blocks are composed in place in the store's memory and then
 * published or abandoned. One writer thread calls {@link #begin}, {@link #room}, {@link #commit}, {@link #abort} and
 * {@link #roll}; {@link #maintain} and {@link #force} may come from one other thread.
 */
interface BlockStore extends BlockSource, AutoCloseable {
    /** Number of the segment the next block goes to. */
    int segment();

    /** Bytes used in that segment. */
    long usedBytes();

    /**
     * Opens a block with zeroed room for at least {@code bytes}.
     *
     * @return bytes that may be written from its begin
     * @throws io.tailrace.error.DiskFullException when there is no space; nothing is open then. After any other error
     *     the store can only be forced and closed
     */
    int begin(UnsafeBuffer block, int bytes);

    /**
     * Makes sure that the open block can hold {@code bytes} in all, keeping what is in it; may wrap {@code block} anew.
     *
     * @return bytes that may be written from its begin
     * @throws io.tailrace.error.DiskFullException when there is no space; the block is still open as it was
     */
    int room(UnsafeBuffer block, int bytes);

    /** Publishes the first {@code length} bytes of the open block. Returns its position in the segment. */
    long commit(int length);

    /** Abandons the open block, of which at most the first {@code dirtyBytes} have been written. */
    void abort(int dirtyBytes);

    /**
     * The next block goes to a new segment.
     *
     * @throws io.tailrace.error.DiskFullException when there is no space for one; nothing has changed then
     */
    void roll();

    /** Prepares space ahead of the writer, a bounded step. Returns whether the next should follow at once. */
    boolean maintain();

    /** A number of bytes that grows as blocks are written: whole segments for those before. Any thread. */
    long writtenBytes();

    /** Bytes that are reserved ahead of the writer. Any thread. */
    long reservedBytes();

    /** Bytes that are in memory ahead of the writer. Any thread. */
    long touchedBytes();

    /**
     * Returns when everything published so far is on the device.
     *
     * @param progress how far the writer has got
     * @return a sequence up to which all changes are there
     */
    long force(Progress progress);

    @Override
    void close();
}
