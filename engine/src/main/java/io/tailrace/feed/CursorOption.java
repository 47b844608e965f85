package io.tailrace.feed;

/** How a feed keeps its position under a name, see {@link ChangesOptions#cursor(String, CursorOption...)}. */
public enum CursorOption {
    /**
     * Positions are committed with transactions of the handler, by {@link Change#commitWith} or
     * {@link Feed#commitWith}, and only so: what the handler writes to the same engine in them is written exactly once.
     */
    BY_TRANSACTION,
    /**
     * Each position that is saved is forced to the disk, after the journal: it survives the loss of power, together
     * with everything committed before. That takes two forces for each poll. With {@link #BY_TRANSACTION} the
     * acknowledgement level of the transaction decides instead.
     */
    SYNCED,
    /** Retention keeps the journal from the position on. */
    HOLDING
}
