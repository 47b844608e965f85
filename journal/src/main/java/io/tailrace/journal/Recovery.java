package io.tailrace.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * What a replay found and mended.
 *
 * @param segments segments read
 * @param blocks blocks read
 * @param changes changes replayed
 * @param bytes bytes of the blocks read
 * @param cutBytes bytes cut off the end because a block there had not been written as a whole; 0 when there were none
 * @param cutFile file that was cut, or null
 * @param cutOffset position of the cut in that file
 * @param notes what else was mended, in words
 */
public record Recovery(
        int segments,
        long blocks,
        long changes,
        long bytes,
        long cutBytes,
        String cutFile,
        long cutOffset,
        List<String> notes) {
    /** Copies the notes. */
    public Recovery {
        notes = List.copyOf(notes);
    }

    /** The same with more notes in front. */
    Recovery with(List<String> first) {
        List<String> all = new ArrayList<>(first);
        all.addAll(notes);
        return new Recovery(segments, blocks, changes, bytes, cutBytes, cutFile, cutOffset, all);
    }

    /**
     * Adds a note.
     *
     * @param note in words
     * @return this with the note behind the others
     */
    public Recovery noting(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new Recovery(segments, blocks, changes, bytes, cutBytes, cutFile, cutOffset, more);
    }
}
