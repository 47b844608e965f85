package io.tailrace.canary;

/** A method is gone that nobody may rely on. */
public final class Inside {
    private Inside() {}
}
