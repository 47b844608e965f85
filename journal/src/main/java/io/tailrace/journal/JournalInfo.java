package io.tailrace.journal;

/**
 * A look at a journal.
 *
 * @param place directory, or "memory"
 * @param formatVersion version of the format on disk
 * @param journalId random number that all blocks of the journal carry
 * @param epoch how often the journal has been opened for writing
 * @param firstSequence oldest sequence that can be read
 * @param lastSequence newest committed sequence, 0 when there is none
 * @param lastTimeNs time that the journal has come to, that of this change or a later mark, in nanoseconds since 1970
 * @param clampedTimes changes since opening whose time was moved forward, because times never go back
 * @param segments number of segments
 * @param retiredSegments number of older ones, which were taken away
 * @param usedBytes bytes used in those there are
 */
public record JournalInfo(
        String place,
        int formatVersion,
        long journalId,
        long epoch,
        long firstSequence,
        long lastSequence,
        long lastTimeNs,
        long clampedTimes,
        int segments,
        int retiredSegments,
        long usedBytes) {}
