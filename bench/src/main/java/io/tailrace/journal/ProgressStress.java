package io.tailrace.journal;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Who sees the time of a commit sees its sequence, and who sees that sees the block. */
public final class ProgressStress {
    private ProgressStress() {}

    /** As it is. */
    @JCStressTest
    @Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "Nothing is committed yet.")
    @Outcome(id = "0, 0, 1", expect = Expect.ACCEPTABLE, desc = "The block is there, nobody was told.")
    @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "The sequence is told, the time is not.")
    @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "All is told.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Something is told of that is not there.")
    @State
    public static class Told {
        private final Progress progress = new Progress();
        private int block;

        /** The writer. */
        @Actor
        public void writer() {
            block = 1;
            progress.publish(1, 1, 0);
        }

        /** A reader. */
        @Actor
        public void reader(III_Result result) {
            result.r1 = progress.timeFloorNs() == 1 ? 1 : 0;
            result.r2 = (int) progress.lastSequence();
            result.r3 = block;
        }
    }

    /** Planted: the time first, then the block, then its sequence. */
    @JCStressTest
    @Outcome(
            id = {"0, 0, 0", "0, 0, 1", "0, 1, 1", "1, 1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "By luck.")
    @Outcome(expect = Expect.ACCEPTABLE_INTERESTING, desc = "Seen.")
    @State
    public static class PlantedOrder {
        private static final int WORDS = 20;

        private final long[] block = new long[WORDS];
        private volatile long sequence;
        private volatile long floorNs;

        /** The writer. */
        @Actor
        public void writer() {
            floorNs = 1;
            for (int i = 0; i < WORDS; i++) {
                block[i] = 1;
            }
            sequence = 1;
        }

        /** A reader. */
        @Actor
        public void reader(III_Result result) {
            result.r1 = (int) floorNs;
            result.r2 = (int) sequence;
            result.r3 = (int) block[WORDS - 1];
        }
    }
}
