package io.tailrace.testing;

/**
 * Something that reads bytes from outside, whatever they are. Not thread safe; made to be given one input after
 * another.
 */
public interface FuzzTarget {
    /** Most that one input may have it allocate, beside a multiple of its length. */
    int MOST_BYTES = 48 << 20;

    /**
     * Reads bytes as they are, and with their checksums put right, so that what stands behind those is met too.
     *
     * @param input any bytes
     * @return whether they were taken as they are
     * @throws io.tailrace.error.TailraceException where they are refused; anything else thrown is a bug
     */
    boolean takes(byte[] input) throws Exception;
}
