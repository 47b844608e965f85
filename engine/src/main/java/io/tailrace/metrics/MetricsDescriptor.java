package io.tailrace.metrics;

import org.agrona.concurrent.status.CountersReader;

/**
 * Layout of the file {@value #NAME}, little endian:
 *
 * <pre>
 *   0         4          8           12        16          24          32         40     44        48            52
 *  +---------+----------+-----------+---------+-----------+-----------+----------+------+---------+-------------+
 *  | magic   | version  | counters  | feeds   | process   | opened    | time     | open | cursors | dispatchers |
 *  +---------+----------+-----------+---------+-----------+-----------+----------+------+---------+-------------+
 *  | 0 to 128                                                                                                   |
 *  +------------------------------------------------------------------------------------------------------------+
 *  | metadata of the counters, then their values: as Agrona lays them out                                       |
 *  +------------------------------------------------------------------------------------------------------------+
 *  | records of feeds, of cursors, of dispatchers, as {@link MetricsSection} lays them out                      |
 *  +------------------------------------------------------------------------------------------------------------+
 * </pre>
 */
final class MetricsDescriptor {
    static final String NAME = "metrics.tailrace";
    static final int MAGIC = 0x584D_5254; // TRMX
    static final int VERSION = 2;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = MAGIC_OFFSET + Integer.BYTES;
    static final int COUNTERS_OFFSET = VERSION_OFFSET + Integer.BYTES;
    static final int FEEDS_OFFSET = COUNTERS_OFFSET + Integer.BYTES;
    static final int PROCESS_OFFSET = FEEDS_OFFSET + Integer.BYTES;
    static final int OPENED_OFFSET = PROCESS_OFFSET + Long.BYTES;
    static final int TIME_OFFSET = OPENED_OFFSET + Long.BYTES;
    static final int OPEN_OFFSET = TIME_OFFSET + Long.BYTES;
    static final int CURSORS_OFFSET = OPEN_OFFSET + Integer.BYTES;
    static final int DISPATCHERS_OFFSET = CURSORS_OFFSET + Integer.BYTES;
    static final int HEADER_LENGTH = 128;

    private static final MetricsSection[] SECTIONS = MetricsSection.values();

    /** More than any version has, so that a damaged length is found before it is believed. */
    static final int MOST_COUNTERS = 1_024;
    /** Most records of one kind that an engine can be told to keep. */
    static final int MOST_RECORDS = 100_000;

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

    /** Where the header says how many records of a kind there are. */
    static int countOffset(MetricsSection section) {
        return switch (section) {
            case FEEDS -> FEEDS_OFFSET;
            case CURSORS -> CURSORS_OFFSET;
            case DISPATCHERS -> DISPATCHERS_OFFSET;
        };
    }

    /**
     * Where a record begins.
     *
     * @param counts how many records there are of each kind, by {@link MetricsSection}
     */
    static int record(int counters, int[] counts, MetricsSection section, int number) {
        int at = values(counters) + valuesLength(counters);
        for (int before = 0; before < section.ordinal(); before++) {
            at += counts[before] * SECTIONS[before].recordLength;
        }
        return at + number * section.recordLength;
    }

    static int length(int counters, int[] counts) {
        MetricsSection last = MetricsSection.DISPATCHERS;
        return record(counters, counts, last, counts[last.ordinal()]);
    }
}
