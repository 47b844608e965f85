package io.tailrace.write;

/** When a blocking write returns. */
public enum Acknowledgement {
    /** When the write is in the ring: its place in the order is fixed, its outcome is not known; survives nothing. */
    RECEIVED,
    /** When its block is committed and the index shows it: survives the end of the process, kill -9 included. */
    JOURNALED
}
