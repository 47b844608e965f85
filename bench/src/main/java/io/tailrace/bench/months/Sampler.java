package io.tailrace.bench.months;

import io.tailrace.bench.months.Sample.Kind;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at what this process, the one beside and their journal take, by what Linux tells of them. It has nothing
 * collected, as what waits for that is what is to be found out, but for the heap where that is asked for. One thread.
 */
final class Sampler {
    private static final Path SELF = Path.of("/proc/self");
    private static final String GONE = " (deleted)";
    private static final int INODE = 4;
    private static final int MAP_FIELDS = 6;
    private static final int HEX = 16;

    private final Path directory;
    private final long segmentBytes;
    private final Path beside;
    private final List<Sample> samples = new ArrayList<>();
    private int mappings;
    private long heap;

    /**
     * @param segmentBytes what a segment that is gone takes at most
     * @param pid of the process beside, 0 for none
     */
    Sampler(Path directory, long segmentBytes, long pid) throws IOException {
        this.directory = directory.toRealPath();
        this.segmentBytes = segmentBytes;
        beside = pid == 0 ? null : Path.of("/proc", Long.toString(pid));
    }

    /** @param written bytes of journal by now */
    Sample take(long written) throws IOException {
        long[] amounts = new long[Kind.values().length];
        long held = held();
        amounts[Kind.HELD.ordinal()] = held;
        amounts[Kind.SPACE.ordinal()] = allocated() + held;
        amounts[Kind.DESCRIPTORS.ordinal()] = descriptors();
        amounts[Kind.MAPPINGS.ordinal()] = mappings;
        amounts[Kind.DIRECT.ordinal()] = direct();
        amounts[Kind.RESIDENT.ordinal()] = resident(SELF);
        amounts[Kind.RESIDENT_BESIDE.ordinal()] = beside == null ? 0 : resident(beside);
        amounts[Kind.HEAP.ordinal()] = heap;
        Sample sample = new Sample(written, amounts);
        samples.add(sample);
        return sample;
    }

    /** Has all that is unreachable collected, and looks at what is left in the samples that follow. */
    void collect() {
        System.gc();
        heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    List<Sample> samples() {
        return samples;
    }

    private long allocated() throws IOException {
        Process du = new ProcessBuilder("du", "-s", "--block-size=1", directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD) // of what goes while it looks
                .start();
        String answer = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Long.parseLong(answer.substring(0, answer.indexOf('\t')));
    }

    /** Files that are gone and mapped or open: what they may take, each once. */
    private long held() throws IOException {
        Map<String, Long> gone = new HashMap<>();
        mappings = mapped(SELF, gone);
        if (beside != null) {
            mapped(beside, gone);
        }
        return gone.values().stream()
                .mapToLong(bytes -> Math.min(bytes, segmentBytes))
                .sum();
    }

    private int mapped(Path process, Map<String, Long> gone) throws IOException {
        int count = 0;
        for (String line : lines(process.resolve("maps"))) {
            String[] fields = line.split(" +", MAP_FIELDS);
            if (fields.length == MAP_FIELDS && fields[MAP_FIELDS - 1].startsWith(directory.toString())) {
                count++;
                if (fields[MAP_FIELDS - 1].endsWith(GONE)) {
                    String[] range = fields[0].split("-", 2);
                    long bytes = Long.parseUnsignedLong(range[1], HEX) - Long.parseUnsignedLong(range[0], HEX);
                    gone.merge(fields[INODE], bytes, Math::max);
                }
            }
        }
        return count;
    }

    private static long descriptors() throws IOException {
        long count = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(SELF.resolve("fd"))) {
            for (Path descriptor : all) {
                count += descriptor == null ? 0 : 1;
            }
        }
        return count;
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static long resident(Path process) throws IOException {
        for (String line : lines(process.resolve("status"))) {
            if (line.startsWith("RssAnon:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
            }
        }
        return 0;
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            return List.of(); // that process has ended
        }
    }
}
