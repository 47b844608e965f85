package io.tailrace.index;

import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Random;

/**
 * Grows an index from its default size and reports what a put, a replacement and a read cost, the slowest single puts,
 * and the memory for a key. Times are of the thread's own processor time, so that a busy machine tells the same as an
 * idle one. Run with {@code java -cp ... io.tailrace.index.IndexGrowth [keys] [document bytes] [prepare]}.
 */
public final class IndexGrowth {
    private static final int WORST = 8;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Index index;
    private final IndexMemory memory = new IndexMemory();
    private final Documents documents = new Documents();
    private final ReadCopy copy = new ReadCopy();
    private final int documentBytes;
    private final long[] worst = new long[WORST]; // ascending
    private long sequence;

    IndexGrowth(int documentBytes) {
        this.documentBytes = documentBytes;
        index = new Index(memory, Documents.SEED);
        documents.key(0).doc(1, documentBytes);
    }

    public static void main(String[] args) {
        int keys = args.length > 0 ? Integer.parseInt(args[0]) : 5_000_000;
        int bytes = args.length > 1 ? Integer.parseInt(args[1]) : 200;
        boolean prepared = args.length > 2 && args[2].equals("prepare");
        IndexGrowth warm = new IndexGrowth(bytes);
        for (int i = 0; i < 5; i++) {
            warm.grow(200_000);
            warm.replace(200_000, 200_000, new Random(1));
            warm.read(200_000, 200_000, new Random(1));
        }
        warm.order(200_000, new PrintStream(OutputStream.nullOutputStream()));
        warm.index.close();
        new IndexGrowth(bytes).report(keys, prepared, System.out);
    }

    void report(int keys, boolean prepared, PrintStream out) {
        noteNoise(keys);
        out.printf("slowest empty steps of the clock (ns) %s%n", Arrays.toString(worst));
        Arrays.fill(worst, 0);
        growTimed(keys, prepared);
        out.printf("keys=%d documentBytes=%d prepared=%s%n", keys, documentBytes, prepared);
        out.printf("slowest inserts (ns) %s%n", Arrays.toString(worst));
        IndexGrowth untimed = new IndexGrowth(documentBytes);
        out.printf("insert: %d ns each", untimed.grow(keys) / keys);
        untimed.index.close();
        int operations = 2_000_000;
        out.printf(", replace: %d ns each", replace(keys, operations, new Random(2)) / operations);
        out.printf(", read: %d ns each%n", read(keys, operations, new Random(3)) / operations);
        double hash = (double) index.hashBytes() / keys;
        double header = (double) index.recordHeaderBytes() / keys;
        out.printf("bytes a key: stripes and directory %.2f + header %.2f = %.2f", hash, header, hash + header);
        out.printf(
                ", slack %.2f, reserved %.2f%n",
                (double) index.slackBytes() / keys, memory.reservedBytes() / (double) keys);
        order(keys, out);
    }

    private void order(int keys, PrintStream out) {
        EntryScan scan = index.entries();
        long start = now();
        long slowest = 0;
        while (!scan.ready()) {
            memory.prepare();
            long before = now();
            index.work(16);
            slowest = Math.max(slowest, now() - before);
        }
        long built = now();
        long met = 0;
        while (scan.next()) {
            met++;
        }
        long scanned = now();
        out.printf(
                "order: build %d ns a key, slowest step of 16 %d ns, scan %d ns a key, %.2f bytes a key, met %d%n",
                (built - start) / keys,
                slowest,
                (scanned - built) / keys,
                (double) index.orderedKeyBytes() / keys,
                met);
        IndexWalk walk = index.walk();
        met = 0;
        while (walk.next()) {
            met++;
        }
        out.printf("walk: %d ns a key, met %d%n", (now() - scanned) / keys, met);
    }

    long grow(int keys) {
        long start = now();
        for (int i = 0; i < keys; i++) {
            documents.key(i).put(index, ++sequence);
        }
        return now() - start;
    }

    long replace(int keys, int operations, Random random) {
        long start = now();
        for (int i = 0; i < operations; i++) {
            documents.key(random.nextInt(keys)).put(index, ++sequence);
        }
        return now() - start;
    }

    long read(int keys, int operations, Random random) {
        long start = now();
        for (int i = 0; i < operations; i++) {
            if (documents.key(random.nextInt(keys)).read(index, copy) != documentBytes) {
                throw new IllegalStateException("missing");
            }
        }
        return now() - start;
    }

    /** As grow, but every put is timed; the clock costs some hundred nanoseconds a put. */
    void growTimed(int keys, boolean prepared) {
        long last = now();
        for (int i = 0; i < keys; i++) {
            if (prepared && i % 256 == 0) {
                while (memory.prepare()) {
                    Thread.onSpinWait();
                }
                last = now();
            }
            documents.key(i).put(index, ++sequence);
            last = note(last);
        }
    }

    /** What the machine itself puts between two readings of the clock. */
    private void noteNoise(int steps) {
        long last = now();
        for (int i = 0; i < steps; i++) {
            documents.key(i);
            last = note(last);
        }
    }

    private long note(long last) {
        long now = now();
        if (now - last > worst[0]) {
            worst[0] = now - last;
            Arrays.sort(worst);
        }
        return now;
    }

    private static long now() {
        return THREADS.getCurrentThreadCpuTime();
    }
}
