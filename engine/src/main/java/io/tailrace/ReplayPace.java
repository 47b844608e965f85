package io.tailrace;

import io.tailrace.error.EngineException;
import java.util.concurrent.locks.LockSupport;

/** How a replay waits. */
interface ReplayPace {
    /** Nanoseconds from an arbitrary origin. */
    long nanoTime();

    /** Waits that long, or less. */
    void pause(long ns);

    /** Waits for what must be there soon. */
    void idle(int round);

    /** By the clock of the engine, which is looked at between parts of a pause. */
    static ReplayPace of(Engine engine) {
        return new ReplayPace() {
            private static final long LONGEST_PART_NS = 5_000_000;
            private int round;

            @Override
            public long nanoTime() {
                return engine.config().nanoClock().nanoTime();
            }

            @Override
            public void pause(long ns) {
                engine.checkOpen();
                if (Thread.currentThread().isInterrupted()) {
                    throw new EngineException("interrupted in a pause of a replay: run it again");
                }
                if (engine.config().threading() == Threading.INVOKER) {
                    idle(round++);
                } else {
                    engine.threads().waiting().check();
                    LockSupport.parkNanos(this, Math.min(ns, LONGEST_PART_NS));
                }
            }

            @Override
            public void idle(int times) {
                engine.checkOpen();
                engine.threads().waiting().idle(null, times);
            }
        };
    }
}
