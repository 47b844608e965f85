package io.tailrace;

import java.util.function.Supplier;

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
        final boolean interrupted = Thread.interrupted();
        try {
            work.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
