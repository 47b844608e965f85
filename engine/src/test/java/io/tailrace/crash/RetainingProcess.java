package io.tailrace.crash;

import io.tailrace.RetentionPolicy;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Writes until it is killed, and takes snapshots and old segments away all the time. The write number n is sequence n +
 * 1, and goes to the key n modulo {@link #KEYS}. Says {@code ack n} now and then, and {@code fail text}.
 */
final class RetainingProcess {
    static final int KEYS = 50;

    private static final int SEGMENT_BYTES = 128 << 10;
    private static final int WRITES_PER_LINE = 20;

    private RetainingProcess() {}

    static TailraceConfig config(Path directory) {
        return new TailraceConfig()
                .directory(directory)
                .segmentBytes(SEGMENT_BYTES)
                .limits(Small.limits())
                .retention(RetentionPolicy.keepAll().bytes(2 * SEGMENT_BYTES));
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        try (Tailrace engine = Tailrace.open(config(Path.of(arguments[0])))) {
            Table table = engine.table("t");
            Thread compacting = new Thread(() -> compact(engine, out));
            compacting.setDaemon(true);
            long n = engine.lastSequence();
            while (true) {
                write(table, n);
                if (n % WRITES_PER_LINE == 0) {
                    out.println("ack " + n);
                }
                if (!compacting.isAlive() && n > KEYS) {
                    compacting.start();
                }
                n++;
            }
        } catch (Throwable e) {
            fail(out, e);
        }
    }

    static void write(Table table, long n) {
        table.upsert(n % KEYS)
                .put("n", n)
                .put("pad", "x".repeat((int) (n % 300)))
                .commit();
    }

    private static void compact(Tailrace engine, PrintStream out) {
        try {
            while (!engine.isFailed()) {
                engine.compact();
            }
        } catch (Throwable e) {
            fail(out, e);
        }
    }

    private static void fail(PrintStream out, Throwable cause) {
        out.println("fail " + cause);
        cause.printStackTrace();
    }
}
