package io.tailrace.bench;

import io.tailrace.index.Index;
import io.tailrace.index.IndexMemory;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.YieldingIdleStrategy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Grows an index from its default size and reports the worst single write on the way. */
@Command(
        name = "growth",
        description = "Grows an index from its default size to many keys and reports the worst single write.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  java -XX:MaxDirectMemorySize=4g -jar bench.jar growth --keys 5000000"})
final class GrowthCommand implements Callable<Integer> {
    /*
     * A write is timed by the processor time of its thread, which leaves out what others do to the machine; what the
     * clock alone shows as its worst step in the same run is printed beside it. Another thread prepares memory ahead,
     * as the janitor of an engine does.
     */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int KEY_BYTES = 16;
    private static final int WARM_UP_KEYS = 300_000;

    @Option(names = "--keys", paramLabel = "N", description = "Keys in the end (default: ${DEFAULT-VALUE}).")
    private int keys = 5_000_000;

    @Option(names = "--bytes", paramLabel = "N", description = "Bytes of a document (default: ${DEFAULT-VALUE}).")
    private int documentBytes = 200;

    @Spec
    private CommandSpec spec;

    private final UnsafeBuffer key = new UnsafeBuffer(ByteBuffer.allocateDirect(KEY_BYTES));

    @Override
    public Integer call() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            grow(WARM_UP_KEYS);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf("worst step of the clock: %,d ns%n", worstClockStep(keys));
        Growth growth = grow(keys);
        out.printf("keys: %,d of %d bytes with documents of %d bytes%n", keys, KEY_BYTES, documentBytes);
        out.printf("worst single write: %,d ns%n", growth.worstNs());
        out.printf("write on the average: %,d ns, with the clock in it%n", growth.averageNs());
        out.printf("hash part: %.2f bytes a key%n", growth.bytesPerKey());
        out.flush();
        return 0;
    }

    private Growth grow(int count) throws InterruptedException {
        UnsafeBuffer document = new UnsafeBuffer(ByteBuffer.allocateDirect(documentBytes));
        IndexMemory memory = new IndexMemory();
        boolean[] ended = new boolean[1];
        Thread janitor = new Thread(() -> prepare(memory, ended), "growth-janitor");
        janitor.start();
        try (Index index = new Index(memory, 1)) {
            long start = now();
            long worst = 0;
            long last = start;
            for (int i = 0; i < count; i++) {
                key(i);
                index.put(key, 0, KEY_BYTES, document, 0, documentBytes, i);
                long next = now();
                worst = Math.max(worst, next - last);
                last = next;
            }
            double bytes = (double) (index.hashBytes() + index.recordHeaderBytes()) / index.size();
            return new Growth(worst, (last - start) / count, bytes);
        } finally {
            synchronized (ended) {
                ended[0] = true;
            }
            janitor.join();
        }
    }

    private static void prepare(IndexMemory memory, boolean[] ended) {
        YieldingIdleStrategy idle = new YieldingIdleStrategy();
        boolean over = false;
        while (!over) {
            idle.idle(memory.prepare() ? 1 : 0);
            synchronized (ended) {
                over = ended[0];
            }
        }
    }

    private long worstClockStep(int steps) {
        long worst = 0;
        long last = now();
        for (int i = 0; i < steps; i++) {
            key(i);
            long next = now();
            worst = Math.max(worst, next - last);
            last = next;
        }
        return worst;
    }

    private void key(int number) {
        key.putLong(0, number * 0x9E37_79B9_7F4A_7C15L);
        key.putLong(Long.BYTES, number);
    }

    private static long now() {
        return THREADS.getCurrentThreadCpuTime();
    }

    private record Growth(long worstNs, long averageNs, double bytesPerKey) {}
}
