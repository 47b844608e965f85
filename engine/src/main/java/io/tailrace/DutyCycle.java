package io.tailrace;

import io.tailrace.error.IllegalBlockingCallException;
import io.tailrace.write.Ack;
import io.tailrace.write.Waiting;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;

/** The agents of an engine that one thread runs, or that whoever waits runs. Any thread, one at a time. */
final class DutyCycle implements Agent, Waiting {
    private final List<Agent> agents = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final ErrorHandler errorHandler;

    DutyCycle(final ErrorHandler errorHandler) {
        this.errorHandler = errorHandler;
    }

    void add(final Agent agent) {
        agents.add(agent);
    }

    void remove(final Agent agent) {
        agents.remove(agent);
    }

    @Override
    public String roleName() {
        return "tailrace-engine";
    }

    @Override
    public int doWork() {
        if (lock.isHeldByCurrentThread() || !lock.tryLock()) {
            return 0;
        }
        try {
            int work = 0;
            for (int i = 0; i < agents.size(); i++) {
                work += run(agents.get(i));
            }
            return work;
        } finally {
            lock.unlock();
        }
    }

    private int run(final Agent agent) {
        try {
            return agent.doWork();
        } catch (final Throwable ex) {
            errorHandler.onError(ex);
            return 0;
        }
    }

    /** Whether the calling thread is inside a cycle. */
    boolean runsHere() {
        return lock.isHeldByCurrentThread();
    }

    @Override
    public void idle(final Ack ack, final int round) {
        check();
        if (doWork() == 0 && round > 0) {
            Thread.yield();
        }
    }

    @Override
    public void check() {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalBlockingCallException("blocking call from inside the duty cycle that it would wait for:"
                    + " commit with an ack from a handler, and look at it later");
        }
    }
}
