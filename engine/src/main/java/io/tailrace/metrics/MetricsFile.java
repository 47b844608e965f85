package io.tailrace.metrics;

import io.tailrace.error.EngineException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.zip.CRC32C;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;

/**
 * Leaves the numbers of an engine in a mapped file, for other processes to read. One thread at a time; allocates
 * nothing once it is made but where a feed comes. What it says is worth nothing after a crash, so it is never forced.
 *
 * @hidden
 */
public final class MetricsFile implements AutoCloseable {
    private static final String CUT = "...";
    private static final int FILL_BYTES = 64 << 10;

    private final MappedByteBuffer mapped;
    private final UnsafeBuffer buffer;
    private final CountersManager counters;
    private final int[] ids = new int[Metric.values().length];
    /** How many records there are, by {@link MetricsSection}. */
    private final int[] counts;

    private final CRC32C crc = new CRC32C();
    private final ByteBuffer record;

    /**
     * Makes the file anew, beside what a reader has open.
     *
     * @param directory of the journal
     * @param feeds most that have numbers of their own
     * @param cursors most that have
     * @param dispatchers most that have
     * @param permissions of the file
     * @param openedNs when the engine was opened, in ns since 1970
     * @throws EngineException when it cannot be made: there is none then, or an old one
     */
    public MetricsFile(
            Path directory,
            int feeds,
            int cursors,
            int dispatchers,
            Set<PosixFilePermission> permissions,
            long openedNs) {
        counts = new int[] {feeds, cursors, dispatchers};
        int count = ids.length;
        mapped = map(directory, MetricsDescriptor.length(count, counts), permissions);
        record = mapped.duplicate();
        buffer = new UnsafeBuffer(mapped);
        counters = new CountersManager(
                new UnsafeBuffer(buffer, MetricsDescriptor.metadata(), MetricsDescriptor.metadataLength(count)),
                new UnsafeBuffer(buffer, MetricsDescriptor.values(count), MetricsDescriptor.valuesLength(count)),
                StandardCharsets.US_ASCII);
        for (Metric metric : Metric.values()) {
            ids[metric.ordinal()] = counters.allocate(metric.fullName(), metric.ordinal());
        }
        buffer.putInt(MetricsDescriptor.VERSION_OFFSET, MetricsDescriptor.VERSION);
        buffer.putInt(MetricsDescriptor.COUNTERS_OFFSET, count);
        for (MetricsSection section : MetricsSection.values()) {
            buffer.putInt(MetricsDescriptor.countOffset(section), counts[section.ordinal()]);
        }
        buffer.putLong(MetricsDescriptor.PROCESS_OFFSET, ProcessHandle.current().pid());
        buffer.putLong(MetricsDescriptor.OPENED_OFFSET, openedNs);
        buffer.putLong(MetricsDescriptor.TIME_OFFSET, openedNs);
        buffer.putInt(MetricsDescriptor.OPEN_OFFSET, 1);
        buffer.putIntRelease(MetricsDescriptor.MAGIC_OFFSET, MetricsDescriptor.MAGIC);
    }

    /** Filled first: on a full disk a store to a mapped hole would end the process. */
    private static MappedByteBuffer map(Path directory, int length, Set<PosixFilePermission> permissions) {
        Path file = directory.resolve(MetricsDescriptor.NAME);
        Path beside = directory.resolve(MetricsDescriptor.NAME + ".new");
        try {
            Files.deleteIfExists(beside);
            try (RandomAccessFile made = new RandomAccessFile(beside.toFile(), "rw")) {
                byte[] zeros = new byte[FILL_BYTES];
                for (int left = length; left > 0; left -= FILL_BYTES) {
                    made.write(zeros, 0, Math.min(left, FILL_BYTES));
                }
                MappedByteBuffer mapped = made.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, length);
                Files.setPosixFilePermissions(beside, permissions);
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
                return mapped;
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            throw new EngineException(
                    "there are no metrics for other processes: file=" + file + " cause=" + e
                            + ": the engine goes on; free space, or turn them off by"
                            + " TailraceConfig.metricsInterval(Duration.ZERO)",
                    e);
        }
    }

    /**
     * Shows the numbers of the engine.
     *
     * @param values by {@link Metric}
     * @param timeNs when they were collected, in ns since 1970
     */
    public void show(long[] values, long timeNs) {
        for (int i = 0; i < ids.length; i++) {
            counters.setCounterValue(ids[i], values[i]);
        }
        buffer.putLongRelease(MetricsDescriptor.TIME_OFFSET, timeNs);
    }

    /**
     * Gives a record to something, whose numbers come later.
     *
     * @param section what it is
     * @param number of the record
     * @param name of it
     * @param query what it follows, empty where it has none
     */
    public void begin(MetricsSection section, int number, String name, String query) {
        int at = record(section, number);
        buffer.setMemory(at, section.recordLength, (byte) 0);
        text(at + section.nameOffset, name, section.longestName());
        text(at + section.queryOffset, query, section.longestQuery());
    }

    private void text(int at, String text, int longest) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int length = utf8.length;
        if (length > longest) {
            length = longest - CUT.length();
            while ((utf8[length] & 0xC0) == 0x80) {
                length--; // not in the middle of a character
            }
        }
        buffer.putBytes(at + Short.BYTES, utf8, 0, length);
        if (length < utf8.length) {
            buffer.putStringWithoutLengthAscii(at + Short.BYTES + length, CUT);
            length += CUT.length();
        }
        buffer.putShort(at, (short) length);
    }

    /**
     * Shows the numbers of what has a record.
     *
     * @param section what it is
     * @param number of the record
     * @param numbers as the section says
     */
    public void show(MetricsSection section, int number, long[] numbers) {
        int at = record(section, number);
        for (int i = 0; i < section.numbers; i++) {
            buffer.putLong(at + MetricsSection.numberOffset(i), numbers[i]);
        }
        buffer.putInt(at + MetricsSection.USED_OFFSET, 1);
        VarHandle.releaseFence();
        buffer.putInt(at + MetricsSection.CRC_OFFSET, crc(crc, record, at, section));
    }

    /** Over all of a record but the checksum. */
    static int crc(CRC32C crc, ByteBuffer file, int at, MetricsSection section) {
        file.limit(at + section.recordLength).position(at + MetricsSection.USED_OFFSET);
        crc.reset();
        crc.update(file);
        return (int) crc.getValue();
    }

    /**
     * Takes a record away from what has it.
     *
     * @param section what it is
     * @param number of the record
     */
    public void clear(MetricsSection section, int number) {
        buffer.putIntRelease(record(section, number) + MetricsSection.USED_OFFSET, 0);
    }

    private int record(MetricsSection section, int number) {
        return MetricsDescriptor.record(ids.length, counts, section, number);
    }

    /** Says that the engine is closed; nothing is shown any more. */
    @Override
    public void close() {
        buffer.putIntRelease(MetricsDescriptor.OPEN_OFFSET, 0);
        IoUtil.unmap(mapped);
    }
}
