package io.tailrace;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.agrona.LangUtil;

/**
 * Keeps an interrupt of the calling thread from closing the files that the engine works on, and gives it back after.
 * Any thread.
 */
final class Interrupts {
    /*
     * A thread that is interrupted closes every file channel it touches. The interrupt is meant for the code that waits
     * on that thread, not for a journal that many share.
     */
    private Interrupts() {}

    static <T> T deferred(final Supplier<T> work) {
        final boolean interrupted = Thread.interrupted();
        try {
            return work.get();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static void deferred(final Runnable work) {
        deferred(() -> {
            work.run();
            return null;
        });
    }

    /** Runs work on a thread that nobody knows, so that an interrupt of the caller cannot come in between either. */
    static void apart(final String name, final Runnable work) {
        final FutureTask<Void> task = new FutureTask<>(work, null);
        new Thread(task, name).start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    task.get();
                    return;
                } catch (final InterruptedException ex) {
                    interrupted = true;
                } catch (final ExecutionException ex) {
                    LangUtil.rethrowUnchecked(ex.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
