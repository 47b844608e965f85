package io.tailrace.journal;

import io.tailrace.error.TailraceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Gives a salvaged journal the named cursors of the damaged one, where what they have passed is there under the same
 * sequences; says of all others where they stood. Used once.
 */
final class SalvagedCursors {
    private static final String LEFT_OUT = "a cursor was left out: cursor=";

    private final Path directory;
    private final long journalId;
    private final List<String> notes;
    /** First sequences of stretches of one epoch each, and those epochs. */
    private final List<long[]> epochs = new ArrayList<>();

    SalvagedCursors(Path source, long journalId, List<String> notes) {
        directory = source.resolve(Cursors.DIRECTORY);
        this.journalId = journalId;
        this.notes = notes;
    }

    /** A block was kept, whose changes begin with a sequence. */
    void kept(long sequence, long epoch) {
        if (epochs.isEmpty() || epochs.get(epochs.size() - 1)[1] != epoch) {
            epochs.add(new long[] {sequence, epoch});
        }
    }

    private long epochOf(long sequence) {
        long epoch = 0;
        for (long[] stretch : epochs) {
            epoch = stretch[0] <= sequence ? stretch[1] : epoch;
        }
        return epoch;
    }

    /**
     * Carries what can be.
     *
     * @param known those whose positions the kept blocks have
     * @param into the new journal
     * @param last greatest sequence that it shares with the damaged one, below 0 where their sequences are not the same
     */
    void carry(CursorCatalogue known, Journal into, long last) {
        TreeSet<String> names = new TreeSet<>();
        for (int i = 0; i < known.size(); i++) {
            names.add(known.at(i).name);
        }
        for (Path file : Cursors.files(directory)) {
            names.add(Cursors.nameOf(file));
        }
        for (String name : names) {
            try {
                carry(name, known.of(name), into, last);
            } catch (TailraceException e) {
                notes.add(LEFT_OUT + name + " " + e.getMessage());
            }
        }
    }

    private void carry(String name, CursorCatalogue.Entry journaled, Journal into, long last) {
        long generation = journaled == null ? 0 : journaled.saved.generation;
        CursorFile.Content content = CursorFile.read(Cursors.path(directory, name), journalId, generation);
        String defect = content == null ? null : Cursors.defect(content, name);
        boolean isOfFile = content != null && defect == null;
        boolean isNewer = isOfFile && content.newest != null && content.newest.generation >= generation;
        if (!isNewer && journaled == null) {
            notes.add(LEFT_OUT + name + " " + (defect == null ? "what it builds on is not in what was kept" : defect));
            return;
        }
        CursorFile.Saved saved = isNewer ? content.newest : journaled.saved;
        long passed = saved.place.end();
        if (last < 0) {
            notes.add(LEFT_OUT + name + " " + saved.place + ", and changes have other sequences here");
        } else if (passed > last || isNewer && epochOf(passed) > saved.epoch) {
            notes.add(LEFT_OUT + name + " " + saved.place + ", what it has passed is not there, last=" + last);
        } else {
            String text = isOfFile ? content.text : "";
            long fingerprint = isOfFile ? content.fingerprint : journaled.fingerprint;
            Cursors cursors = Cursors.of(into);
            NamedCursor cursor = cursors.use(name, fingerprint, text);
            boolean holding = isOfFile && content.holding;
            try {
                cursors.begin(cursor, cursor.generation(), fingerprint, text, holding, saved.place, saved.begun);
            } finally {
                cursors.release(cursor);
            }
        }
    }
}
