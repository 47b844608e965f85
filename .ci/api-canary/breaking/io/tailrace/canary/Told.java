package io.tailrace.canary;

/** A method has another type, on which those who call it fail. */
public interface Told {
    /** {@return how many} */
    long count();
}
