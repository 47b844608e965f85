package io.tailrace.bench.jmh;

import io.tailrace.DocumentBuffer;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.rows.Quotes;
import io.tailrace.document.Field;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One write at a time, waited for, and one read at a time, on a table of {@value #KEYS} documents. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EngineBenchmark {
    /** Documents in the table. */
    public static final int KEYS = 100_000;

    private final String[] names = new String[KEYS];
    private Scratch scratch;
    private Tailrace engine;
    private Table table;
    private Field level;
    private DocumentBuffer buffer;
    private int next;

    /** Fills the table. */
    @Setup
    public void open() throws IOException {
        scratch = new Scratch(Path.of(System.getProperty("java.io.tmpdir")));
        engine = Tailrace.open(new TailraceConfig().directory(scratch.fresh("engine")));
        table = engine.table("quotes");
        level = engine.field(Quotes.LEVEL);
        buffer = table.newBuffer();
        for (int key = 0; key < KEYS; key++) {
            names[key] = Quotes.name(key);
            table.upsert(names[key]).put(level, key).commit();
        }
    }

    /** Removes it. */
    @TearDown
    public void close() throws IOException {
        engine.close();
        scratch.close();
    }

    /** From the first put to the acknowledgement: two hand-overs between threads. */
    @Benchmark
    public long write() {
        return table.upsert(name()).put(level, next).commit().sequence();
    }

    /** A document copied into the caller's buffer. */
    @Benchmark
    public long read() {
        table.read(name(), buffer);
        return buffer.document().longValue(level);
    }

    private String name() {
        next++;
        return names[(int) (next * 7_919L % KEYS)];
    }
}
