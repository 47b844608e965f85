package io.tailrace.canary;

/** There is one method more, which breaks nobody. */
public interface Told {
    /** {@return how many} */
    int count();

    /** {@return how many at most} */
    default int most() {
        return count();
    }
}
