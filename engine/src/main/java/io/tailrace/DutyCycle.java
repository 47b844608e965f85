package io.tailrace;

import io.tailrace.error.IllegalBlockingCallException;
import io.tailrace.write.Ack;
import io.tailrace.write.Waiting;
import io.tailrace.write.Writer;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.ErrorHandler;
import org.agrona.collections.ArrayUtil;
import org.agrona.concurrent.Agent;

/** The agents of an engine that one thread runs, or that whoever waits runs. Any thread, one at a time. */
final class DutyCycle implements Agent, Waiting {
    // Replaced by whoever adds or removes an agent, whole, so that a cycle under way sees one or the other.
    private volatile Agent[] agents = {};
    private final ReentrantLock lock = new ReentrantLock();
    private final ErrorHandler errorHandler;

    DutyCycle(final ErrorHandler errorHandler) {
        this.errorHandler = errorHandler;
    }

    synchronized void add(final Agent agent) {
        agents = ArrayUtil.add(agents, agent);
    }

    synchronized void remove(final Agent agent) {
        agents = ArrayUtil.remove(agents, agent);
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
        // The interrupt of whoever lends its thread must not close the files that the agents work on, nor one a handler
        // leaves behind.
        boolean interrupted = Thread.interrupted();
        try {
            int work = 0;
            for (final Agent agent : agents) {
                work += run(agent);
                interrupted |= Thread.interrupted();
            }
            return work;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Has the writer mark the time that feeds wait for, between agents; false when another thread runs a cycle. */
    boolean markTime(final Writer writer) {
        if (!lock.tryLock()) {
            return false;
        }
        final boolean interrupted = Thread.interrupted();
        try {
            writer.markTime();
            return true;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
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
