package io.tailrace.journal;

import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Layout of a page of a snapshot and of the records in it, all 8-byte aligned, little endian.
 *
 * <pre>
 *   0        4        8        12     16        20     24           32               40
 *   | magic  | crc32c | length | kind | records | zero | number (8) | journal id (8) | records ... |
 *
 *   record of a document, and of a change:
 *   0        4       8            12                16             24
 *   | length | table | key length | document length | sequence (8) | key, padded | document, padded |
 *
 *   record of an index:   | id | 1 where it was ready |
 * </pre>
 *
 * The checksum covers everything after itself; {@code length} counts the header. Records of the catalogue are those of
 * {@link CatalogueDescriptor}. The length of a document that a change has removed is -1.
 */
final class SnapshotPageDescriptor {
    /** Reads "TRSP" in a hex dump. */
    static final int MAGIC = 0x50535254;

    static final int MAGIC_OFFSET = 0;
    static final int CRC_OFFSET = MAGIC_OFFSET + Integer.BYTES;
    static final int LENGTH_OFFSET = CRC_OFFSET + Integer.BYTES;
    static final int KIND_OFFSET = LENGTH_OFFSET + Integer.BYTES;
    static final int RECORDS_OFFSET = KIND_OFFSET + Integer.BYTES;
    static final int NUMBER_OFFSET = RECORDS_OFFSET + 2 * Integer.BYTES;
    static final int JOURNAL_ID_OFFSET = NUMBER_OFFSET + Long.BYTES;
    static final int HEADER_LENGTH = JOURNAL_ID_OFFSET + Long.BYTES;

    /** A page is longer than usual only where one record is: the largest is a definition of half a block. */
    static final int LARGEST = HEADER_LENGTH + JournalConfig.LARGEST_BLOCK_BYTES_DEFAULT;

    static final int DOCUMENTS = 1;
    static final int CHANGES = 2;
    static final int CATALOGUE = 3;
    static final int INDEXES = 4;

    static final int TABLE_OFFSET = Integer.BYTES;
    static final int KEY_LENGTH_OFFSET = TABLE_OFFSET + Integer.BYTES;
    static final int DOCUMENT_LENGTH_OFFSET = KEY_LENGTH_OFFSET + Integer.BYTES;
    static final int SEQUENCE_OFFSET = DOCUMENT_LENGTH_OFFSET + Integer.BYTES;
    static final int KEY_OFFSET = SEQUENCE_OFFSET + Long.BYTES;
    static final int REMOVED = -1;

    static final int READY_OFFSET = Integer.BYTES;
    static final int INDEX_LENGTH = READY_OFFSET + Integer.BYTES;

    private SnapshotPageDescriptor() {}

    /** Completes a page whose records are in place. */
    static int putHeader(MutableDirectBuffer page, int length, int kind, int records, long number, long journalId) {
        page.setMemory(0, HEADER_LENGTH, (byte) 0);
        page.putInt(MAGIC_OFFSET, MAGIC);
        page.putInt(LENGTH_OFFSET, length);
        page.putInt(KIND_OFFSET, kind);
        page.putInt(RECORDS_OFFSET, records);
        page.putLong(NUMBER_OFFSET, number);
        page.putLong(JOURNAL_ID_OFFSET, journalId);
        int crc = crc(page, length);
        page.putInt(CRC_OFFSET, crc);
        return crc;
    }

    static int crc(DirectBuffer page, int length) {
        CRC32C crc = new CRC32C();
        crc.update(page.byteArray(), LENGTH_OFFSET, length - LENGTH_OFFSET);
        return (int) crc.getValue();
    }

    static int documentOffset(int record, int keyLength) {
        return record + KEY_OFFSET + BlockDescriptor.align(keyLength);
    }

    static int documentLength(int keyLength, int documentLength) {
        return documentOffset(0, keyLength) + BlockDescriptor.align(Math.max(0, documentLength));
    }

    /** Writes all of a document's record but key and document. */
    static void putDocument(
            MutableDirectBuffer page, int record, int table, int keyLength, int documentLength, long sequence) {
        int length = documentLength(keyLength, documentLength);
        page.setMemory(record, length, (byte) 0);
        page.putInt(record, length);
        page.putInt(record + TABLE_OFFSET, table);
        page.putInt(record + KEY_LENGTH_OFFSET, keyLength);
        page.putInt(record + DOCUMENT_LENGTH_OFFSET, documentLength);
        page.putLong(record + SEQUENCE_OFFSET, sequence);
    }
}
