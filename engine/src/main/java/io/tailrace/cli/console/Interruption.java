package io.tailrace.cli.console;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end in order on Ctrl-C: the process waits for {@link #close()}, but not forever. Any thread may ask.
 *
 * @hidden
 */
public final class Interruption implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::request, "tailrace-interruption");

    /** Counted down when the process begins to end. */
    private final CountDownLatch requests = new CountDownLatch(1);

    private Interruption() {}

    /** Watches from now until it is closed. */
    public static Interruption watch() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** Whether the process has been told to end. */
    public boolean requested() {
        return requests.getCount() == 0;
    }

    /** Waits until it is asked for. */
    public void await() {
        await(Long.MAX_VALUE);
    }

    /** Waits until it is asked for, so long at most; whether it is. An interrupt ends the wait too. */
    public boolean await(long timeoutNs) {
        try {
            return requests.await(timeoutNs, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void request() {
        requests.countDown();
        try {
            // The command may hang in a read of standard input; what was acknowledged is safe without an orderly end.
            ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already; the hook has just been released.
            requests.countDown();
        }
    }
}
