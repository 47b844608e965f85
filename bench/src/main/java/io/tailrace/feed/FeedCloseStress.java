package io.tailrace.feed;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A feed is closed while somebody polls it: the journal is let go by one of the two, once, and never under a poll. */
public final class FeedCloseStress {
    private FeedCloseStress() {}

    /** As it is. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "By the thread that closes.")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "By the thread that polls.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Never, twice, or under a poll.")
    @State
    public static class LetGo {
        private final FeedState state = new FeedState(0);
        private volatile boolean polling;
        private int byUser;
        private int byCloser;

        /** Who polls. */
        @Actor
        public void user() {
            if (state.enter()) {
                polling = true;
                polling = false;
                if (state.leave()) {
                    byUser++;
                }
            }
        }

        /** Who closes. */
        @Actor
        public void closer() {
            state.close();
            if (state.enterToRelease()) {
                byCloser += polling ? 2 : 1;
            }
        }

        /** Afterwards. */
        @Arbiter
        public void count(II_Result result) {
            result.r1 = byCloser;
            result.r2 = byUser;
        }
    }

    /** Planted: who polls does not look again after going. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "By luck.")
    @Outcome(expect = Expect.ACCEPTABLE_INTERESTING, desc = "Seen.")
    @State
    public static class PlantedLook {
        private static final int FREE = 0;
        private static final int BUSY = 1;
        private static final int RELEASED = 2;

        private final AtomicInteger user = new AtomicInteger();
        private volatile boolean closed;
        private int byUser;
        private int byCloser;

        /** Who polls. */
        @Actor
        public void user() {
            if (user.compareAndSet(FREE, BUSY)) {
                if (closed) {
                    user.set(RELEASED);
                    byUser++;
                } else {
                    Thread.onSpinWait(); // room for the other one
                    user.set(FREE);
                }
            }
        }

        /** Who closes. */
        @Actor
        public void closer() {
            closed = true;
            if (user.compareAndSet(FREE, RELEASED)) {
                byCloser++;
            }
        }

        /** Afterwards. */
        @Arbiter
        public void count(II_Result result) {
            result.r1 = byCloser;
            result.r2 = byUser;
        }
    }
}
