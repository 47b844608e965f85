package io.tailrace.error;

/** An expression that failed on a document, where that is not the same as the document being absent. */
public final class EvaluationException extends EngineException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message the expression, the value and what it does not fit
     */
    public EvaluationException(String message) {
        super(message);
    }
}
