package io.tailrace.index;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** An index is closed while somebody reads it, and another one has its memory at once. */
public final class IndexCloseStress {
    private static final int WORDS = 24;
    private static final int KEY = 7;

    private IndexCloseStress() {}

    /** The next index is there when one is closed: each holds the document, so a reader finds it or is told. */
    @State
    public static class Open {
        private static final SharedIndex SHARED = new SharedIndex();

        // Written by the writer, and before the first round.
        private static volatile Index current = SHARED.another(KEY, WORDS);

        final void close() {
            Index next = SHARED.another(KEY, WORDS);
            Index closing = current;
            current = next;
            SHARED.close(closing, KEY, WORDS);
        }

        final int read() {
            return SHARED.read(current, KEY);
        }

        final int readWithoutASecondLook() {
            return SHARED.readWithoutASecondLook(current, KEY);
        }
    }

    /** As it is. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "The document, before.")
    @Outcome(id = "3", expect = Expect.ACCEPTABLE, desc = "Told that it is closed.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Something else.")
    @State
    public static class Closed extends Open {
        /** The writer. */
        @Actor
        public void writer() {
            close();
        }

        /** A reader. */
        @Actor
        public void reader(I_Result result) {
            result.r1 = read();
        }
    }

    /** Planted: a reader that does not look whether it was closed meanwhile. */
    @JCStressTest
    @Outcome(
            id = {"1", "3"},
            expect = Expect.ACCEPTABLE,
            desc = "By luck.")
    @Outcome(expect = Expect.ACCEPTABLE_INTERESTING, desc = "Seen.")
    @State
    public static class PlantedTrust extends Open {
        /** The writer. */
        @Actor
        public void writer() {
            close();
        }

        /** A reader. */
        @Actor
        public void reader(I_Result result) {
            result.r1 = readWithoutASecondLook();
        }
    }
}
