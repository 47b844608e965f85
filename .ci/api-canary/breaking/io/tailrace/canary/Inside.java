package io.tailrace.canary;

/** What nobody may rely on, though it is public. */
public final class Inside {
    private Inside() {}

    /** {@return how many} */
    public static int count() {
        return 1;
    }
}
