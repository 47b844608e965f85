package io.tailrace.error;

/**
 * A view that was lent for one call was used after it: {@code copy()} keeps what is needed longer. Noticed only when
 * assertions are enabled.
 */
public final class StaleViewException extends TailraceException {
    private static final long serialVersionUID = 1L;

    /**
     * Names the view.
     *
     * @param what which view
     */
    public StaleViewException(String what) {
        super(what + " was used after the call that it was lent for: it shows something else by now; keep what copy()"
                + " returns instead");
    }
}
