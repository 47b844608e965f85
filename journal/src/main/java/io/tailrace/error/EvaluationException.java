package io.tailrace.error;

/**
 * An expression failed on a document where that does not just mean that the document is left out, such as in a read.
 */
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
