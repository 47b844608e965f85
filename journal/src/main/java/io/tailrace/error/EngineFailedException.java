package io.tailrace.error;

/**
 * The engine has stopped after an error in its writer; nothing was acknowledged after that. Close it and open it again.
 */
public final class EngineFailedException extends EngineException {
    private static final long serialVersionUID = 1L;

    /**
     * Keeps the first error.
     *
     * @param cause what stopped the writer
     */
    public EngineFailedException(Throwable cause) {
        super("engine has failed, close and reopen it: " + cause, cause);
    }
}
