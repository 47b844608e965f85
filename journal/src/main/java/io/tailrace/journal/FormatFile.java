package io.tailrace.journal;

import io.tailrace.error.JournalException;
import io.tailrace.error.NotAJournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The file that makes a directory a journal. Content behind the header of {@link SmallFile}:
 *
 * <pre>
 *   0                 8
 *   | journal id (8)  |
 * </pre>
 */
final class FormatFile {
    static final String NAME = "journal.tailrace";
    /** Reads "TRJF" in a hex dump. */
    static final int MAGIC = 0x464A5254;

    private FormatFile() {}

    /** The id of the journal in a directory; a new one is made where the directory is empty but for a lock. */
    static long readOrCreate(Path directory) {
        ByteBuffer content = SmallFile.read(directory.resolve(NAME), MAGIC);
        if (content != null) {
            return id(directory, content);
        }
        refuseForeign(directory);
        long id = new SecureRandom().nextLong();
        SmallFile.write(
                directory.resolve(NAME),
                MAGIC,
                SmallFile.buffer(Long.BYTES).putLong(id).flip());
        return id;
    }

    /** The id of the journal in a directory. */
    static long read(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new NotAJournalException("there is no such directory: directory=" + directory
                    + ": check the path, or open it for writing to create a journal");
        }
        ByteBuffer content = SmallFile.read(directory.resolve(NAME), MAGIC);
        if (content == null) {
            throw new NotAJournalException("the directory holds no journal: directory=" + directory + " missing=" + NAME
                    + ": check the path, or open it for writing to create a journal");
        }
        return id(directory, content);
    }

    /** Refuses a directory that holds something and no journal, before anything is written to it. */
    static void refuseForeign(Path directory) {
        if (Files.exists(directory.resolve(NAME))) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<String> foreign = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(DirectoryLock.FILE_NAME) && !name.startsWith(NAME))
                    .limit(1)
                    .collect(Collectors.toList());
            if (!foreign.isEmpty()) {
                throw new NotAJournalException("the directory is not empty and holds no journal: directory=" + directory
                        + " found=" + foreign.get(0) + ": choose an empty directory");
            }
        } catch (IOException e) {
            throw new JournalException("cannot list the directory: directory=" + directory, e);
        }
    }

    private static long id(Path directory, ByteBuffer content) {
        if (content.remaining() != Long.BYTES) {
            throw new io.tailrace.error.CorruptJournalException(
                    directory.resolve(NAME).toString(), 0, "file has a wrong length: content=" + content.remaining());
        }
        return content.getLong();
    }
}
