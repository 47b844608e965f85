package io.tailrace.journal;

import java.util.zip.CRC32C;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Layout of a file with a stretch of a journal, little endian: a header, blocks as in a journal, which begin with the
 * state before the stretch, and a footer.
 *
 * <pre>
 *   0        4        8         12         16           24            32                 40         48
 *   | magic  | crc32c | version | reserved | journal id | hash seed   | id it comes from | from (8) | until (8) |
 *   56                   64          72         80              88        96
 *   | state changes (8)  | changes   | blocks   | file length   | sum     | blocks ... | magic | crc32c | sum (8) |
 * </pre>
 *
 * The checksum of the header covers all after it, and is written last; the sum is over the checksums of all blocks, in
 * their order. {@code state changes} make the state after the sequence {@code from}; those after are of the stretch.
 */
final class StretchDescriptor {
    /** Reads "TREX" in a hex dump. */
    static final int MAGIC = 0x58455254;

    static final int VERSION = 1;
    static final int HEADER_LENGTH = 96;
    static final int FOOTER_LENGTH = 16;

    static final int CRC_OFFSET = 4;
    static final int VERSION_OFFSET = 8;
    static final int JOURNAL_ID_OFFSET = 16;
    static final int HASH_SEED_OFFSET = 24;
    static final int ORIGIN_OFFSET = 32;
    static final int FROM_OFFSET = 40;
    static final int UNTIL_OFFSET = 48;
    static final int STATE_OFFSET = 56;
    static final int CHANGES_OFFSET = 64;
    static final int BLOCKS_OFFSET = 72;
    static final int LENGTH_OFFSET = 80;
    static final int SUM_OFFSET = 88;

    static final int FOOTER_CRC_OFFSET = 4;
    static final int FOOTER_SUM_OFFSET = 8;

    private StretchDescriptor() {}

    static long sum(long before, int blockCrc) {
        return before * 31 + (blockCrc & 0xFFFF_FFFFL);
    }

    /** Of the header but for magic and checksum. */
    static int headerCrc(UnsafeBuffer header) {
        return crc(header, VERSION_OFFSET, HEADER_LENGTH);
    }

    static int footerCrc(UnsafeBuffer footer) {
        return crc(footer, FOOTER_SUM_OFFSET, FOOTER_LENGTH);
    }

    private static int crc(UnsafeBuffer bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        for (int i = from; i < to; i++) {
            crc.update(bytes.getByte(i));
        }
        return (int) crc.getValue();
    }

    static void footer(MutableDirectBuffer into, UnsafeBuffer same, long sum) {
        into.putInt(0, MAGIC);
        into.putLong(FOOTER_SUM_OFFSET, sum);
        into.putInt(FOOTER_CRC_OFFSET, footerCrc(same));
    }
}
