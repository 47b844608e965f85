package io.tailrace.bytes;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;

/**
 * Seeded 64-bit hash of the bytes of a key. Stateless, any thread. Who does not know the seed finds no collisions.
 *
 * @hidden
 */
public final class KeyHash {
    /*
     * Every 8-byte word goes through one 64 x 64 -> 128 bit multiplication folded to 64 bits. A plain multiply-xorshift
     * chain has pairs of words whose differences cancel whatever the seed is; with the fold the carry into the upper
     * half depends on the seed, so that nobody who chooses keys can choose collisions. Both halves are those of
     * unsigned numbers: of signed ones the folds of a number and of its negative differ in the last bit alone, whatever
     * the factor is, and the next word can undo that. The last bits are spread by a second fold because the index uses
     * the upper 32 bits only.
     */
    private static final long WORD = 0x9E37_79B9_7F4A_7C15L;
    private static final long LAST = 0x56E8_FEB8_6659_FD93L;

    private KeyHash() {}

    /**
     * Hashes bytes.
     *
     * @param seed any number, secret
     * @param key where the bytes lie
     * @param offset of the first one
     * @param length how many
     * @return the hash; all its bits are alike good
     */
    public static long hash(long seed, DirectBuffer key, int offset, int length) {
        int wordsEnd = offset + (length & ~7);
        long factor = (WORD ^ (seed << 1)) & Long.MAX_VALUE;
        long hash = seed ^ (length * LAST);
        int at = offset;
        for (; at < wordsEnd; at += 8) {
            hash = fold(hash ^ key.getLong(at), factor);
        }
        int end = offset + length;
        if (at < end) {
            long tail = length > 8 ? key.getLong(end - 8, LITTLE_ENDIAN) >>> (at + 8 - end << 3) : tail(key, at, end);
            hash = fold(hash ^ tail, factor);
        }
        hash = fold(hash ^ seed, LAST);
        return hash ^ (hash >>> 32);
    }

    private static long tail(DirectBuffer key, int from, int end) {
        long word = 0;
        int at = from;
        int shift = 0;
        if (end - at >= 4) {
            word = key.getInt(at) & 0xFFFF_FFFFL;
            at += 4;
            shift = 32;
        }
        for (; at < end; at++, shift += 8) {
            word |= (key.getByte(at) & 0xFFL) << shift;
        }
        return word;
    }

    /**
     * Folds the 128 bits of a product.
     *
     * @param value taken as unsigned
     * @param factor positive
     * @return all bits of both halves in one
     */
    public static long fold(long value, long factor) {
        long upper = Math.multiplyHigh(value, factor) + (value >> 63 & factor);
        return (value * factor) ^ upper;
    }
}
