package io.tailrace.journal;

import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Layout of the begin and the end of a snapshot file. Little endian.
 *
 * <pre>
 *   header
 *   0                   4                   8                   12                  16
 *   +-------------------+-------------------+-------------------+-------------------+
 *   | magic             | version           | crc32c            | segment           |
 *   +-------------------+-------------------+-------------------+-------------------+
 *   | journal id                            | sequence                              |
 *   +---------------------------------------+---------------------------------------+
 *   | epoch of the block of that sequence   | first sequence of that block          |
 *   +-------------------+-------------------+---------------------------------------+
 *   | crc of that block | zero              | time floor ns                         |
 *   +-------------------+-------------------+---------------------------------------+
 *   | offset of the catalogue               | number of its first page              |
 *   +---------------------------------------+---------------------------------------+
 *   | pages                                 | documents                             |
 *   +---------------------------------------+---------------------------------------+
 *   | changes                               | length of the file                    |
 *   +---------------------------------------+---------------------------------------+
 *   | zeros up to 128                                                               |
 *   +-------------------------------------------------------------------------------+
 *
 *   footer
 *   0                   4                   8                                       16
 *   +-------------------+-------------------+---------------------------------------+
 *   | magic             | crc32c            | sum over all pages                    |
 *   +-------------------+-------------------+---------------------------------------+
 *   | sequence                              | journal id                            |
 *   +---------------------------------------+---------------------------------------+
 * </pre>
 *
 * Each checksum covers all of its part but itself. Pages lie between: {@link SnapshotPageDescriptor}. The sum adds up
 * the checksums of all pages, each times its odd place, so that pages of two snapshots of one journal are told apart.
 */
final class SnapshotDescriptor {
    /** Reads "TRSN" in a hex dump. */
    static final int MAGIC = 0x4E535254;

    static final int VERSION = 1;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = MAGIC_OFFSET + Integer.BYTES;
    static final int CRC_OFFSET = VERSION_OFFSET + Integer.BYTES;
    static final int SEGMENT_OFFSET = CRC_OFFSET + Integer.BYTES;
    static final int JOURNAL_ID_OFFSET = SEGMENT_OFFSET + Integer.BYTES;
    static final int SEQUENCE_OFFSET = JOURNAL_ID_OFFSET + Long.BYTES;
    static final int EPOCH_OFFSET = SEQUENCE_OFFSET + Long.BYTES;
    static final int BLOCK_SEQUENCE_OFFSET = EPOCH_OFFSET + Long.BYTES;
    static final int BLOCK_CRC_OFFSET = BLOCK_SEQUENCE_OFFSET + Long.BYTES;
    static final int FLOOR_OFFSET = BLOCK_CRC_OFFSET + 2 * Integer.BYTES;
    static final int CATALOGUE_OFFSET = FLOOR_OFFSET + Long.BYTES;
    static final int CATALOGUE_PAGE_OFFSET = CATALOGUE_OFFSET + Long.BYTES;
    static final int PAGES_OFFSET = CATALOGUE_PAGE_OFFSET + Long.BYTES;
    static final int DOCUMENTS_OFFSET = PAGES_OFFSET + Long.BYTES;
    static final int CHANGES_OFFSET = DOCUMENTS_OFFSET + Long.BYTES;
    static final int FILE_LENGTH_OFFSET = CHANGES_OFFSET + Long.BYTES;
    static final int HEADER_LENGTH = 128;

    /** Reads "TRSE" in a hex dump. */
    static final int FOOTER_MAGIC = 0x45535254;

    static final int FOOTER_CRC_OFFSET = Integer.BYTES;
    static final int SUM_OFFSET = FOOTER_CRC_OFFSET + Integer.BYTES;
    static final int FOOTER_SEQUENCE_OFFSET = SUM_OFFSET + Long.BYTES;
    static final int FOOTER_JOURNAL_ID_OFFSET = FOOTER_SEQUENCE_OFFSET + Long.BYTES;
    static final int FOOTER_LENGTH = FOOTER_JOURNAL_ID_OFFSET + Long.BYTES;

    static {
        assert FILE_LENGTH_OFFSET + Long.BYTES <= HEADER_LENGTH : "the header holds its fields";
    }

    private SnapshotDescriptor() {}

    /** What a page adds to the sum. */
    static long share(int crc, long page) {
        return (crc & 0xFFFF_FFFFL) * (2 * page + 1);
    }

    static void putHeader(MutableDirectBuffer into, SnapshotHeader header) {
        into.setMemory(0, HEADER_LENGTH, (byte) 0);
        into.putInt(MAGIC_OFFSET, MAGIC);
        into.putInt(VERSION_OFFSET, VERSION);
        into.putInt(SEGMENT_OFFSET, header.segment());
        into.putLong(JOURNAL_ID_OFFSET, header.journalId());
        into.putLong(SEQUENCE_OFFSET, header.sequence());
        into.putLong(EPOCH_OFFSET, header.epoch());
        into.putLong(BLOCK_SEQUENCE_OFFSET, header.blockSequence());
        into.putInt(BLOCK_CRC_OFFSET, header.blockCrc());
        into.putLong(FLOOR_OFFSET, header.floorNs());
        into.putLong(CATALOGUE_OFFSET, header.catalogueAt());
        into.putLong(CATALOGUE_PAGE_OFFSET, header.cataloguePage());
        into.putLong(PAGES_OFFSET, header.pages());
        into.putLong(DOCUMENTS_OFFSET, header.documents());
        into.putLong(CHANGES_OFFSET, header.changes());
        into.putLong(FILE_LENGTH_OFFSET, header.fileLength());
        into.putInt(CRC_OFFSET, headerCrc(into));
    }

    static SnapshotHeader header(DirectBuffer from) {
        return new SnapshotHeader(
                from.getInt(SEGMENT_OFFSET),
                from.getLong(JOURNAL_ID_OFFSET),
                from.getLong(SEQUENCE_OFFSET),
                from.getLong(EPOCH_OFFSET),
                from.getLong(BLOCK_SEQUENCE_OFFSET),
                from.getInt(BLOCK_CRC_OFFSET),
                from.getLong(FLOOR_OFFSET),
                from.getLong(CATALOGUE_OFFSET),
                from.getLong(CATALOGUE_PAGE_OFFSET),
                from.getLong(PAGES_OFFSET),
                from.getLong(DOCUMENTS_OFFSET),
                from.getLong(CHANGES_OFFSET),
                from.getLong(FILE_LENGTH_OFFSET));
    }

    static int headerCrc(DirectBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.byteArray(), 0, CRC_OFFSET);
        crc.update(header.byteArray(), SEGMENT_OFFSET, HEADER_LENGTH - SEGMENT_OFFSET);
        return (int) crc.getValue();
    }

    static void putFooter(MutableDirectBuffer into, long sum, SnapshotHeader header) {
        into.putInt(MAGIC_OFFSET, FOOTER_MAGIC);
        into.putLong(SUM_OFFSET, sum);
        into.putLong(FOOTER_SEQUENCE_OFFSET, header.sequence());
        into.putLong(FOOTER_JOURNAL_ID_OFFSET, header.journalId());
        into.putInt(FOOTER_CRC_OFFSET, footerCrc(into));
    }

    static int footerCrc(DirectBuffer footer) {
        CRC32C crc = new CRC32C();
        crc.update(footer.byteArray(), 0, FOOTER_CRC_OFFSET);
        crc.update(footer.byteArray(), SUM_OFFSET, FOOTER_LENGTH - SUM_OFFSET);
        return (int) crc.getValue();
    }
}
