package io.tailrace.metrics;

/**
 * A kind of records in the file, and the layout of one. Its second word is 0 where it is empty; the checksum tells
 * whether it is whole, as it may be read while it is written:
 *
 * <pre>
 *   0         4        8
 *  +---------+--------+-----------------------+------------+------+-------------+--------+
 *  | crc32c  | used   | numbers, 8 bytes each | name bytes | name | query bytes | query  |
 *  +---------+--------+-----------------------+------------+------+-------------+--------+
 * </pre>
 *
 * @hidden
 */
public enum MetricsSection {
    /** A feed that is open, by {@link FeedNumber}. */
    FEEDS(FeedNumber.COUNT, 224, 512),
    /** A named cursor, by {@link CursorNumber}. */
    CURSORS(CursorNumber.COUNT, 128, 256),
    /** A dispatcher, by {@link DispatcherNumber}; it has no query. */
    DISPATCHERS(DispatcherNumber.COUNT, 158, 160);

    static final int CRC_OFFSET = 0;
    static final int USED_OFFSET = CRC_OFFSET + Integer.BYTES;
    static final int NUMBERS_OFFSET = USED_OFFSET + Integer.BYTES;

    final int numbers;
    final int nameOffset;
    final int queryOffset;
    final int recordLength;

    MetricsSection(int numbers, int queryOffset, int recordLength) {
        this.numbers = numbers;
        this.queryOffset = queryOffset;
        this.recordLength = recordLength;
        nameOffset = NUMBERS_OFFSET + numbers * Long.BYTES;
    }

    static int numberOffset(int number) {
        return NUMBERS_OFFSET + number * Long.BYTES;
    }

    int longestName() {
        return queryOffset - nameOffset - Short.BYTES;
    }

    int longestQuery() {
        return recordLength - queryOffset - Short.BYTES;
    }
}
