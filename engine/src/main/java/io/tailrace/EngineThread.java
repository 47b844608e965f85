package io.tailrace;

import java.util.concurrent.ThreadFactory;
import org.agrona.concurrent.Agent;

/**
 * A thread of the engine's, to which an interrupt from outside, or of a handler that interrupts its own thread, means
 * nothing. Any thread.
 */
final class EngineThread extends Thread {
    /*
     * An interrupt ends what the interrupted thread does: the runner of an agent, and the file channel it works on.
     * Whoever interrupts all threads there are, as build tools and servers do, would end the engine for its users.
     */

    // Written by whoever closes what this runs.
    private volatile boolean hearing;

    EngineThread(Runnable work) {
        super(work);
    }

    /** Makes such threads, all with one context class loader: else it would be that of whoever runs the first feed. */
    static ThreadFactory factory(ClassLoader loader) {
        return work -> {
            Thread thread = new EngineThread(work);
            thread.setContextClassLoader(loader);
            return thread;
        };
    }

    /** Has interrupts heard from now on: of a handler that does not come back, while it is being closed. */
    static void hear(Thread thread, Agent agent) {
        if (thread instanceof EngineThread own && agent instanceof EngineAgent running && running.runsHandlers()) {
            own.hearing = true;
        }
    }

    /** Has one interrupt heard now, by a handler that does not come back. */
    static void hear(Thread thread) {
        if (thread instanceof EngineThread own) {
            own.interruptHeard();
        }
    }

    private void interruptHeard() {
        super.interrupt();
    }

    @Override
    public void interrupt() {
        if (hearing) {
            super.interrupt();
        }
    }
}
