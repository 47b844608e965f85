package io.tailrace.index;

/**
 * Layout of a record: one entry of the index in its block, all fields little endian.
 *
 * <pre>
 *   0                   8             12          14         16
 *  +-------------------+-------------+-----------+----------+
 *  | sequence          | doc length  | key length| reserved |
 *  +-------------------+-------------+-----------+----------+
 *  | key, padded to 8                                       |
 *  +--------------------------------------------------------+
 *  | document                                               |
 *  +--------------------------------------------------------+
 * </pre>
 */
final class RecordDescriptor {
    static final int SEQUENCE_OFFSET = 0;
    static final int DOC_LENGTH_OFFSET = SEQUENCE_OFFSET + Long.BYTES;
    static final int KEY_LENGTH_OFFSET = DOC_LENGTH_OFFSET + Integer.BYTES;
    static final int RESERVED_OFFSET = KEY_LENGTH_OFFSET + Short.BYTES;
    static final int HEADER_BYTES = RESERVED_OFFSET + Short.BYTES;
    static final int KEY_OFFSET = HEADER_BYTES;

    private RecordDescriptor() {}

    /** Where the document begins, from the start of the record. */
    static int docOffset(int keyLength) {
        return KEY_OFFSET + ((keyLength + 7) & ~7);
    }
}
