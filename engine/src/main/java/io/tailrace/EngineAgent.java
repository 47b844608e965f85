package io.tailrace;

import java.util.function.Consumer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingIdleStrategy;

/**
 * One agent with the way it idles, such that its thread ends when it is closed and not before. One thread.
 *
 * <p>What is thrown past an agent, or by the way it idles, fails what the agent serves: a feed, or the engine. An agent
 * of a failed engine is run on, since it answers those that wait.
 */
final class EngineAgent implements Agent {
    private static final long FAILED_SLEEP_NS = 1_000_000;

    private final Agent agent;
    private final boolean runsHandlers;
    private final Consumer<Throwable> failing;
    private IdleStrategy idle;

    /**
     * With what is told when the agent cannot go on; it throws an {@link AgentTerminationException} to end the thread.
     */
    EngineAgent(Agent agent, IdleStrategy idle, boolean runsHandlers, Consumer<Throwable> failing) {
        this.agent = agent;
        this.idle = idle;
        this.runsHandlers = runsHandlers;
        this.failing = failing;
    }

    /** Whether code of users runs here, which may block. */
    boolean runsHandlers() {
        return runsHandlers;
    }

    /** Idles too, and never says that there was nothing to do: a runner would then look for an interrupt, and end. */
    @Override
    public int doWork() {
        try {
            idle.idle(agent.doWork());
        } catch (Throwable e) {
            failing.accept(e);
            idle = new SleepingIdleStrategy(FAILED_SLEEP_NS);
        } finally {
            Thread.interrupted();
        }
        return 1;
    }

    @Override
    public void onStart() {
        agent.onStart();
    }

    @Override
    public void onClose() {
        agent.onClose();
    }

    @Override
    public String roleName() {
        return agent.roleName();
    }
}
