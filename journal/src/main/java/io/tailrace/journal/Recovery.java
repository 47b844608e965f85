package io.tailrace.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * What a replay found and mended.
 *
 * @param segments segments read; those before them only as far as their seals can be compared at once
 * @param blocks blocks read
 * @param changes changes replayed
 * @param bytes bytes of the blocks read
 * @param cutBytes bytes cut off the end, from where they were not written as a whole on: what was beyond the last
 *     force, and lost in part. They are kept in the directory {@code cut} of the journal; 0 when there were none
 * @param cutChanges changes in whole blocks among those bytes; there may have been more
 * @param cutFile file that was cut, or null
 * @param cutOffset position of the cut in that file
 * @param stateSequence sequence of the snapshot that it began with; 0 where it began with nothing
 * @param notes what else was mended, in words
 */
public record Recovery(
        int segments,
        long blocks,
        long changes,
        long bytes,
        long cutBytes,
        long cutChanges,
        String cutFile,
        long cutOffset,
        long stateSequence,
        List<String> notes) {
    /** Copies the notes. */
    public Recovery {
        notes = List.copyOf(notes);
    }

    /** The same with more notes in front. */
    Recovery with(List<String> first) {
        List<String> all = new ArrayList<>(first);
        all.addAll(notes);
        return withNotes(all);
    }

    /**
     * Adds a note.
     *
     * @param note in words
     * @return this with the note after the others
     */
    public Recovery noting(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return withNotes(more);
    }

    private Recovery withNotes(List<String> all) {
        return new Recovery(
                segments, blocks, changes, bytes, cutBytes, cutChanges, cutFile, cutOffset, stateSequence, all);
    }
}
