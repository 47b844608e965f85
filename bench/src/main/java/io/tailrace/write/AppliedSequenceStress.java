package io.tailrace.write;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Who has seen a change in an index, and asks after that, is told of its sequence: the high-water mark never lags. */
public final class AppliedSequenceStress {
    private AppliedSequenceStress() {}

    /** As it is. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Before.")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Announced, not shown.")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Shown.")
    @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "Shown before it was announced.")
    @State
    public static class Announced {
        private final AppliedSequence applied = new AppliedSequence();
        private int shown;

        /** The writer. */
        @Actor
        public void writer() {
            applied.announce(1);
            shown = 1;
        }

        /** A feed that opens. */
        @Actor
        public void reader(II_Result result) {
            result.r1 = shown;
            result.r2 = (int) applied.get();
        }
    }

    /** Planted: announced after it was shown. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "0, 1", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "By luck.")
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "Seen.")
    @State
    public static class PlantedLate {
        private final AppliedSequence applied = new AppliedSequence();
        private int shown;

        /** The writer. */
        @Actor
        public void writer() {
            shown = 1;
            applied.announce(1);
        }

        /** A feed that opens. */
        @Actor
        public void reader(II_Result result) {
            result.r1 = shown;
            result.r2 = (int) applied.get();
        }
    }
}
