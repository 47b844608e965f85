package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.UnsupportedFormatException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * How often the journal has been opened for writing, raised each time. All blocks carry the epoch they were written in,
 * and epochs never fall, so what the blocks say counts where it is more than what the file says. Content after the
 * header of {@link SmallFile}:
 *
 * <pre>
 *   0            8                 16
 *   | epoch (8)  | journal id (8)  |
 * </pre>
 */
final class EpochFile {
    static final String NAME = "epoch.tailrace";
    /** Reads "TREP" in a hex dump. */
    static final int MAGIC = 0x50455254;

    private static final int CONTENT_LENGTH = 2 * Long.BYTES;
    private static final SmallFile FILE =
            new SmallFile(NAME, MAGIC, 1, CONTENT_LENGTH, "the next opening for writing makes it anew");

    private EpochFile() {}

    /** The epoch there, 0 when there is no file. */
    static long read(Path directory, long journalId) {
        ByteBuffer content = FILE.read(directory);
        if (content == null) {
            return 0;
        }
        if (content.remaining() != CONTENT_LENGTH) {
            throw FILE.damage(directory, "file has a wrong length: content=" + content.remaining());
        }
        long epoch = content.getLong();
        long id = content.getLong();
        if (id != journalId) {
            throw FILE.damage(directory, "epoch belongs to another journal: id=" + id);
        }
        if (epoch < 1 || epoch == Long.MAX_VALUE) {
            throw FILE.damage(directory, "epoch is impossible: " + epoch);
        }
        return epoch;
    }

    /** The epoch there for who only reads: 0 when there is none that can be believed. */
    static long look(Path directory, long journalId) {
        try {
            return read(directory, journalId);
        } catch (CorruptJournalException | UnsupportedFormatException e) {
            return 0;
        }
    }

    /** Writes the next one, greater than any in the blocks; only under the lock. Notes where the file disagreed. */
    static long raise(ForceOrder order, long journalId, long greatestOfBlocks, List<String> notes) {
        long found = 0;
        try {
            found = read(order.directory(), journalId);
            if (found < greatestOfBlocks) {
                String what = found == 0 ? "was missing" : "was stale: epoch=" + found;
                notes.add("the epoch file " + what + " blocks=" + greatestOfBlocks + ": made anew");
            }
        } catch (CorruptJournalException | UnsupportedFormatException e) {
            notes.add("the epoch file could not be believed: made anew: blocks=" + greatestOfBlocks + ": "
                    + e.getMessage());
        }
        long epoch = Math.max(found, greatestOfBlocks) + 1;
        ByteBuffer content = SmallFile.buffer(CONTENT_LENGTH).putLong(epoch).putLong(journalId);
        FILE.write(order, content.flip());
        return epoch;
    }
}
