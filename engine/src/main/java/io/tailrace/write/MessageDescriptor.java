package io.tailrace.write;

import static org.agrona.BitUtil.SIZE_OF_BYTE;
import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;
import static org.agrona.BitUtil.align;

import io.tailrace.bytes.Bytes;
import org.agrona.DirectBuffer;

/**
 * Layout of a message in the ring's arena. It begins at a slot and runs on through as many slots as it needs.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+
 *  |                            Slots                              |
 *  +---------------+---------------+-------------------------------+
 *  |   Operation   |   Reserved    |             Table             |
 *  +---------------+---------------+-------------------------------+
 *  |                  Own time, epoch ns, or NO_TIME               |
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                Expected version, or ANY_VERSION               |
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |          Hash of the key, with the seed of the indexes        |
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                          Key length                           |
 *  +---------------------------------------------------------------+
 *  |                   Document length, or NONE                    |
 *  +---------------------------------------------------------------+
 *  |                    Key, padded to 8 bytes                    ...
 *  +---------------------------------------------------------------+
 *  |                          Document                            ...
 *  +---------------------------------------------------------------+
 * </pre>
 */
final class MessageDescriptor {
    /** A message without a document. */
    static final int NONE = -1;

    static final int SLOTS_OFFSET = 0;
    static final int OPERATION_OFFSET = SLOTS_OFFSET + SIZE_OF_INT;
    static final int RESERVED_OFFSET = OPERATION_OFFSET + SIZE_OF_BYTE;
    static final int TABLE_OFFSET = RESERVED_OFFSET + SIZE_OF_BYTE;
    static final int TIME_OFFSET = TABLE_OFFSET + Short.BYTES;
    static final int VERSION_OFFSET = TIME_OFFSET + SIZE_OF_LONG;
    static final int HASH_OFFSET = VERSION_OFFSET + SIZE_OF_LONG;
    static final int KEY_LENGTH_OFFSET = HASH_OFFSET + SIZE_OF_LONG;
    static final int DOCUMENT_LENGTH_OFFSET = KEY_LENGTH_OFFSET + SIZE_OF_INT;
    static final int KEY_OFFSET = DOCUMENT_LENGTH_OFFSET + SIZE_OF_INT;

    private MessageDescriptor() {}

    /** Offset of the document from the beginning of a message with a key of this length. */
    static int documentOffset(int keyLength) {
        return KEY_OFFSET + align(keyLength, SIZE_OF_LONG);
    }

    /**
     * Whether a message is about a document.
     *
     * @param buffer holds the message
     * @param at where it begins
     * @param table id of the table
     * @param key encoded key, from the buffer's begin
     * @param keyLength its bytes
     */
    static boolean isAbout(DirectBuffer buffer, int at, int table, DirectBuffer key, int keyLength) {
        return (buffer.getShort(at + TABLE_OFFSET) & 0xFFFF) == table
                && Bytes.compare(buffer, at + KEY_OFFSET, buffer.getInt(at + KEY_LENGTH_OFFSET), key, 0, keyLength)
                        == 0;
    }

    /** Bytes of a message. */
    static int messageLength(int keyLength, int documentLength) {
        return documentOffset(keyLength) + Math.max(documentLength, 0);
    }
}
