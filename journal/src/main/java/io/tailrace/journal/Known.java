package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.UnsupportedFormatException;
import java.nio.file.Path;

/**
 * How far a journal that another process may write goes at least, as its watermark and its seals said when it was
 * opened. What they vouch for and is not there is missing, and no end.
 *
 * @param forced the watermark
 * @param sealed newest segment with a seal, 0 when there is none
 * @param sealDefect what is wrong with the seals, or null; they vouch for nothing then, and the watermark, which every
 *     close writes before them, is what counts
 */
record Known(Watermark forced, int sealed, String sealDefect) {
    /** Where this process writes, or nobody does. */
    static final Known NOTHING = new Known(Watermark.ABSENT, 0, null);

    static Known read(Path directory, long journalId) {
        Watermark forced = WatermarkFile.read(directory, journalId);
        try {
            return new Known(forced, SealFile.read(directory, journalId).newest(), null);
        } catch (CorruptJournalException | UnsupportedFormatException e) {
            return new Known(forced, 0, e.getMessage());
        }
    }

    /** Newest segment that must be there, 0 when none must. */
    int segment() {
        return Math.max(sealed, forced.newestSegment());
    }

    /**
     * What is wrong with a journal that was read to its end, or null.
     *
     * @param whole whether all segments were there and read
     */
    String missing(boolean whole, long lastSequence, long floorNs) {
        if (forced.isBeyond(lastSequence, floorNs)) {
            return forced.missing(lastSequence, floorNs) + " sealed=" + sealed;
        }
        if (!whole) {
            return "the journal ends before what was sealed: sequence=" + lastSequence + " sealed=" + sealed;
        }
        return sealDefect == null || forced.isPresent()
                ? null
                : "nobody knows whether the end is missing: " + sealDefect;
    }
}
