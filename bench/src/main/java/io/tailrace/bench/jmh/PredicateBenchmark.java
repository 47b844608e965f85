package io.tailrace.bench.jmh;

import io.tailrace.bench.predicates.PredicateDocuments;
import io.tailrace.bench.predicates.PredicateKind;
import io.tailrace.bench.predicates.PredicateLoop;
import io.tailrace.expression.Evaluator;
import java.util.ArrayList;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Asks a predicate about {@value PredicateDocuments#COUNT} documents, as an expression and by hand, in a process in
 * which many different expressions have been evaluated.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class PredicateBenchmark {
    /** What is asked. */
    @Param({"NUMBER", "TEXT", "THREE", "NESTED", "AMONG"})
    public String kind;

    /** How many shapes the documents have. */
    @Param({"1", "4"})
    public int shapes;

    /** Whether there is a class for each form of predicates, or a loop for all. */
    @Param({"true", "false"})
    public boolean classes;

    private PredicateLoop loop;
    private List<Evaluator> kept;

    /** Makes documents and predicates, and asks others first. */
    @Setup
    public void open() {
        PredicateDocuments documents = new PredicateDocuments(shapes);
        kept = classes ? new ArrayList<>() : PredicateLoop.takeAllClasses(documents);
        PredicateLoop.askOthers(documents);
        loop = PredicateLoop.of(PredicateKind.valueOf(kind), documents);
    }

    /** By hand. */
    @Benchmark
    @OperationsPerInvocation(PredicateDocuments.COUNT * PredicateKind.VARIANTS)
    public int byHand() {
        return loop.askByHand();
    }

    /** Lets go of the classes. */
    @TearDown
    public void close() {
        kept.clear();
    }

    /** As expressions. */
    @Benchmark
    @OperationsPerInvocation(PredicateDocuments.COUNT * PredicateKind.VARIANTS)
    public int expression() {
        return loop.ask();
    }
}
