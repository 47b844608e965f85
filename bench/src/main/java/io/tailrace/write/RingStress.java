package io.tailrace.write;

import com.lmax.disruptor.EventPoller;
import io.tailrace.error.BackPressureException;
import java.nio.ByteBuffer;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A message that the writer takes from a slot is all that its producer has put there, that of the lap before nothing.
 */
public final class RingStress {
    private RingStress() {}

    /** One ring for all rounds: most of one would be its memory. One thread sends, one takes. */
    static final class SharedRing implements EventPoller.Handler<Slot> {
        static final int NOTHING = 0;
        static final int WHOLE = 1;
        static final int TORN = 2;

        private static final int SLOTS = 64;
        private static final int SLOT_BYTES = 128;
        private static final int WORDS = 20;

        private final Ring ring = new Ring(
                new WriteSettings(SLOTS, SLOT_BYTES, 64, 1 << 16, BackPressure.REFUSE, 1, 0, 0),
                new EngineState(),
                new Unwaiting(),
                SystemNanoClock.INSTANCE,
                42);
        private final EventPoller<Slot> poller = ring.poller();
        private final UnsafeBuffer key = new UnsafeBuffer(ByteBuffer.allocateDirect(Long.BYTES));
        private final UnsafeBuffer document = new UnsafeBuffer(ByteBuffer.allocateDirect(WORDS * Long.BYTES));
        private long sent;
        private long skipTo;
        private int taken;

        /** The producer sends one message, where there is room; every word of it is its number. */
        void send() {
            sent++;
            int words = words(sent);
            for (int i = 0; i < words; i++) {
                document.putLong(i * Long.BYTES, sent);
            }
            key.putLong(0, sent);
            try {
                ring.send(
                        Operation.UPSERT,
                        (int) (sent & 0x7FFF),
                        sent,
                        sent,
                        key,
                        Long.BYTES,
                        document,
                        0,
                        words * Long.BYTES,
                        null,
                        false);
            } catch (BackPressureException e) {
                assert sent > 0 : "the writer comes later";
            }
        }

        /** The writer takes all there is. */
        int take() {
            taken = NOTHING;
            try {
                poller.poll(this);
            } catch (Exception e) {
                throw new IllegalStateException("no message throws", e);
            }
            return taken;
        }

        @Override
        public boolean onEvent(Slot slot, long sequence, boolean endOfBatch) {
            if (sequence < skipTo) {
                return true;
            }
            UnsafeBuffer arena = ring.arena();
            int at = slot.offset;
            skipTo = sequence + arena.getInt(at + MessageDescriptor.SLOTS_OFFSET);
            byte operation = arena.getByte(at + MessageDescriptor.OPERATION_OFFSET);
            if (operation != Operation.PADDING.ordinal()) {
                boolean isWhole = operation == Operation.UPSERT.ordinal() && isWhole(arena, at);
                taken = isWhole && taken != TORN ? WHOLE : TORN;
            }
            return true;
        }

        private static boolean isWhole(UnsafeBuffer arena, int at) {
            long number = arena.getLong(at + MessageDescriptor.TIME_OFFSET);
            int length = arena.getInt(at + MessageDescriptor.DOCUMENT_LENGTH_OFFSET);
            int from = at + MessageDescriptor.documentOffset(Long.BYTES);
            boolean isWhole = length == words(number) * Long.BYTES
                    && arena.getInt(at + MessageDescriptor.KEY_LENGTH_OFFSET) == Long.BYTES
                    && arena.getLong(at + MessageDescriptor.VERSION_OFFSET) == number
                    && arena.getLong(at + MessageDescriptor.KEY_OFFSET) == number;
            for (int i = 0; isWhole && i < length; i += Long.BYTES) {
                isWhole = arena.getLong(from + i) == number;
            }
            return isWhole;
        }

        private static int words(long number) {
            return 1 + (int) (number % WORDS);
        }
    }

    /** Nobody waits: who finds no room goes on without. */
    private static final class Unwaiting implements Waiting {
        @Override
        public void idle(Ack ack, int round) {
            throw new IllegalStateException("nobody waits");
        }

        @Override
        public void idleBeside(int round) {
            throw new IllegalStateException("nobody waits");
        }

        @Override
        public void check() {
            throw new IllegalStateException("nobody waits");
        }
    }

    /** As it is. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "Nothing is there yet.")
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "Whole messages.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Parts of several.")
    @State
    public static class Published {
        private static final SharedRing SHARED = new SharedRing();

        /** A producer. */
        @Actor
        public void producer() {
            SHARED.send();
        }

        /** The writer. */
        @Actor
        public void writer(I_Result result) {
            result.r1 = SHARED.take();
        }
    }

    /** Planted: a slot that is published before it is filled. */
    @JCStressTest
    @Outcome(
            id = {"0", "1"},
            expect = Expect.ACCEPTABLE,
            desc = "By luck.")
    @Outcome(expect = Expect.ACCEPTABLE_INTERESTING, desc = "Seen.")
    @State
    public static class PlantedEarly {
        private static final int WORDS = 20;

        private final UnsafeBuffer slot = new UnsafeBuffer(new byte[(1 + WORDS) * Long.BYTES]);

        /** A producer. */
        @Actor
        public void producer() {
            slot.putLongRelease(0, 1);
            for (int i = 1; i <= WORDS; i++) {
                slot.putLong(i * Long.BYTES, 1);
            }
        }

        /** The writer. */
        @Actor
        public void writer(I_Result result) {
            if (slot.getLongAcquire(0) == 1) {
                result.r1 = 1;
                for (int i = 1; i <= WORDS; i++) {
                    result.r1 = slot.getLong(i * Long.BYTES) == 1 ? result.r1 : 2;
                }
            }
        }
    }
}
