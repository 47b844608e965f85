package io.tailrace.feed;

/** How a feed keeps its position under a name, see {@link ChangesOptions#cursor(String, CursorOption...)}. */
public enum CursorOption {
    /**
     * Positions are committed with transactions of the handler, by {@link Change#commitWith} or
     * {@link Feed#commitWith}, and only so: what the handler writes to the same engine with them is written exactly
     * once.
     */
    BY_TRANSACTION,
    /**
     * Each position that is saved is forced to the disk, after the journal: it survives the loss of power, together
     * with all that was committed before. That takes the time of two forces for each poll. With {@link #BY_TRANSACTION}
     * the level of the acknowledgement decides for what is committed with a transaction.
     */
    SYNCED,
    /** The journal is to be kept from the position on, where old segments are removed. */
    HOLDING
}
