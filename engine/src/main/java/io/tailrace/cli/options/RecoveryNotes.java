package io.tailrace.cli.options;

import io.tailrace.Tailrace;
import io.tailrace.journal.Recovery;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What was found and mended when a journal was opened for writing, as lines for who opened it. Stateless.
 *
 * @hidden
 */
public final class RecoveryNotes {
    private RecoveryNotes() {}

    /** A line for each, none where there was nothing to mend. */
    public static List<String> of(Tailrace engine) {
        Recovery recovery = engine.recovery();
        List<String> lines = new ArrayList<>();
        if (recovery.cutBytes() > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "note: an end that was not forced and not whole was cut: file=%s offset=%d bytes=%d changes=%d:"
                            + " the bytes are kept in the directory cut of the journal",
                    recovery.cutFile(),
                    recovery.cutOffset(),
                    recovery.cutBytes(),
                    recovery.cutChanges()));
        }
        for (String note : recovery.notes()) {
            lines.add("note: " + note.replaceAll("\\s*\\R\\s*", " "));
        }
        return lines;
    }
}
