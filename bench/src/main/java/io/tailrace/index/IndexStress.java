package io.tailrace.index;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Documents that are published in the index, overwritten, taken away, and whose memory is used again at once. */
public final class IndexStress {
    private static final int WORDS = 24;

    private IndexStress() {}

    /** What happens to one key. */
    @State
    public static class Entry {
        private static final SharedIndex SHARED = new SharedIndex();
        private static final AtomicLong ROUNDS = new AtomicLong();

        private final long key = ROUNDS.getAndIncrement();

        /** Publishes, overwrites in place, replaces by one of another size, takes away. */
        final void write() {
            SHARED.put(key, WORDS);
            SHARED.put(key, WORDS);
            SHARED.put(key, 2 * WORDS);
            SHARED.remove(key);
            SHARED.put(key + 1, 2 * WORDS);
        }

        final int read() {
            return SHARED.read(SHARED.index(), key);
        }

        final int readWithoutASecondLook() {
            return SHARED.readWithoutASecondLook(SHARED.index(), key);
        }
    }

    /** As it is. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "No document.")
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "All of one document.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Torn.")
    @State
    public static class Published extends Entry {
        /** The writer. */
        @Actor
        public void writer() {
            write();
        }

        /** A reader. */
        @Actor
        public void reader(I_Result result) {
            result.r1 = read();
        }
    }

    /** Planted: a reader that does not look whether the writer was there meanwhile. */
    @JCStressTest
    @Outcome(
            id = {"0", "1"},
            expect = Expect.ACCEPTABLE,
            desc = "By luck.")
    @Outcome(expect = Expect.ACCEPTABLE_INTERESTING, desc = "Seen.")
    @State
    public static class PlantedTrust extends Entry {
        /** The writer. */
        @Actor
        public void writer() {
            write();
        }

        /** A reader. */
        @Actor
        public void reader(I_Result result) {
            result.r1 = readWithoutASecondLook();
        }
    }
}
