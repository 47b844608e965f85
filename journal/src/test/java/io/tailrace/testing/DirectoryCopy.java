package io.tailrace.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** The files of a directory as a process leaves them that is killed now. */
public final class DirectoryCopy {
    private DirectoryCopy() {}

    /**
     * Copies the files of a directory that may be written to, with their times.
     *
     * @param live what is copied
     * @param copy made if it is not there
     * @return the copy
     */
    public static Path of(Path live, Path copy) throws IOException {
        Files.createDirectories(copy);
        try (Stream<Path> files = Files.list(live)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path to = copy.resolve(file.getFileName());
                if (Files.isDirectory(file)) {
                    of(file, to);
                } else if (Files.isRegularFile(file) && Files.size(file) == 0) {
                    // A lock, which would be lost if this process opened and closed its file.
                    Files.createFile(to);
                } else {
                    Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        return copy;
    }
}
