package io.tailrace.query;

import io.tailrace.bytes.Bytes;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where an entry stands in its order: by its whole key, then by primary key, then by position in the document. Not
 * thread safe. A view of bytes elsewhere, or a copy that allocates only while it grows.
 *
 * @hidden
 */
public final class EntryPlace {
    /** Where the whole key lies. */
    public DirectBuffer order;
    /** First byte of the whole key. */
    public int orderOffset;
    /** Bytes of the whole key. */
    public int orderLength;
    /** Where the primary key lies. */
    public DirectBuffer key;
    /** First byte of the primary key. */
    public int keyOffset;
    /** Bytes of the primary key. */
    public int keyLength;
    /** Position of the entry among those of its document; 0 for the primary key. */
    public int position;

    private UnsafeBuffer copy;

    /** Looks at a whole key, without a copy. */
    public void order(DirectBuffer buffer, int offset, int length) {
        order = buffer;
        orderOffset = offset;
        orderLength = length;
    }

    /** Looks at a primary key, without a copy. */
    public void key(DirectBuffer buffer, int offset, int length) {
        key = buffer;
        keyOffset = offset;
        keyLength = length;
    }

    /** Looks at what another place looks at. */
    void set(EntryPlace other) {
        order(other.order, other.orderOffset, other.orderLength);
        key(other.key, other.keyOffset, other.keyLength);
        position = other.position;
    }

    /** Keeps the bytes it looks at. */
    void keep() {
        int bytes = orderLength + keyLength;
        if (copy == null || copy.capacity() < bytes) {
            copy = new UnsafeBuffer(ByteBuffer.allocateDirect(Math.max(64, Integer.highestOneBit(bytes) << 1)));
        }
        if (order != copy) {
            copy.putBytes(0, order, orderOffset, orderLength);
            copy.putBytes(orderLength, key, keyOffset, keyLength);
        }
        order(copy, 0, orderLength);
        key(copy, orderLength, keyLength);
    }

    /** Order of the entries: negative when this one comes first. */
    public int compareTo(EntryPlace other) {
        int difference =
                Bytes.compare(order, orderOffset, orderLength, other.order, other.orderOffset, other.orderLength);
        if (difference == 0) {
            difference = Bytes.compare(key, keyOffset, keyLength, other.key, other.keyOffset, other.keyLength);
        }
        return difference != 0 ? difference : Integer.compare(position, other.position);
    }
}
