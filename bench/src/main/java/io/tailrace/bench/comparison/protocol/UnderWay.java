package io.tailrace.bench.comparison.protocol;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;

/** Writes that are under way and not answered yet: at most so many. One thread sends, any threads answer. */
public final class UnderWay {
    private final int most;
    private final Semaphore free;
    private volatile Throwable failure; // by whoever answers

    /**
     * With none.
     *
     * @param most that may be under way
     */
    public UnderWay(int most) {
        this.most = most;
        free = new Semaphore(most);
    }

    /**
     * Waits until one more may be sent.
     *
     * @throws InterruptedException where the thread is interrupted
     */
    public void begin() throws InterruptedException {
        free.acquire();
    }

    /**
     * Notes when one that has begun is answered, on the thread that answers.
     *
     * @param answer to it
     */
    public void sent(CompletionStage<?> answer) {
        answer.whenCompleteAsync(
                (nothing, error) -> {
                    if (error != null) {
                        failure = error;
                    }
                    free.release();
                },
                Runnable::run);
    }

    /**
     * Returns when all are answered.
     *
     * @throws InterruptedException where the thread is interrupted
     * @throws IllegalStateException where one has failed
     */
    public void await() throws InterruptedException {
        free.acquire(most);
        free.release(most);
        if (failure != null) {
            throw new IllegalStateException("a write has failed", failure);
        }
    }
}
