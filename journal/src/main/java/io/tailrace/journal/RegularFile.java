package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The one place where files of a journal are opened: what stands under the name of one is looked at first, as the
 * opening of a pipe waits for its other end, and for ever where nobody holds that. Links are followed. Stateless.
 */
final class RegularFile {
    private RegularFile() {}

    /**
     * What the system says of a file.
     *
     * @throws NoSuchFileException when nothing stands under that name
     * @throws CorruptJournalException when something stands there that is no file
     */
    static BasicFileAttributes look(Path file) throws IOException {
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (AccessDeniedException e) {
            throw e;
        } catch (FileSystemException e) {
            if (Files.isSymbolicLink(file)) {
                throw inTheWay(file, "a link that leads to no file");
            }
            throw e;
        }
        if (!found.isRegularFile()) {
            throw inTheWay(file, found.isDirectory() ? "a directory" : "a pipe or a device");
        }
        return found;
    }

    /** Refuses what is no file under that name; nothing at all is no harm. */
    static void refuseOther(Path file) {
        try {
            look(file);
        } catch (NoSuchFileException e) {
            assert !Files.isSymbolicLink(file) : "a link is something";
        } catch (IOException e) {
            throw IoErrors.reading("cannot look at the file", file, e);
        }
    }

    private static CorruptJournalException inTheWay(Path file, String what) {
        return new CorruptJournalException(
                file.toString(), 0, what + " stands in the place of a file: move it elsewhere, or name another one");
    }

    /** An interrupt of the calling thread does not disturb. */
    static RandomAccessFile open(Path file, String mode) throws IOException {
        look(file);
        try {
            return new RandomAccessFile(file.toFile(), mode);
        } catch (FileNotFoundException e) { // which it throws for much else, too
            look(file); // says what it is where the file was taken away meanwhile
            throw e;
        }
    }

    /** An interrupt of a thread that works on it closes it. */
    static FileChannel channel(Path file, OpenOption option) throws IOException {
        look(file);
        return FileChannel.open(file, option);
    }
}
