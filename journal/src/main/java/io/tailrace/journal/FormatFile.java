package io.tailrace.journal;

import io.tailrace.error.JournalException;
import io.tailrace.error.NotAJournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The file that makes a directory a journal. Content after the header of {@link SmallFile}:
 *
 * <pre>
 *   0                 8              16
 *   | journal id (8)  | hash seed (8) |
 * </pre>
 *
 * The seed decides in what order keys are walked, and who does not know it cannot choose keys that collide. It belongs
 * to the journal, so that every engine on it walks in the same order.
 *
 * <p>The version of this file is that of the whole format, and a journal of another version is refused. It is raised
 * with everything that another build would take for damage or pass over.
 */
final class FormatFile {
    static final String NAME = "journal.tailrace";
    /** Reads "TRJF" in a hex dump. */
    static final int MAGIC = 0x464A5254;

    static final int VERSION = 5;

    private static final int CONTENT_LENGTH = 2 * Long.BYTES;
    private static final SmallFile FILE = new SmallFile(
            NAME,
            MAGIC,
            VERSION,
            CONTENT_LENGTH,
            "nothing can be read without it; restore it from a copy of the journal, of any age");

    private FormatFile() {}

    /**
     * What the file says; it is made where the directory is empty but for locks.
     *
     * @param stated the seed asked for, or null
     * @throws JournalException when the journal has another seed than the one asked for
     */
    static Format readOrCreate(ForceOrder order, Long stated) {
        Path directory = order.directory();
        ByteBuffer content = FILE.read(directory);
        if (content == null) {
            refuseForeign(directory);
            return write(order, new Format(VERSION, new SecureRandom().nextLong(), seed(stated)));
        }
        return format(directory, content, stated);
    }

    private static Format write(ForceOrder order, Format format) {
        ByteBuffer content =
                SmallFile.buffer(CONTENT_LENGTH).putLong(format.journalId).putLong(format.hashSeed);
        FILE.write(order, content.flip());
        return format;
    }

    /**
     * What the file in a directory says.
     *
     * @param stated the seed asked for, or null
     */
    static Format read(Path directory, Long stated) {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new NotAJournalException("not a directory: directory=" + directory + ": check the path");
        }
        if (!Files.isDirectory(directory)) {
            throw new NotAJournalException("there is no such directory: directory=" + directory
                    + ": check the path, or open it for writing to create a journal");
        }
        ByteBuffer content = FILE.read(directory);
        if (content == null) {
            refuseHeadless(directory);
            throw new NotAJournalException("the directory holds no journal: directory=" + directory + " missing=" + NAME
                    + ": check the path, or open it for writing to create a journal");
        }
        return format(directory, content, stated);
    }

    /** Whether the file is what was written, by whatever version; else that it names another one says nothing. */
    static boolean isWhole(Path directory) {
        return FILE.isWhole(directory);
    }

    /** A seed that nobody can guess, unless one was asked for. */
    static long seed(Long stated) {
        return stated != null ? stated : new SecureRandom().nextLong();
    }

    /** Refuses a directory that holds something and no journal, before anything is written to it. */
    static void refuseForeign(Path directory) {
        if (Files.exists(directory.resolve(NAME), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        refuseHeadless(directory);
        try (Stream<Path> files = Files.list(directory)) {
            List<String> foreign = files.map(file -> file.getFileName().toString())
                    .filter(name -> !DirectoryLock.isLock(name) && !name.startsWith(NAME))
                    .limit(1)
                    .collect(Collectors.toList());
            if (!foreign.isEmpty()) {
                throw new NotAJournalException("the directory is not empty and holds no journal: directory=" + directory
                        + " found=" + foreign.get(0) + ": choose an empty directory");
            }
        } catch (IOException e) {
            throw IoErrors.reading("cannot list the directory", directory, e);
        }
    }

    /** Segments are of a journal, whose file was lost. */
    private static void refuseHeadless(Path directory) {
        int segments = new SegmentFiles(directory).list().length;
        if (segments > 0) {
            throw FILE.damage(directory, "file is missing, though there are segments: segments=" + segments);
        }
    }

    private static Format format(Path directory, ByteBuffer content, Long stated) {
        int version = SmallFile.version(content);
        if (content.remaining() != CONTENT_LENGTH) {
            throw FILE.damage(directory, "file has a wrong length: content=" + content.remaining());
        }
        Format format = new Format(version, content.getLong(), content.getLong());
        if (stated != null && stated != format.hashSeed) {
            throw new JournalException("the journal has another hash seed: directory=" + directory + " hashSeed="
                    + stated + ": leave hashSeed unset, it is for new journals");
        }
        return format;
    }

    /** What the file says. */
    record Format(int version, long journalId, long hashSeed) {}
}
