package io.tailrace;

import io.tailrace.error.IllegalBlockingCallException;
import io.tailrace.error.StandstillException;
import io.tailrace.write.Ack;
import io.tailrace.write.Waiting;
import io.tailrace.write.Writer;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.agrona.ErrorHandler;
import org.agrona.collections.ArrayUtil;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.EpochNanoClock;

/** The agents of an engine that one thread runs, or that whoever waits runs. Any thread, one at a time. */
final class DutyCycle implements Agent, Waiting {
    /** A wait whose engine does nothing and whose clock stands ends after so many rounds, most of a second. */
    static final int STANDSTILL_ROUNDS = 10_000;

    private static final int YIELDS = 1_000;
    private static final long PARK_NS = 20_000;
    /** Chores are put off by so many cycles at most. */
    private static final int PUT_OFF = 15;

    // Replaced whole by who adds or removes an agent, so that a cycle under way sees one or the other. An agent that
    // has
    // come to its end is removed by the cycle.
    private volatile Agent[] agents = {};
    /** Set before the first cycle. */
    private Agent[] chores = {};

    private BooleanSupplier pressing = () -> false;

    /** Guarded by the lock: cycles since chores were done. */
    private int putOff;

    private final ReentrantLock lock = new ReentrantLock();
    private final EpochNanoClock clock;
    private final ErrorHandler errorHandler;
    /** Whether what is waited for may come from another process, so that nothing to do is no standstill. */
    private final boolean besideWriter;

    // Guarded by the lock: rounds of waiting since something was done or the clock moved, and where it stood then.
    private int standing;
    private long clockNs;

    DutyCycle(EpochNanoClock clock, ErrorHandler errorHandler, boolean besideWriter) {
        this.besideWriter = besideWriter;
        this.clock = clock;
        this.errorHandler = errorHandler;
    }

    synchronized void add(Agent agent) {
        agents = ArrayUtil.add(agents, agent);
    }

    synchronized void remove(Agent agent) {
        agents = ArrayUtil.remove(agents, agent);
    }

    /**
     * Agents that are not run in a cycle that has other work, unless it is pressing, or they have been put off too
     * long: whoever drives the engine waits for the writer and for feeds, and has idle cycles too.
     */
    void addChores(BooleanSupplier arePressing, Agent... added) {
        pressing = arePressing;
        chores = added;
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
            return work();
        } finally {
            lock.unlock();
        }
    }

    /** Runs all agents once; the lock is held. */
    private int work() {
        // The interrupt of whoever lends its thread must not close the files that the agents work on, nor one a handler
        // leaves behind.
        boolean interrupted = Thread.interrupted();
        try {
            int work = 0;
            for (Agent agent : agents) {
                work += run(agent);
                interrupted |= Thread.interrupted();
            }
            if (work == 0 || ++putOff > PUT_OFF || pressing.getAsBoolean()) {
                putOff = 0;
                for (Agent agent : chores) {
                    work += run(agent);
                    interrupted |= Thread.interrupted();
                }
            }
            return work;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Has the writer mark the time that feeds wait for, between agents; false when another thread runs a cycle. */
    boolean markTime(Writer writer) {
        if (!lock.tryLock()) {
            return false;
        }
        boolean interrupted = Thread.interrupted();
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

    private int run(Agent agent) {
        try {
            return agent.doWork();
        } catch (AgentTerminationException e) {
            remove(agent);
            return 0;
        } catch (Throwable e) {
            errorHandler.onError(e);
            return 0;
        }
    }

    /** Whether the calling thread is inside a cycle. */
    boolean runsHere() {
        return lock.isHeldByCurrentThread();
    }

    @Override
    public void idle(Ack ack, int round) {
        check();
        if (!lock.tryLock()) {
            Thread.yield(); // another thread does the work
            return;
        }
        int stood;
        try {
            stood = Math.min(round, stood(work()));
            if (stood >= STANDSTILL_ROUNDS && !besideWriter) {
                standing = 0; // whoever waits next is given as many rounds
                throw new StandstillException(STANDSTILL_ROUNDS, clockNs);
            }
        } finally {
            lock.unlock();
        }
        if (stood > YIELDS) {
            LockSupport.parkNanos(this, PARK_NS);
        } else if (stood > 0) {
            Thread.yield();
        }
    }

    /** Rounds of waiting since something was done or the clock moved. */
    private int stood(int work) {
        long nowNs = clock.nanoTime();
        standing = work == 0 && nowNs == clockNs ? standing + 1 : 0;
        clockNs = nowNs;
        return standing;
    }

    @Override
    public void idleBeside(int round) {
        check();
        if (doWork() == 0 && round > 0) {
            Thread.yield();
        }
    }

    @Override
    public void check() {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalBlockingCallException("blocking call from inside the duty cycle that it would wait for:"
                    + " commit with an ack from a handler and look at it later, and make all other calls that wait"
                    + " outside of handlers");
        }
    }
}
