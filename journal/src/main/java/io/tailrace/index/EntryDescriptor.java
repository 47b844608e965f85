package io.tailrace.index;

import io.tailrace.bytes.Bytes;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Layout of an entry of a secondary index. Stateless; does not allocate. Entries compare by their unsigned bytes: key,
 * then primary key, then position, as keys of either kind are never the beginning of one another.
 *
 * <pre>
 *  +-------------------------+-------------+------------------------+----------------------+-----------+
 *  | key, at most 255 bytes  | primary key | position (4, big end.) | primary key len. (2) | flags (1) |
 *  +-------------------------+-------------+------------------------+----------------------+-----------+
 * </pre>
 *
 * @hidden
 */
public final class EntryDescriptor {
    /** Longest entry in bytes. */
    public static final int MAX_BYTES = KeyTree.MAX_KEY_BYTES;

    // From the end of the entry.
    private static final int FLAGS_FROM_END = Byte.BYTES;
    private static final int PRIMARY_LENGTH_FROM_END = FLAGS_FROM_END + Short.BYTES;
    private static final int POSITION_FROM_END = PRIMARY_LENGTH_FROM_END + Integer.BYTES;
    static final int TRAILER_BYTES = POSITION_FROM_END;

    private static final byte FLAG_TRUNCATED = 1;

    private EntryDescriptor() {}

    /**
     * Writes an entry.
     *
     * @param into with room for {@link #MAX_BYTES}
     * @param at where it begins
     * @param key where the key lies
     * @param keyOffset first byte of the key
     * @param keyLength bytes of the whole key; {@link SecondaryIndex#KEPT_KEY_BYTES} of them are kept
     * @param primary where the primary key lies
     * @param primaryOffset first byte of the primary key
     * @param primaryLength bytes of the primary key, at most {@link Index#MAX_KEY_BYTES}
     * @param position position of the key among those of its document
     * @return bytes of the entry
     */
    public static int write(
            MutableDirectBuffer into,
            int at,
            DirectBuffer key,
            int keyOffset,
            int keyLength,
            DirectBuffer primary,
            int primaryOffset,
            int primaryLength,
            int position) {
        int kept = Math.min(keyLength, SecondaryIndex.KEPT_KEY_BYTES);
        into.putBytes(at, key, keyOffset, kept);
        into.putBytes(at + kept, primary, primaryOffset, primaryLength);
        int end = at + kept + primaryLength + TRAILER_BYTES;
        into.putInt(end - POSITION_FROM_END, position, ByteOrder.BIG_ENDIAN);
        into.putShort(end - PRIMARY_LENGTH_FROM_END, (short) primaryLength);
        into.putByte(end - FLAGS_FROM_END, keyLength > kept ? FLAG_TRUNCATED : 0);
        return end - at;
    }

    /**
     * Compares two entries, or an entry with a bound.
     *
     * @param left where one lies
     * @param leftOffset its first byte
     * @param leftLength its bytes
     * @param right where the other lies
     * @param rightOffset its first byte
     * @param rightLength its bytes
     * @return negative, 0 or positive as the left one comes first, is the same or comes later
     */
    public static int compare(
            DirectBuffer left, int leftOffset, int leftLength, DirectBuffer right, int rightOffset, int rightLength) {
        return Bytes.compare(left, leftOffset, leftLength, right, rightOffset, rightLength);
    }

    static int primaryLength(DirectBuffer entry, int end) {
        return entry.getShort(end - PRIMARY_LENGTH_FROM_END) & 0xFFFF;
    }

    static int primaryOffset(DirectBuffer entry, int end) {
        return end - TRAILER_BYTES - primaryLength(entry, end);
    }

    static int position(DirectBuffer entry, int end) {
        return entry.getInt(end - POSITION_FROM_END, ByteOrder.BIG_ENDIAN);
    }

    static boolean isTruncated(DirectBuffer entry, int end) {
        return (entry.getByte(end - FLAGS_FROM_END) & FLAG_TRUNCATED) != 0;
    }
}
