package io.tailrace.bench.jmh;

import io.tailrace.bench.incumbent.RawQueue;
import io.tailrace.bench.journal.OpenJournal;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.rows.Payload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Appends blocks of 200-byte changes to a journal, rolls included; a shot is {@value #CHANGES} changes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10)
@Measurement(iterations = 20)
@Fork(1)
public class AppendBenchmark {
    /** Changes a shot. */
    public static final int CHANGES = 100_000;

    private Scratch scratch;
    private OpenJournal journal;
    private RawQueue queue;
    private Payload payload;

    /** Makes a journal and a raw queue with touched pages. */
    @Setup(Level.Iteration)
    public void open() throws IOException {
        scratch = new Scratch(Path.of(System.getProperty("java.io.tmpdir")));
        journal = new OpenJournal(scratch.fresh("journal"));
        journal.touch();
        queue = new RawQueue(scratch.fresh("queue"));
        queue.touch(CHANGES * (Payload.LENGTH + 8L));
        payload = new Payload(1);
    }

    /** Removes both. */
    @TearDown(Level.Iteration)
    public void close() throws IOException {
        journal.close();
        queue.close();
        scratch.close();
    }

    /** A block of 64 changes an excerpt, with CRC-32C. */
    @Benchmark
    @OperationsPerInvocation(CHANGES)
    public void blocks() {
        journal.append(CHANGES);
    }

    /** A record an excerpt in a raw Chronicle Queue. */
    @Benchmark
    @OperationsPerInvocation(CHANGES)
    public void raw() {
        for (int i = 0; i < CHANGES; i++) {
            queue.append(payload.bytes(), payload.offset(i), Payload.LENGTH);
        }
    }
}
