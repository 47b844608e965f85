package io.tailrace.journal;

import java.util.List;

/**
 * What a check of every byte of a journal found.
 *
 * @param segments segments checked
 * @param retiredSegments older ones, which were taken away
 * @param blocks sound blocks
 * @param changes changes in them
 * @param firstSequence first sequence found, 0 when there is none
 * @param lastSequence last sequence found, 0 when there is none
 * @param bytes bytes checked
 * @param snapshots sound snapshots
 * @param defects what is wrong and where, in the order found
 * @param notes what could not be checked and why; no defects
 */
public record VerifyReport(
        int segments,
        int retiredSegments,
        long blocks,
        long changes,
        long firstSequence,
        long lastSequence,
        long bytes,
        int snapshots,
        List<Defect> defects,
        List<String> notes) {
    /** Copies the lists. */
    public VerifyReport {
        defects = List.copyOf(defects);
        notes = List.copyOf(notes);
    }

    /** {@return whether nothing is wrong} */
    public boolean sound() {
        return defects.isEmpty();
    }

    /**
     * One thing that is wrong.
     *
     * @param file name of the file
     * @param offset position in it, in bytes
     * @param what what is wrong there
     */
    public record Defect(String file, long offset, String what) {}
}
