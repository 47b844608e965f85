package io.tailrace.feed;

import java.util.function.Supplier;

/** What one thread wants to know and another one answers, once. */
final class Question<T> {
    private final Supplier<T> asked;
    /** As the next one, written by who answers before it says so. */
    private T answer;

    private RuntimeException failure;
    private volatile boolean isAnswered;

    Question(Supplier<T> asked) {
        this.asked = asked;
    }

    void resolve() {
        try {
            answer = asked.get();
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            isAnswered = true;
        }
    }

    boolean isAnswered() {
        return isAnswered;
    }

    /** Once it is answered. */
    T answer() {
        if (failure != null) {
            throw failure;
        }
        return answer;
    }
}
