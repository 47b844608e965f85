package io.tailrace;

import io.tailrace.write.Writer;
import org.agrona.concurrent.IdleStrategy;

/** Idles the writer thread: yields for a while, then parks until a producer publishes or a millisecond is over. */
final class WriterIdle implements IdleStrategy {
    private static final int YIELDS = 256;
    private static final long PARK_NS = 1_000_000;

    private final Writer writer;
    private int rounds;

    WriterIdle(Writer writer) {
        this.writer = writer;
    }

    @Override
    public void idle(int workCount) {
        if (workCount > 0) {
            reset();
        } else {
            idle();
        }
    }

    @Override
    public void idle() {
        if (rounds < YIELDS) {
            rounds++;
            Thread.yield();
        } else {
            writer.park(PARK_NS);
        }
    }

    @Override
    public void reset() {
        rounds = 0;
    }
}
