package io.tailrace.journal;

import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.JsonWriter;
import java.nio.file.Path;
import java.util.List;

/**
 * What was kept of a damaged journal, and what was lost. Sequences are those of the damaged journal unless it is said.
 *
 * @param directory the new journal
 * @param holes whether what lies after damage was taken, too
 * @param blocks blocks that were kept
 * @param changes changes in them
 * @param firstSequence sequence of the first of them, 0 when there is none
 * @param lastSequence sequence of the last of them, 0 when there is none
 * @param stateSequence of the snapshot whose state comes before them as changes of its own, 0 where it was none
 * @param newSequence last sequence of the new journal
 * @param withoutEffect changes that were kept but not written, as they change nothing in what was kept before them
 * @param left changes in sound blocks that were not taken, as they lie after damage
 * @param lost what was passed over, in the order of the journal
 * @param notes what else is to be said
 */
public record SalvageReport(
        Path directory,
        boolean holes,
        long blocks,
        long changes,
        long firstSequence,
        long lastSequence,
        long stateSequence,
        long newSequence,
        long withoutEffect,
        long left,
        List<Loss> lost,
        List<String> notes) {
    /** Copies the lists. */
    public SalvageReport {
        lost = List.copyOf(lost);
        notes = List.copyOf(notes);
    }

    /** {@return whether all changes are there that the damaged journal is known to have had} */
    public boolean complete() {
        boolean missing = left > 0;
        for (Loss loss : lost) {
            missing |= loss.toSequence() > 0;
        }
        return !missing;
    }

    /** {@return all of it as a JSON object, as it stands in the file {@code salvage.json} of the new journal} */
    public String toJson() {
        JsonWriter json =
                new JsonWriter(new Dictionary(new DocumentLimits())).reset().beginObject();
        json.name("complete").value(complete());
        json.name("holes").value(holes);
        json.name("blocks").value(blocks);
        json.name("changes").value(changes);
        json.name("firstSequence").value(firstSequence);
        json.name("lastSequence").value(lastSequence);
        json.name("stateSequence").value(stateSequence);
        json.name("newSequence").value(newSequence);
        json.name("withoutEffect").value(withoutEffect);
        json.name("left").value(left);
        json.name("lost").beginArray();
        for (Loss loss : lost) {
            json.beginObject();
            json.name("fromSequence").value(loss.fromSequence());
            json.name("toSequence").value(loss.toSequence());
            json.name("newSequence").value(loss.newSequence());
            json.name("file").value(loss.file());
            json.name("offset").value(loss.offset());
            json.name("bytes").value(loss.bytes());
            json.name("what").value(loss.what()).endObject();
        }
        json.endArray().name("notes").beginArray();
        notes.forEach(json::value);
        return json.endArray().endObject().toString();
    }

    /**
     * One thing that was lost.
     *
     * @param fromSequence first change that is missing, 0 where none is, or nobody knows
     * @param toSequence last change that is missing, 0 where none is, or nobody knows
     * @param newSequence last sequence of the new journal before it
     * @param file name of the file
     * @param offset position in it, in bytes
     * @param bytes how many bytes were passed over there
     * @param what what is wrong there
     */
    public record Loss(
            long fromSequence, long toSequence, long newSequence, String file, long offset, long bytes, String what) {
        static final String TO_THE_END = "no sound block up to the end of the file";

        boolean isOfAnEnd() {
            return what.equals(TO_THE_END);
        }

        Loss of(long first, long last, long before) {
            return new Loss(first, last, before, file, offset, bytes, what);
        }
    }

    /**
     * The command that salvages a journal, as a person types it.
     *
     * @param damaged where it lies
     * @return a line for a shell, with a target beside it
     */
    public static String command(Path damaged) {
        return Salvage.command(damaged);
    }
}
