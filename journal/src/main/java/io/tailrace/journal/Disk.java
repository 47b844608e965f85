package io.tailrace.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * What the journal does to files and their names: the one seam below which a test can put a disk that fails, forgets or
 * takes notes. Any thread. Blocks are not written through it, but by stores to Chronicle Queue's mapping; they are
 * forced through it.
 */
interface Disk {
    /**
     * Makes a directory, and those above it, for the owner of the journal; those that are there stay as they are.
     *
     * @return whether this call has made it; false where it was there, or somebody else was first
     */
    boolean makeDirectory(Path directory) throws IOException;

    /** Makes an empty file, which must not exist, for the owner of the journal. */
    void create(Path file) throws IOException;

    /** Writes all of the bytes to a file that exists. */
    void write(Path file, ByteBuffer bytes, long position) throws IOException;

    /** Cuts a file after that length. */
    void truncate(Path file, long length) throws IOException;

    /** Puts a file in the place of another at once. */
    void rename(Path from, Path to) throws IOException;

    /** Removes a file; does nothing where there is none. */
    void delete(Path file) throws IOException;

    /** Returns when the content of a file is on the device. */
    void force(Path file) throws IOException;

    /** Returns when the names in a directory are on the device. */
    void forceNames(Path directory) throws IOException;
}
