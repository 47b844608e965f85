package io.tailrace;

import io.tailrace.write.Forcing;
import org.agrona.concurrent.IdleStrategy;

/** Idles the forcing thread: parks until somebody asks for a force, or until it is time to look for itself. */
final class ForcingIdle implements IdleStrategy {
    private final Forcing forcing;

    ForcingIdle(Forcing forcing) {
        this.forcing = forcing;
    }

    @Override
    public void idle(int workCount) {
        if (workCount == 0) {
            idle();
        }
    }

    @Override
    public void idle() {
        forcing.park();
    }

    @Override
    public void reset() {}
}
