package io.tailrace.bench.faults;

/** A journal answers what is not true, or is silent about what it lost. */
final class WrongAnswer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongAnswer(String message) {
        super(message);
    }

    static void unless(boolean condition, String message) {
        if (!condition) {
            throw new WrongAnswer(message);
        }
    }
}
