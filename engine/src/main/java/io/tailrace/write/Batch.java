package io.tailrace.write;

import static io.tailrace.write.MessageDescriptor.DOCUMENT_LENGTH_OFFSET;
import static io.tailrace.write.MessageDescriptor.HASH_OFFSET;
import static io.tailrace.write.MessageDescriptor.KEY_LENGTH_OFFSET;
import static io.tailrace.write.MessageDescriptor.KEY_OFFSET;
import static io.tailrace.write.MessageDescriptor.NONE;
import static io.tailrace.write.MessageDescriptor.OPERATION_OFFSET;
import static io.tailrace.write.MessageDescriptor.SLOTS_OFFSET;
import static io.tailrace.write.MessageDescriptor.TABLE_OFFSET;
import static io.tailrace.write.MessageDescriptor.VERSION_OFFSET;

import io.tailrace.bytes.KeyHash;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;

/**
 * The writes of one transaction as the document of one message. Not thread safe; allocates while it grows.
 *
 * <p>Each is laid out as a message of its own, with its length where a message has its slots.
 *
 * @hidden
 */
public final class Batch {
    /** In the place of a number of events: the cursor is to be deleted. */
    public static final int DELETED = -1;

    private static final int INITIAL_BYTES = 4096;

    private final long hashSeed;
    private ExpandableDirectByteBuffer buffer = newBuffer();
    private int length;
    private int size;

    /**
     * Makes an empty batch.
     *
     * @param hashSeed of the indexes
     */
    public Batch(long hashSeed) {
        this.hashSeed = hashSeed;
    }

    /** Forgets all writes. */
    public void clear() {
        length = 0;
        size = 0;
    }

    static ExpandableDirectByteBuffer newBuffer() {
        return new ExpandableDirectByteBuffer(INITIAL_BYTES);
    }

    /** Gives the memory of its writes away for another buffer, and is empty. Cannot fail. */
    ByteBuffer handOver(ExpandableDirectByteBuffer next) {
        ByteBuffer writes = buffer.byteBuffer();
        buffer = next;
        clear();
        return writes;
    }

    /**
     * Bytes that a write takes in a batch.
     *
     * @param keyLength bytes of the encoded key
     * @param documentLength bytes of the document, 0 for none
     * @return bytes, a multiple of 8
     */
    public static int bytes(int keyLength, int documentLength) {
        return BitUtil.align(MessageDescriptor.messageLength(keyLength, documentLength), Long.BYTES);
    }

    /**
     * Adds a write; what comes in is copied.
     *
     * @param operation what to do
     * @param table id of the table
     * @param version expected version, 0 for no document, or {@link Ring#ANY_VERSION}
     * @param key encoded key
     * @param keyLength its bytes
     * @param document encoded document, or null
     * @param documentOffset where it begins
     * @param documentLength its bytes
     */
    public void add(
            Operation operation,
            int table,
            long version,
            DirectBuffer key,
            int keyLength,
            DirectBuffer document,
            int documentOffset,
            int documentLength) {
        int whole = bytes(keyLength, document == null ? 0 : documentLength);
        int at = length;
        buffer.checkLimit(at + whole);
        buffer.putInt(at + SLOTS_OFFSET, whole);
        buffer.putByte(at + OPERATION_OFFSET, (byte) operation.ordinal());
        buffer.putShort(at + TABLE_OFFSET, (short) table);
        buffer.putLong(at + VERSION_OFFSET, version);
        buffer.putLong(at + HASH_OFFSET, KeyHash.hash(hashSeed, key, 0, keyLength));
        buffer.putInt(at + KEY_LENGTH_OFFSET, keyLength);
        buffer.putInt(at + DOCUMENT_LENGTH_OFFSET, document == null ? NONE : documentLength);
        buffer.putBytes(at + KEY_OFFSET, key, 0, keyLength);
        if (document != null) {
            buffer.putBytes(at + MessageDescriptor.documentOffset(keyLength), document, documentOffset, documentLength);
        }
        length = at + whole;
        size++;
    }

    /**
     * Adds where a cursor is to stand, after all writes; it counts as none.
     *
     * @param cursor its number
     * @param before generation of where it has to stand
     * @param generation of the place
     * @param sequence all up to there is handled
     * @param end of the stretch of whose events some are
     * @param events how many of them; {@link #DELETED} to delete the cursor
     */
    public void addPlace(int cursor, long before, long generation, long sequence, long end, int events) {
        int at = length;
        buffer.checkLimit(at + PlaceDescriptor.LENGTH);
        PlaceDescriptor.put(buffer, at, cursor, before, generation, sequence, end, events);
        length = at + PlaceDescriptor.LENGTH;
    }

    /** Takes that out again, where the batch was not handed in. */
    public void removePlace() {
        length -= PlaceDescriptor.LENGTH;
    }

    /**
     * {@return whether one of the writes is about a document}
     *
     * @param table id of its table
     * @param key its encoded key, from the buffer's begin
     * @param keyLength its bytes
     */
    public boolean isAbout(int table, DirectBuffer key, int keyLength) {
        for (int at = 0; at < length; at += buffer.getInt(at + SLOTS_OFFSET)) {
            if (MessageDescriptor.isAbout(buffer, at, table, key, keyLength)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Number of writes.
     *
     * @return how many were added
     */
    public int size() {
        return size;
    }

    /**
     * Where the writes lie.
     *
     * @return the buffer, from its begin
     */
    public DirectBuffer buffer() {
        return buffer;
    }

    /**
     * Length of all writes.
     *
     * @return bytes
     */
    public int length() {
        return length;
    }
}
