package io.tailrace;

import io.tailrace.error.EngineException;
import io.tailrace.write.EngineState;
import io.tailrace.write.Forcing;
import io.tailrace.write.Sleeper;
import io.tailrace.write.Sleepers;
import io.tailrace.write.Waiting;
import io.tailrace.write.Writer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.NoOpIdleStrategy;

/**
 * Runs the agents of one engine: on threads of their own, on one thread, or on none. One code path: an agent does not
 * know which.
 */
final class EngineThreads {
    /** After so long a handler that keeps the engine from closing is interrupted, and again. */
    private static final long PATIENCE_NS = 3_000_000_000L;

    private final TailraceConfig config;
    private final ErrorHandler errorHandler;
    private final EngineState state;
    private final ThreadFactory factory;
    private final DutyCycle cycle;
    private final EngineWaiting beside = new EngineWaiting();
    private final Sleepers sleepers = new Sleepers();
    /** Of threads that wait for events, to be used again; guarded by itself. */
    private final Deque<CommitIdle> commitIdles = new ArrayDeque<>();

    private final List<AgentRunner> runners = new CopyOnWriteArrayList<>();
    /**
     * What the shared thread sleeps by; null where there is none, or none that is woken. Set before any feed is run.
     */
    private Sleeper shared;
    /** Whether no thread is started any more; written by who closes. */
    private volatile boolean stopped;

    EngineThreads(TailraceConfig config, ErrorHandler errorHandler, EngineState state, ThreadFactory factory) {
        this.config = config;
        this.errorHandler = errorHandler;
        this.state = state;
        this.factory = factory;
        cycle = new DutyCycle(config.clock(), errorHandler, config.isReadOnly());
    }

    /** A factory of the caller's, which may give nothing. */
    static ThreadFactory checked(ThreadFactory factory) {
        return work -> {
            Thread thread = factory.newThread(work);
            if (thread == null) {
                throw new EngineException(
                        "there is no thread for the engine: TailraceConfig.threadFactory(factory) has given none");
            }
            return thread;
        };
    }

    Waiting waiting() {
        return config.threading() == Threading.INVOKER ? cycle : beside;
    }

    /**
     * Starts all, or none where one of them cannot be started.
     *
     * @param taking who takes snapshots, or null
     */
    void start(Writer writer, Janitor janitor, Forcing forcing, Agent taking) {
        boolean done = false;
        try {
            startAll(writer, janitor, forcing, taking);
            done = true;
        } finally {
            if (!done) {
                stop();
            }
        }
    }

    private void startAll(Writer writer, Janitor janitor, Forcing forcing, Agent taking) {
        if (config.threading() != Threading.INVOKER && !config.isInMemory()) {
            startThread(forcing, new ForcingIdle(forcing));
        }
        if (config.threading() == Threading.INVOKER) {
            cycle.add(writer);
            BooleanSupplier pressing = () -> forcing.isAsked() || janitor.isPressed();
            if (taking == null) {
                cycle.addChores(pressing, janitor, forcing);
            } else {
                cycle.addChores(pressing, janitor, forcing, taking);
            }
            return;
        }
        if (taking != null) {
            startThread(taking, new SnapshotIdle());
        }
        if (config.threading() == Threading.DEDICATED) {
            startThread(writer, writerIdle(writer));
        } else {
            cycle.add(writer);
            shared = writer.sleeper();
            beside.engineThread(startThread(cycle, writerIdle(writer)));
        }
        // What it asks of the operating system takes milliseconds at times, which no bound on its steps would mend.
        IdleStrategy own = config.janitorIdleStrategy();
        startThread(janitor, own == null ? new JanitorIdle(sleepers.add()) : own);
    }

    private IdleStrategy writerIdle(Writer writer) {
        IdleStrategy own = config.writerIdleStrategy();
        return own == null ? new WriterIdle(writer) : own;
    }

    /** Threads of a read-only engine: none but those of its feeds. */
    void startReadOnly() {
        if (config.threading() == Threading.SHARED) {
            beside.engineThread(startThread(cycle, config.feedIdleStrategy()));
        }
    }

    private Thread startThread(Agent agent, IdleStrategy idle) {
        return startThread(runner(new EngineAgent(agent, idle, agent == cycle, this::fail)), () -> {});
    }

    private AgentRunner runner(EngineAgent agent) {
        return new AgentRunner(NoOpIdleStrategy.INSTANCE, errorHandler, null, agent);
    }

    private void fail(Throwable cause) {
        if (state.fail(cause)) {
            errorHandler.onError(cause);
        }
    }

    /** With what is done when the thread has ended. */
    private Thread startThread(AgentRunner runner, Runnable ended) {
        runners.add(runner);
        boolean done = false;
        try {
            if (stopped) {
                state.check(); // who stops says so before it looks for runners
            }
            Thread thread = AgentRunner.startOnThread(
                    runner,
                    work -> daemon(() -> {
                        try {
                            work.run();
                        } finally {
                            runners.remove(runner); // of a feed that has come to its end
                            ended.run();
                        }
                    }));
            done = true;
            return thread;
        } finally {
            if (!done) {
                runners.remove(runner);
                ended.run();
            }
        }
    }

    private Thread daemon(Runnable work) {
        Thread thread = factory.newThread(work);
        thread.setDaemon(true);
        return thread;
    }

    /** Those whom the writer wakes. */
    Sleepers sleepers() {
        return sleepers;
    }

    /** What a thread that waits for a commit idles by, to be given back; null where the writer wakes nobody. */
    CommitIdle takeCommitIdle() {
        if (config.threading() == Threading.INVOKER || config.isReadOnly()) {
            return null;
        }
        synchronized (commitIdles) {
            CommitIdle idle = commitIdles.poll();
            return idle == null ? new CommitIdle(sleepers.add(), config.nanoClock()) : idle;
        }
    }

    /** The wait is over. */
    void giveBack(CommitIdle idle) {
        idle.reset();
        synchronized (commitIdles) {
            commitIdles.push(idle);
        }
    }

    /** What the thread that is going to {@link #run} an agent sleeps by, so that it can be woken for it. */
    Sleeper sleeper() {
        return shared == null ? sleepers.add() : shared;
    }

    /**
     * Runs handlers on a thread of their own, or on the one that there is; the agent ends it.
     *
     * @param sleeper of {@link #sleeper()}, removed when a thread of its own ends
     */
    void run(Agent agent, Sleeper sleeper, Consumer<Throwable> failing) {
        if (config.threading() == Threading.DEDICATED) {
            IdleStrategy own = config.feedIdleStrategy();
            IdleStrategy idle = own == null ? new FeedIdle(sleeper) : own;
            startThread(runner(new EngineAgent(agent, idle, true, failing)), () -> sleepers.remove(sleeper));
        } else {
            cycle.add(agent);
            sleeper.wake();
        }
    }

    /** Whether the calling thread is one of the engine's, or runs its cycle. */
    boolean runsHere() {
        return isRunner(Thread.currentThread()) || cycle.runsHere();
    }

    /**
     * Waits beside the engine for what a handler that does not return would keep from coming. The thread that closes.
     *
     * @param hurry called time and again when it has taken long
     */
    void awaitHandlers(BooleanSupplier condition, Runnable hurry) {
        NanoClock clock = config.nanoClock();
        long hurriedNs = clock.nanoTime();
        int round = 0;
        while (!condition.getAsBoolean()) {
            waiting().idleBeside(round++);
            long nowNs = clock.nanoTime();
            if (nowNs - hurriedNs > PATIENCE_NS) {
                hurriedNs = nowNs;
                hurry.run();
            }
        }
    }

    /**
     * Has a handler that is at work on a thread of the engine hear an interrupt. A thread of the caller's factory hears
     * it only when the engine closes: before that, one that comes too late could close a file.
     */
    void hurry(Thread thread) {
        if (thread instanceof EngineThread) {
            EngineThread.hear(thread);
        } else if (state.isClosing() && isRunner(thread)) {
            thread.interrupt();
        }
    }

    private boolean isRunner(Thread thread) {
        for (AgentRunner runner : runners) {
            if (runner.thread() == thread) {
                return true;
            }
        }
        return false;
    }

    /** Has the time marked that feeds wait for, where the caller drives the engine; false where threads will do it. */
    boolean markTime(Writer writer) {
        return config.threading() == Threading.INVOKER && cycle.markTime(writer);
    }

    /** Runs the duty cycle once where the caller drives the engine; nothing where threads do. */
    int invoke() {
        return config.threading() == Threading.INVOKER ? cycle.doWork() : 0;
    }

    /** Ends all threads; an agent that is at work finishes its cycle first. */
    void stop() {
        stopped = true;
        sleepers.close();
        runners.forEach(EngineThreads::close);
        runners.clear();
    }

    private static void close(AgentRunner runner) {
        // A runner that waits in vain interrupts, which closes files; only code of users is to hear that.
        boolean deaf = runner.thread() instanceof EngineThread;
        boolean hears = runner.agent() instanceof EngineAgent agent && agent.runsHandlers();
        runner.close(
                deaf || hears ? AgentRunner.RETRY_CLOSE_TIMEOUT_MS : 0,
                late -> EngineThread.hear(late, runner.agent()));
    }
}
