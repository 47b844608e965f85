package io.tailrace.index;

import java.lang.invoke.VarHandle;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The sequence lock of a bucket: what was read between two looks that agree is all of one change, or nothing of it. */
public final class StripeStress {
    private static final int FIRST = Long.BYTES;
    private static final int LAST = 2 * Long.BYTES;
    private static final int RETRY = -1;

    private StripeStress() {}

    /** A bucket with two slots that are changed together. */
    @State
    public static class Bucket {
        private final UnsafeBuffer page = new UnsafeBuffer(new byte[3 * Long.BYTES]);

        /** The writer, with its lock. */
        final void change() {
            Stripe.beginChange(page, 0);
            page.putLong(FIRST, 1);
            page.putLong(LAST, 1);
            Stripe.endChange(page, 0);
        }

        /** The writer, who forgets it. */
        final void changeInTheOpen() {
            page.putLong(FIRST, 1);
            page.putLong(LAST, 1);
        }

        /** A reader. */
        final void read(II_Result result) {
            long version = Stripe.version(page, 0);
            int last = (int) page.getLong(LAST);
            int first = (int) page.getLong(FIRST);
            VarHandle.loadLoadFence();
            boolean isStable = !Stripe.isChanging(version) && Stripe.version(page, 0) == version;
            result.r1 = isStable ? first : RETRY;
            result.r2 = isStable ? last : RETRY;
        }
    }

    /** As it is. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Before.")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "After.")
    @Outcome(id = "-1, -1", expect = Expect.ACCEPTABLE, desc = "Seen to be changing: read again.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Torn.")
    @State
    public static class Locked extends Bucket {
        /** The writer. */
        @Actor
        public void writer() {
            change();
        }

        /** A reader. */
        @Actor
        public void reader(II_Result result) {
            read(result);
        }
    }

    /** Planted: the writer does not say that it changes something. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "1, 1", "-1, -1"},
            expect = Expect.ACCEPTABLE,
            desc = "By luck.")
    @Outcome(expect = Expect.ACCEPTABLE_INTERESTING, desc = "Seen.")
    @State
    public static class PlantedOpen extends Bucket {
        /** The writer. */
        @Actor
        public void writer() {
            changeInTheOpen();
        }

        /** A reader. */
        @Actor
        public void reader(II_Result result) {
            read(result);
        }
    }
}
