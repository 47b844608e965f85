package io.tailrace.bench.budgets;

import io.tailrace.bench.measure.Effort;
import io.tailrace.bench.measure.Rounds;
import io.tailrace.bench.measure.Series;
import io.tailrace.bench.measure.Side;
import io.tailrace.bench.measure.Timing;
import io.tailrace.bench.measure.Verdict;
import io.tailrace.bench.predicates.PredicateDocuments;
import io.tailrace.bench.predicates.PredicateKind;
import io.tailrace.bench.predicates.PredicateLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** B4: predicates as expressions against the same written by hand on the buffer. */
final class PredicateSide implements Side {
    private static final double GOAL = 1.3;

    private final String name;
    private final PredicateLoop loop;
    private final boolean isByHand;
    private final int passes;
    private final int expected;

    private PredicateSide(String name, PredicateLoop loop, boolean isByHand, int passes) {
        this.name = name;
        this.loop = loop;
        this.isByHand = isByHand;
        this.passes = passes;
        expected = loop.askByHand();
    }

    static List<Verdict> measure(Effort effort, Rounds rounds) throws Exception {
        List<String> what = new ArrayList<>();
        List<Side> sides = new ArrayList<>();
        for (int shapes : new int[] {1, PredicateDocuments.SHAPES}) {
            PredicateDocuments documents = new PredicateDocuments(shapes);
            PredicateLoop.askOthers(documents);
            for (PredicateKind kind : PredicateKind.values()) {
                String id = "B4-" + kind.name().toLowerCase(Locale.ROOT) + (shapes == 1 ? "" : "-shapes");
                what.add(id);
                what.add(kind + ", documents of " + shapes + (shapes == 1 ? " shape" : " shapes")
                        + ", against the same by hand on the buffer");
                PredicateLoop loop = PredicateLoop.of(kind, documents);
                int passes = Math.max(1, effort.records() / PredicateDocuments.COUNT);
                sides.add(new PredicateSide(id + " by hand", loop, true, passes));
                sides.add(new PredicateSide(id, loop, false, passes));
            }
        }
        List<Series> series = rounds.run(sides);
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < series.size(); i += 2) {
            verdicts.add(Verdict.atMost(what.get(i), what.get(i + 1), GOAL, series.get(i), series.get(i + 1)));
        }
        return verdicts;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double round() {
        Timing timing = Timing.start(name());
        for (int i = 0; i < passes; i++) {
            int held = isByHand ? loop.askByHand() : loop.ask();
            if (held != expected) {
                throw new IllegalStateException("side=" + name + " held=" + held + " expected=" + expected);
            }
        }
        long asked = (long) passes * PredicateDocuments.COUNT * PredicateKind.VARIANTS;
        return (double) timing.end() / asked;
    }
}
