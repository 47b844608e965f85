package io.tailrace;

/** Which documents a command returns, as they were before and after. */
public enum ReturnChanges {
    /** None. */
    NO,
    /** Those that changed. */
    YES,
    /** All; those unchanged or refused show the stored document on both sides, and the error. */
    ALWAYS
}
