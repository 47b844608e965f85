package io.tailrace.metrics;

import io.tailrace.error.EngineException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;

/** Reads what {@link MetricsFile} has left, by copying it: the file may be replaced at any time. Stateless. */
final class MetricsReader {
    /** A record that is being written is whole the next time. */
    private static final int TRIES = 100;

    private MetricsReader() {}

    static Metrics read(Path directory) {
        Path file = directory.resolve(MetricsDescriptor.NAME);
        if (Files.exists(file) && !Files.isRegularFile(file)) { // to open a pipe waits for its other end
            throw new EngineException(
                    "no file stands there, but a directory, a pipe or a device: file=" + file + ": move it elsewhere");
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] header = bytes(in, file, 0, MetricsDescriptor.HEADER_LENGTH);
            UnsafeBuffer buffer = new UnsafeBuffer(header);
            int counters = buffer.getInt(MetricsDescriptor.COUNTERS_OFFSET);
            checkHeader(file, buffer, in.length());
            int[] counts = counts(buffer);
            return new Metrics(
                    buffer.getLong(MetricsDescriptor.PROCESS_OFFSET),
                    buffer.getLong(MetricsDescriptor.OPENED_OFFSET),
                    buffer.getLong(MetricsDescriptor.TIME_OFFSET),
                    buffer.getInt(MetricsDescriptor.OPEN_OFFSET) != 0,
                    values(in, file, counters),
                    records(in, file, counters, counts, MetricsSection.FEEDS, FeedMetrics::of),
                    records(in, file, counters, counts, MetricsSection.CURSORS, CursorMetrics::of),
                    records(
                            in,
                            file,
                            counters,
                            counts,
                            MetricsSection.DISPATCHERS,
                            (name, query, numbers) -> DispatcherMetrics.of(name, numbers)));
        } catch (FileNotFoundException e) { // which Java says of much else, too
            if (!Files.notExists(file)) {
                throw new EngineException(
                        "cannot read the metrics: file=" + file + " cause=" + e + ": see what stands there, and whether"
                                + " this user may read it",
                        e);
            }
            throw new EngineException(
                    "there are no metrics: file=" + file + ": no engine writes a journal there, or it was opened with"
                            + " TailraceConfig.metricsInterval(Duration.ZERO)",
                    e);
        } catch (IOException e) {
            throw new EngineException("cannot read the metrics: file=" + file + " cause=" + e, e);
        }
    }

    private static int[] counts(UnsafeBuffer header) {
        int[] counts = new int[MetricsSection.values().length];
        for (MetricsSection section : MetricsSection.values()) {
            counts[section.ordinal()] = header.getInt(MetricsDescriptor.countOffset(section));
        }
        return counts;
    }

    private static boolean areCounts(int[] counts) {
        for (int count : counts) {
            if (count < 0 || count > MetricsDescriptor.MOST_RECORDS) {
                return false;
            }
        }
        return true;
    }

    private static void checkHeader(Path file, UnsafeBuffer header, long length) {
        int version = header.getInt(MetricsDescriptor.VERSION_OFFSET);
        int counters = header.getInt(MetricsDescriptor.COUNTERS_OFFSET);
        int[] counts = counts(header);
        boolean hasMagic = header.getIntAcquire(MetricsDescriptor.MAGIC_OFFSET) == MetricsDescriptor.MAGIC;
        if (hasMagic && version != MetricsDescriptor.VERSION) {
            throw new EngineException("the metrics are of another version: file=" + file + " version=" + version
                    + " supported=" + MetricsDescriptor.VERSION + ", use the version of Tailrace that writes them");
        }
        if (!hasMagic
                || counters < 0
                || counters > MetricsDescriptor.MOST_COUNTERS
                || !areCounts(counts)
                || length < MetricsDescriptor.length(counters, counts)) {
            throw damaged(file, "counters=" + counters + " records=" + Arrays.toString(counts) + " length=" + length);
        }
    }

    private static EngineException damaged(Path file, String what) {
        return new EngineException("the metrics are damaged, or about to be made: file=" + file + " " + what
                + ", read them again; the engine makes them anew when it is opened");
    }

    /** By name, so that a file with more or fewer of them can be read: what it lacks is 0. */
    private static long[] values(RandomAccessFile in, Path file, int counters) throws IOException {
        UnsafeBuffer metadata = new UnsafeBuffer(
                bytes(in, file, MetricsDescriptor.metadata(), MetricsDescriptor.metadataLength(counters)));
        UnsafeBuffer stored = new UnsafeBuffer(
                bytes(in, file, MetricsDescriptor.values(counters), MetricsDescriptor.valuesLength(counters)));
        long[] values = new long[Metric.values().length];
        for (Metric metric : Metric.values()) {
            for (int id = 0; id < counters; id++) {
                if (metric.fullName().equals(name(metadata, CountersReader.metaDataOffset(id)))) {
                    values[metric.ordinal()] = stored.getLong(CountersReader.counterOffset(id));
                }
            }
        }
        return values;
    }

    /** Null where there is no counter. */
    private static String name(UnsafeBuffer metadata, int at) {
        int length = metadata.getInt(at + CountersReader.LABEL_OFFSET);
        return metadata.getInt(at) != CountersReader.RECORD_ALLOCATED
                        || length < 0
                        || length > CountersReader.MAX_LABEL_LENGTH
                ? null
                : metadata.getStringWithoutLengthAscii(at + CountersReader.LABEL_OFFSET + Integer.BYTES, length);
    }

    /** Makes something of a record. */
    private interface Making<T> {
        T of(String name, String query, long[] numbers);
    }

    private static <T> List<T> records(
            RandomAccessFile in, Path file, int counters, int[] counts, MetricsSection section, Making<T> making)
            throws IOException {
        List<T> found = new ArrayList<>();
        CRC32C crc = new CRC32C();
        for (int i = 0; i < counts[section.ordinal()]; i++) {
            T one = record(in, file, MetricsDescriptor.record(counters, counts, section, i), section, crc, making);
            if (one != null) {
                found.add(one);
            }
        }
        return found;
    }

    /** Null where the record is empty, or changes all the time. */
    private static <T> T record(
            RandomAccessFile in, Path file, int at, MetricsSection section, CRC32C crc, Making<T> making)
            throws IOException {
        for (int i = 0; i < TRIES; i++) {
            byte[] bytes = bytes(in, file, at, section.recordLength);
            ByteBuffer record = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            if (record.getInt(MetricsSection.USED_OFFSET) == 0) {
                return null;
            }
            int stored = record.getInt(MetricsSection.CRC_OFFSET);
            if (stored == MetricsFile.crc(crc, record.duplicate(), 0, section)) {
                long[] numbers = new long[section.numbers];
                for (int n = 0; n < numbers.length; n++) {
                    numbers[n] = record.getLong(MetricsSection.numberOffset(n));
                }
                return making.of(
                        text(bytes, section.nameOffset, section.longestName()),
                        text(bytes, section.queryOffset, section.longestQuery()),
                        numbers);
            }
        }
        return null;
    }

    private static String text(byte[] record, int at, int longest) {
        int length = Math.max(0, Math.min(longest, new UnsafeBuffer(record).getShort(at)));
        return new String(record, at + Short.BYTES, length, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(RandomAccessFile in, Path file, int at, int length) throws IOException {
        byte[] bytes = new byte[length];
        in.seek(at);
        int filled = 0;
        int count;
        do {
            count = in.read(bytes, filled, length - filled);
            filled += Math.max(0, count);
        } while (count > 0);
        if (filled < length) {
            throw damaged(file, "length=" + in.length());
        }
        return bytes;
    }
}
