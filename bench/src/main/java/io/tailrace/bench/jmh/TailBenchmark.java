package io.tailrace.bench.jmh;

import io.tailrace.bench.journal.JournalFeed;
import io.tailrace.bench.journal.OpenJournal;
import io.tailrace.bench.journal.RawTail;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reads {@value #CHANGES} changes of 200 bytes from the start, as a bare reader, a filtering feed and a raw tailer do.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TailBenchmark {
    /** Changes an invocation. */
    public static final int CHANGES = 500_000;

    private Scratch scratch;
    private OpenJournal journal;
    private JournalFeed feed;
    private RawTail raw;

    /** Writes what is going to be read. */
    @Setup
    public void open() throws IOException {
        scratch = new Scratch(Path.of(System.getProperty("java.io.tmpdir")));
        journal = new OpenJournal(scratch.fresh("journal"));
        journal.touch();
        journal.append(CHANGES);
        feed = JournalFeed.sequential(scratch, CHANGES);
        raw = RawTail.sequential(scratch, CHANGES);
    }

    /** Removes it. */
    @TearDown
    public void close() throws IOException {
        journal.close();
        feed.close();
        raw.close();
        scratch.close();
    }

    /** A reader that looks at nothing but what it checks itself. */
    @Benchmark
    @OperationsPerInvocation(CHANGES)
    public long reader() {
        try (JournalReader reader = journal.journal().reader(1)) {
            long sum = 0;
            while (reader.next()) {
                sum += reader.newLength();
            }
            return sum;
        }
    }

    /** A feed that passes one change in a hundred. */
    @Benchmark
    @OperationsPerInvocation(CHANGES)
    public long feed() throws Exception {
        feed.round();
        return feed.matches();
    }

    /** A raw tailer with the same test. */
    @Benchmark
    @OperationsPerInvocation(CHANGES)
    public long raw() throws Exception {
        raw.round();
        return raw.matches();
    }
}
