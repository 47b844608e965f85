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

    /**
     * The same for work that must be done: on another thread where the factory makes none, or one that does not start.
     */
    static void beginAnyway(ThreadFactory threads, String name, Runnable work) {
        try {
            begin(threads, name, work);
        } catch (Throwable e) {
            begin(EngineThread::new, name, work);
        }
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

    /**
     * Runs work with a result on a thread that nobody knows, so that an interrupt of the caller cannot come in between.
     */
    static <T> T apart(ThreadFactory threads, String name, Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        begin(threads, name, task);
        return result(task);
    }

    /** The same for work that must be done: here where there is no thread at all. */
    static void apartAnyway(ThreadFactory threads, String name, Runnable work) {
        FutureTask<Void> task = new FutureTask<>(work, null);
        try {
            beginAnyway(threads, name, task);
        } catch (Throwable e) {
            deferred(task);
        }
        result(task);
    }

    /** What the work throws is thrown here. */
    private static <T> T result(FutureTask<T> task) {
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
