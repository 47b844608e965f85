package io.tailrace.conformance;

/** A case that does not hold. */
final class CaseFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    CaseFailure(String message) {
        super(message);
    }

    CaseFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
