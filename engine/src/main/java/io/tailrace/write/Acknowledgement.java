package io.tailrace.write;

/** When a blocking write returns. */
public enum Acknowledgement {
    /**
     * When the write is in the ring: its place in the order is fixed, its outcome is not known; survives nothing. When
     * such writes begin to be refused because the disk or the memory for indexes is full, the error handler is told,
     * once until there is room again.
     */
    RECEIVED,
    /**
     * When its block is committed and the index shows it: survives the end of the process, kill -9 included. The
     * default.
     */
    JOURNALED,
    /**
     * When its block is forced to the disk as well: survives the loss of power. One force serves all writes that wait.
     * Not in memory.
     */
    SYNCED
}
