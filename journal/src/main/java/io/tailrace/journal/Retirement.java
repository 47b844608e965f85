package io.tailrace.journal;

/**
 * What was taken away of the begin of a journal.
 *
 * @param segments how many
 * @param bytes how long their files were
 * @param formerSequence the oldest one that could be read before
 * @param oldestSequence the oldest one that can be read from now on
 * @param isOverdue whether somebody waits for what was taken away, and for too long
 * @hidden
 */
public record Retirement(int segments, long bytes, long formerSequence, long oldestSequence, boolean isOverdue) {}
