package io.tailrace.journal;

import io.tailrace.error.Arguments;
import io.tailrace.error.DiskFullException;
import io.tailrace.error.JournalException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file for users that is made as a whole: beside its place, under {@code NAME.unfinished}, then forced and renamed.
 * So nobody takes a half of one for a whole. Stateless.
 *
 * @hidden
 */
public final class NewFile {
    private static final String UNFINISHED = ".unfinished";

    /** Writes what the file is to hold. */
    @FunctionalInterface
    public interface Content<T> {
        /**
         * Writes it.
         *
         * @param file empty, at its beginning; not closed
         * @return what the caller of {@link NewFile#write} wants to know
         */
        T writeTo(RandomAccessFile file) throws IOException;
    }

    private NewFile() {}

    /**
     * Makes a file. Nothing is left of it where that fails.
     *
     * @param file that does not exist yet
     * @param what it is going to hold, for messages
     * @throws JournalException when the file exists, or cannot be written
     */
    public static <T> T write(Path file, String what, Content<T> content) {
        Arguments.given(file, "file", "write(file, what, content)");
        Path work = file.resolveSibling(file.getFileName() + UNFINISHED);
        begin(work, what);
        boolean done = false;
        try {
            if (Files.exists(file)) {
                throw new JournalException("the file is there: file=" + file + ": choose another name");
            }
            T result;
            try (RandomAccessFile open = RegularFile.open(work, "rw")) {
                result = content.writeTo(open);
                open.getFD().sync();
            }
            Files.move(work, file, StandardCopyOption.ATOMIC_MOVE);
            done = true;
            return result;
        } catch (IOException e) {
            throw IoErrors.of("cannot write " + what, file, e);
        } catch (JournalException e) {
            throw e.getCause() instanceof DiskFullException full ? full : e; // the file is full, no journal has failed
        } finally {
            if (!done) {
                remove(work);
            }
        }
    }

    /** Who has made it writes to it alone, and nobody else to the file that it becomes. */
    private static void begin(Path work, String what) {
        try {
            Files.createFile(work);
        } catch (FileAlreadyExistsException e) {
            throw new JournalException(
                    "another export writes there, or one was killed: file=" + work
                            + ": wait for it, delete what is left, or choose another name",
                    e);
        } catch (IOException e) {
            throw IoErrors.of("cannot write " + what, work, e);
        }
    }

    private static void remove(Path work) {
        try {
            Files.deleteIfExists(work);
        } catch (IOException e) {
            assert Files.exists(work) : "its name says that it is unfinished";
        }
    }
}
