package io.tailrace.bench.measure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much of the machine others took, the system itself and what the host kept back included, as far as Linux tells: a
 * latency measured beside others tells of them. One thread.
 */
public final class Neighbours {
    /** A run beside more is repeated if it may be, and said to be disturbed if not. */
    public static final double MOST_PERCENT = 8;

    private static final Path STAT = Path.of("/proc/stat");
    private static final int IDLE = 4;
    private static final int IO_WAIT = 5;
    private static final int STEAL = 8;
    private static final long TICK_NS = 10_000_000;
    /** Of anything shorter the ticks of the system say nothing. */
    private static final long SHORTEST_NS = 10 * TICK_NS;

    private final long startNs = System.nanoTime();
    private final long ownNs = ownNs();
    private final long busyNs = busyNs();

    /** Per cent of all cores since this was made, 0 where the system does not tell, or not of so short a time. */
    public double percent() {
        long passed = System.nanoTime() - startNs;
        long busy = busyNs() - busyNs;
        double all = (double) passed * Runtime.getRuntime().availableProcessors();
        return passed < SHORTEST_NS ? 0 : Math.max(0, 100.0 * (busy - (ownNs() - ownNs)) / all);
    }

    private static long ownNs() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean operatingSystem
                ? operatingSystem.getProcessCpuTime()
                : 0;
    }

    private static long busyNs() {
        try {
            return Files.exists(STAT) ? busyNs(Files.readAllLines(STAT).get(0)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Of the first line, which sums all cores up: everything but rest, with what the host kept back. */
    public static long busyNs(String line) {
        String[] fields = line.split(" +", -1);
        long ticks = 0;
        for (int i = 1; i <= STEAL && i < fields.length; i++) {
            ticks += i == IDLE || i == IO_WAIT ? 0 : Long.parseLong(fields[i]);
        }
        return ticks * TICK_NS;
    }
}
