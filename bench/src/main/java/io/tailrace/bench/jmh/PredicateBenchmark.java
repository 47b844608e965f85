package io.tailrace.bench.jmh;

import io.tailrace.bench.predicates.PredicateDocuments;
import io.tailrace.bench.predicates.PredicateKind;
import io.tailrace.bench.predicates.PredicateLoop;
import io.tailrace.expression.EvaluatorKind;
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

/**
 * Asks a predicate about {@value PredicateDocuments#COUNT} documents, by hand and in each of the ways in which
 * expressions are evaluated, in a process in which many different expressions have been evaluated.
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

    private PredicateLoop classes;
    private PredicateLoop steps;
    private PredicateLoop tree;

    /** Makes documents and predicates, and asks others first. */
    @Setup
    public void open() {
        PredicateDocuments documents = new PredicateDocuments(shapes);
        PredicateLoop.askOthers(documents);
        PredicateKind asked = PredicateKind.valueOf(kind);
        classes = PredicateLoop.of(asked, documents, EvaluatorKind.CLASSES);
        steps = PredicateLoop.of(asked, documents, EvaluatorKind.STEPS);
        tree = PredicateLoop.of(asked, documents, EvaluatorKind.TREE);
    }

    /** By hand. */
    @Benchmark
    @OperationsPerInvocation(PredicateDocuments.COUNT * PredicateKind.VARIANTS)
    public int byHand() {
        return classes.askByHand();
    }

    /** A class for each form of predicates. */
    @Benchmark
    @OperationsPerInvocation(PredicateDocuments.COUNT * PredicateKind.VARIANTS)
    public int classes() {
        return classes.ask();
    }

    /** A loop for all. */
    @Benchmark
    @OperationsPerInvocation(PredicateDocuments.COUNT * PredicateKind.VARIANTS)
    public int steps() {
        return steps.ask();
    }

    /** Objects that call each other. */
    @Benchmark
    @OperationsPerInvocation(PredicateDocuments.COUNT * PredicateKind.VARIANTS)
    public int tree() {
        return tree.ask();
    }
}
