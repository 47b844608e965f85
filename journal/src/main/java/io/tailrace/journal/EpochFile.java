package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * How often the journal has been opened for writing, raised each time. Content behind the header of {@link SmallFile}:
 *
 * <pre>
 *   0            8
 *   | epoch (8)  |
 * </pre>
 */
final class EpochFile {
    static final String NAME = "epoch.tailrace";
    /** Reads "TREP" in a hex dump. */
    static final int MAGIC = 0x50455254;

    private EpochFile() {}

    /** The epoch there, 0 when there is none. */
    static long read(Path directory) {
        ByteBuffer content = SmallFile.read(directory.resolve(NAME), MAGIC);
        if (content == null) {
            return 0;
        }
        long epoch = content.remaining() == Long.BYTES ? content.getLong() : -1;
        if (epoch < 1) {
            throw new CorruptJournalException(directory.resolve(NAME).toString(), 0, "epoch is impossible: " + epoch);
        }
        return epoch;
    }

    /** Writes the next one; only under the lock. */
    static long raise(Path directory) {
        long epoch = read(directory) + 1;
        SmallFile.write(
                directory.resolve(NAME),
                MAGIC,
                SmallFile.buffer(Long.BYTES).putLong(epoch).flip());
        return epoch;
    }
}
