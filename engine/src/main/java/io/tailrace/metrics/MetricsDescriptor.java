package io.tailrace.metrics;

import org.agrona.concurrent.status.CountersReader;

/**
 * Layout of the file {@value #NAME}, little endian:
 *
 * <pre>
 *   0         4          8           12        16          24          32         40        48       128
 *  +---------+----------+-----------+---------+-----------+-----------+----------+---------+--------+
 *  | magic   | version  | counters  | feeds   | process   | opened    | time     | open    | 0      |
 *  +---------+----------+-----------+---------+-----------+-----------+----------+---------+--------+
 *  | metadata of the counters, then their values: as Agrona lays them out                           |
 *  +------------------------------------------------------------------------------------------------+
 *  | records of feeds ...                                                                           |
 *  +------------------------------------------------------------------------------------------------+
 * </pre>
 *
 * A record of a feed is empty where its second word is 0; the checksum tells whether it is whole, as it may be read
 * while it is written:
 *
 * <pre>
 *   0         4        8                       128          130    224           226      512
 *  +---------+--------+-----------------------+------------+------+-------------+--------+
 *  | crc32c  | used   | numbers, 8 bytes each | name bytes | name | query bytes | query  |
 *  +---------+--------+-----------------------+------------+------+-------------+--------+
 * </pre>
 */
final class MetricsDescriptor {
    static final String NAME = "metrics.tailrace";
    static final int MAGIC = 0x584D_5254; // TRMX
    static final int VERSION = 1;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = MAGIC_OFFSET + Integer.BYTES;
    static final int COUNTERS_OFFSET = VERSION_OFFSET + Integer.BYTES;
    static final int FEEDS_OFFSET = COUNTERS_OFFSET + Integer.BYTES;
    static final int PROCESS_OFFSET = FEEDS_OFFSET + Integer.BYTES;
    static final int OPENED_OFFSET = PROCESS_OFFSET + Long.BYTES;
    static final int TIME_OFFSET = OPENED_OFFSET + Long.BYTES;
    static final int OPEN_OFFSET = TIME_OFFSET + Long.BYTES;
    static final int HEADER_LENGTH = 128;

    static final int CRC_OFFSET = 0;
    static final int USED_OFFSET = CRC_OFFSET + Integer.BYTES;
    static final int NUMBERS_OFFSET = USED_OFFSET + Integer.BYTES;
    static final int NAME_OFFSET = NUMBERS_OFFSET + FeedNumber.COUNT * Long.BYTES;
    static final int QUERY_OFFSET = 224;
    static final int RECORD_LENGTH = 512;
    static final int LONGEST_NAME = QUERY_OFFSET - NAME_OFFSET - Short.BYTES;
    static final int LONGEST_QUERY = RECORD_LENGTH - QUERY_OFFSET - Short.BYTES;

    /** More than any version has, so that a damaged length is found before it is believed. */
    static final int MOST_COUNTERS = 1_024;
    /** Most records that an engine can be told to keep. */
    static final int MOST_FEEDS = 100_000;

    private MetricsDescriptor() {}

    static int metadata() {
        return HEADER_LENGTH;
    }

    static int metadataLength(int counters) {
        return counters * CountersReader.METADATA_LENGTH;
    }

    static int values(int counters) {
        return metadata() + metadataLength(counters);
    }

    static int valuesLength(int counters) {
        return counters * CountersReader.COUNTER_LENGTH;
    }

    static int record(int counters, int number) {
        return values(counters) + valuesLength(counters) + number * RECORD_LENGTH;
    }

    static int length(int counters, int feeds) {
        return record(counters, feeds);
    }
}
