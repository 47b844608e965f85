package io.tailrace.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the name of a directory is kept. Stateless. */
final class DirectoryName {
    private DirectoryName() {}

    /**
     * {@return the directory that has to be forced for the name of another one to be on the device; null for the root,
     * where another device is mounted, as that name is in no directory that a loss of power could take back, and where
     * the system knows no numbers of devices}
     */
    static Path keptIn(Path directory) throws IOException {
        Path real = directory.toRealPath();
        Path above = real.getParent();
        return above != null && device(above) != null && device(above).equals(device(real)) ? above : null;
    }

    private static Object device(Path directory) throws IOException {
        try {
            return Files.getAttribute(directory, "unix:dev");
        } catch (UnsupportedOperationException e) {
            return null;
        }
    }
}
