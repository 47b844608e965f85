package io.tailrace.journal;

/**
 * A stretch of a journal that was exported or imported: the state at its begin as changes of its own, then its changes.
 * The change that had sequence {@code n} has {@code n - from + stateChanges} in what is made of it.
 *
 * @param from sequence after which it begins, in the journal it comes from
 * @param until its last sequence there
 * @param stateChanges changes that make the state at its begin: tables, indexes and documents, each one
 * @param changes changes of the stretch itself
 * @param bytes length of the file
 */
public record Stretch(long from, long until, long stateChanges, long changes, long bytes) {}
