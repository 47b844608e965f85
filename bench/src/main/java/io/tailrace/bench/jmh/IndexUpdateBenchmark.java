package io.tailrace.bench.jmh;

import io.tailrace.index.Index;
import io.tailrace.index.IndexEntry;
import io.tailrace.index.IndexMemory;
import io.tailrace.index.KeyProbes;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an update costs the writer in the index: a random key is looked up, its document copied out, a new one of 200
 * bytes stored.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class IndexUpdateBenchmark {
    /** Updates an invocation: as many as wait in a ring that is seldom empty. */
    public static final int BATCH = 16;

    private static final int KEY_BYTES = 16;
    private static final int DOCUMENT_BYTES = 200;
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    /** Keys in the index. */
    @Param({"1000", "100000", "1000000"})
    public int keys;

    private final SplittableRandom random = new SplittableRandom(1);
    private final UnsafeBuffer messages = new UnsafeBuffer(ByteBuffer.allocateDirect(BATCH * KEY_BYTES));
    private final UnsafeBuffer document = new UnsafeBuffer(ByteBuffer.allocateDirect(DOCUMENT_BYTES));
    private final UnsafeBuffer old = new UnsafeBuffer(ByteBuffer.allocateDirect(BATCH * DOCUMENT_BYTES));
    private final long[] hashes = new long[BATCH];
    private final IndexEntry entry = new IndexEntry();
    private final KeyProbes probes = new KeyProbes(messages);
    private Index index;
    private long sequence;

    /** Fills the index. */
    @Setup
    public void fill() {
        index = new Index(new IndexMemory(), SPREAD);
        for (int i = 0; i < keys; i++) {
            key(0, i);
            index.put(messages, 0, KEY_BYTES, document, 0, DOCUMENT_BYTES, ++sequence);
        }
    }

    private void key(int at, long number) {
        messages.putLong(at, number * SPREAD);
        messages.putLong(at + Long.BYTES, number);
    }

    private void compose() {
        for (int i = 0; i < BATCH; i++) {
            key(i * KEY_BYTES, random.nextInt(keys));
            hashes[i] = index.hash(messages, i * KEY_BYTES, KEY_BYTES);
        }
    }

    private void update(int i) {
        if (!index.find(hashes[i], messages, i * KEY_BYTES, KEY_BYTES, entry)) {
            throw new IllegalStateException("missing: keys=" + keys);
        }
        replace(i);
    }

    private void replace(int i) {
        old.putBytes(i * DOCUMENT_BYTES, entry.buffer(), entry.docOffset(), DOCUMENT_BYTES);
        document.putLong(0, ++sequence);
        index.reserve(KEY_BYTES, document, 0, DOCUMENT_BYTES);
        index.store(messages, i * KEY_BYTES, KEY_BYTES, document, 0, DOCUMENT_BYTES, sequence);
    }

    /** Each key is looked up when its turn has come. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void oneByOne() {
        compose();
        for (int i = 0; i < BATCH; i++) {
            update(i);
        }
    }

    /** All keys are looked up before the first is updated. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void ahead() {
        compose();
        probes.clear();
        for (int i = 0; i < BATCH; i++) {
            probes.add(index, hashes[i], i * KEY_BYTES, KEY_BYTES, DOCUMENT_BYTES);
        }
        probes.probe();
        for (int i = 0; i < BATCH; i++) {
            if (!index.find(probes, i, hashes[i], messages, i * KEY_BYTES, KEY_BYTES, entry)) {
                throw new IllegalStateException("missing: keys=" + keys);
            }
            replace(i);
        }
    }
}
