package io.tailrace.bench.simulation;

/** An engine has shown what the model says it must not, or has not shown what it must. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Violation(String message) {
        super(message);
    }

    Violation(String message, Throwable cause) {
        super(message + ": " + cause, cause);
    }

    static void unless(boolean condition, String message) {
        if (!condition) {
            throw new Violation(message);
        }
    }
}
