package io.tailrace;

import io.tailrace.error.IllegalBlockingCallException;
import io.tailrace.write.Ack;
import io.tailrace.write.Acks;
import io.tailrace.write.Waiting;
import java.util.concurrent.locks.LockSupport;

/** Waits beside the threads that run the engine. Any thread but theirs. */
final class EngineWaiting implements Waiting {
    private static final int YIELDS = 512;
    private static final long SLEEP_NS = 1_000_000;
    private static final long POLL_NS = 50_000;

    // Written once when the shared thread starts, null with dedicated threads.
    private volatile Thread engineThread;

    void engineThread(Thread thread) {
        engineThread = thread;
    }

    @Override
    public void idle(Ack ack, int round) {
        check();
        if (round < YIELDS) {
            Thread.yield();
            return;
        }
        // An interrupt concerns the caller alone and does not end a wait whose outcome would be unknown.
        boolean interrupted = Thread.interrupted();
        if (ack != null) {
            Acks.sleep(ack, SLEEP_NS);
        } else {
            LockSupport.parkNanos(this, POLL_NS);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void idleBeside(int round) {
        idle(null, round);
    }

    @Override
    public void check() {
        if (Thread.currentThread() == engineThread) {
            throw new IllegalBlockingCallException("blocking call on the engine's own thread: thread="
                    + engineThread.getName()
                    + ", commit with an ack from a handler and make all other calls that wait outside"
                    + " of handlers, or use Threading.DEDICATED");
        }
    }
}
