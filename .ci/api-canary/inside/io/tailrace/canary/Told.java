package io.tailrace.canary;

/** What callers rely on. */
public interface Told {
    /** {@return how many} */
    int count();
}
