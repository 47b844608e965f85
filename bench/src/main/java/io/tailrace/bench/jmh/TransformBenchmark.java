package io.tailrace.bench.jmh;

import io.tailrace.bench.predicates.PredicateDocuments;
import io.tailrace.bench.predicates.TransformKind;
import io.tailrace.bench.predicates.TransformLoop;
import java.util.concurrent.TimeUnit;
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

/** Makes another document of {@value PredicateDocuments#COUNT}, as a step of a query and by hand on the buffer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class TransformBenchmark {
    /** What is made. */
    @Param({"PLUCK", "MAP", "MERGE"})
    public String kind;

    private TransformLoop loop;

    /** Makes documents and what is made of them, for every kind, so that none has the compiler for itself. */
    @Setup
    public void open() {
        for (TransformKind any : TransformKind.values()) {
            new TransformLoop(any).make();
        }
        loop = new TransformLoop(TransformKind.valueOf(kind));
    }

    /** By hand. */
    @Benchmark
    @OperationsPerInvocation(PredicateDocuments.COUNT)
    public long byHand() {
        return loop.makeByHand();
    }

    /** As a step. */
    @Benchmark
    @OperationsPerInvocation(PredicateDocuments.COUNT)
    public long step() {
        return loop.make();
    }
}
