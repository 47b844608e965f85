package io.tailrace;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
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

    /** Runs work on a thread of its own, and does not wait for it. */
    static void begin(ThreadFactory threads, String name, Runnable work) {
        Thread thread = threads.newThread(work);
        thread.setName(name);
        thread.start();
    }

    static void deferred(Runnable work) {
        boolean interrupted = Thread.interrupted();
        try {
            work.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Runs work on a thread that nobody knows, so that an interrupt of the caller cannot come in between either. */
    static void apart(ThreadFactory threads, String name, Runnable work) {
        apart(threads, name, () -> {
            work.run();
            return null;
        });
    }

    /** The same for work with a result; what it throws is thrown here. */
    static <T> T apart(ThreadFactory threads, String name, Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        begin(threads, name, task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    LangUtil.rethrowUnchecked(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
