package io.tailrace.bench.measure;

import java.util.concurrent.CountDownLatch;

/** Work on a thread of its own that is ready before it is let go, so that starting the thread is not measured. */
public final class Beside {
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final Thread thread;
    private volatile Throwable failure; // written by the thread

    public Beside(String name, Work work) throws InterruptedException {
        thread = new Thread(
                () -> {
                    started.countDown();
                    try {
                        released.await();
                        work.run();
                    } catch (Throwable e) {
                        failure = e;
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        started.await();
    }

    public void go() {
        released.countDown();
    }

    /** Passes on what the work threw, if it has; for those who wait for what it should have done. */
    public void check() {
        if (failure != null) {
            throw new IllegalStateException(thread.getName() + " failed", failure);
        }
    }

    /** Waits for the end and passes on what the work threw. */
    public void join() throws InterruptedException {
        thread.join();
        check();
    }

    public interface Work {
        void run() throws Exception;
    }
}
