package io.tailrace.write;

import static io.tailrace.write.MessageDescriptor.DOCUMENT_LENGTH_OFFSET;
import static io.tailrace.write.MessageDescriptor.HASH_OFFSET;
import static io.tailrace.write.MessageDescriptor.KEY_LENGTH_OFFSET;
import static io.tailrace.write.MessageDescriptor.KEY_OFFSET;
import static io.tailrace.write.MessageDescriptor.OPERATION_OFFSET;
import static io.tailrace.write.MessageDescriptor.TABLE_OFFSET;
import static io.tailrace.write.MessageDescriptor.TIME_OFFSET;
import static io.tailrace.write.MessageDescriptor.VERSION_OFFSET;

import io.tailrace.bytes.KeyHash;
import io.tailrace.document.MeasuredDocument;
import io.tailrace.error.LimitException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes that wait to be handed in together, each as the message that it is going to be. Not thread safe; allocates
 * while it grows.
 *
 * @hidden
 */
public final class Gathered {
    private static final int INITIAL_WRITES = 64;
    private static final int INITIAL_BYTES = 16 * 1024;

    private final Ring ring;
    private final UnsafeBuffer bytes = new UnsafeBuffer(ByteBuffer.allocateDirect(INITIAL_BYTES));
    private int[] offsets = new int[INITIAL_WRITES + 1];
    private Ack[] acks = new Ack[INITIAL_WRITES];

    // Those from first to end are there.
    private int first;
    private int end;

    /**
     * Makes an empty one.
     *
     * @param ring that the writes are going to be put into
     */
    public Gathered(Ring ring) {
        this.ring = ring;
    }

    /** {@return how many writes wait} */
    public int size() {
        return end - first;
    }

    /** Forgets all of them. */
    public void clear() {
        Arrays.fill(acks, first, end, null);
        first = 0;
        end = 0;
    }

    /**
     * Adds an upsert; what comes in is copied.
     *
     * @param table id of the table
     * @param ownTimeNs time of the write in epoch ns, or {@link Ring#NO_TIME} for the engine's
     * @param key encoded key
     * @param keyLength its bytes
     * @param document measured
     * @param documentLength the bytes that it was measured to have
     * @param ack to complete, or null
     * @throws LimitException when all together would be over half of the ring
     */
    public void add(
            int table,
            long ownTimeNs,
            DirectBuffer key,
            int keyLength,
            MeasuredDocument document,
            int documentLength,
            Ack ack) {
        compact();
        int at = offsets[end];
        int length = BitUtil.align(MessageDescriptor.messageLength(keyLength, documentLength), Long.BYTES);
        ensure(at, length);
        bytes.putByte(at + OPERATION_OFFSET, (byte) Operation.UPSERT.ordinal());
        bytes.putShort(at + TABLE_OFFSET, (short) table);
        bytes.putLong(at + TIME_OFFSET, ownTimeNs);
        bytes.putLong(at + VERSION_OFFSET, Ring.ANY_VERSION);
        bytes.putLong(at + HASH_OFFSET, KeyHash.hash(ring.hashSeed(), key, 0, keyLength));
        bytes.putInt(at + KEY_LENGTH_OFFSET, keyLength);
        bytes.putInt(at + DOCUMENT_LENGTH_OFFSET, documentLength);
        bytes.putBytes(at + KEY_OFFSET, key, 0, keyLength);
        document.encode(bytes, at + MessageDescriptor.documentOffset(keyLength));
        acks[end++] = ack;
        offsets[end] = at + length;
    }

    /** Some may have been handed in, and others not. */
    private void compact() {
        if (first > 0) {
            int from = offsets[first];
            bytes.putBytes(0, bytes, from, offsets[end] - from);
            for (int i = first; i <= end; i++) {
                offsets[i - first] = offsets[i] - from;
            }
            System.arraycopy(acks, first, acks, 0, end - first);
            Arrays.fill(acks, end - first, end, null);
            end -= first;
            first = 0;
        }
    }

    private void ensure(int at, int length) {
        if (at + (long) length > ring.largestMessage()) {
            throw new LimitException(
                    "gatheredBytes",
                    at + (long) length,
                    ring.largestMessage(),
                    "half of the ring: writes=" + size() + ", hand them in with commitAll() first");
        }
        if (end == acks.length) {
            acks = Arrays.copyOf(acks, 2 * end);
            offsets = Arrays.copyOf(offsets, 2 * end + 1);
        }
        if (bytes.capacity() - at < length) {
            int capacity = Math.max(BitUtil.findNextPositivePowerOfTwo(at + length), 2 * bytes.capacity());
            ByteBuffer larger = ByteBuffer.allocateDirect(capacity);
            bytes.getBytes(0, larger, 0, at);
            bytes.wrap(larger);
        }
    }

    /**
     * {@return whether one of the writes is about a document}
     *
     * @param table id of its table
     * @param key its encoded key, from the buffer's begin
     * @param keyLength its bytes
     */
    public boolean isAbout(int table, DirectBuffer key, int keyLength) {
        for (int i = first; i < end; i++) {
            int at = offsets[i];
            if (MessageDescriptor.isAbout(bytes, at, table, key, keyLength)) {
                return true;
            }
        }
        return false;
    }

    UnsafeBuffer bytes() {
        return bytes;
    }

    /** Where a write begins, counted from the first that waits. */
    int offset(int write) {
        return offsets[first + write];
    }

    int length(int write) {
        return offsets[first + write + 1] - offsets[first + write];
    }

    /** Null where nobody waits. */
    Ack ack(int write) {
        return acks[first + write];
    }

    /** The first ones are handed in. */
    void remove(int count) {
        Arrays.fill(acks, first, first + count, null);
        first += count;
        if (first == end) {
            first = 0;
            end = 0;
        }
    }
}
