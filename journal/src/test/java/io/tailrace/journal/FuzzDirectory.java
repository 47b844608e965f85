package io.tailrace.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where a target puts its input for readers of files: in memory, where there is such a place. Not thread safe. */
final class FuzzDirectory {
    private static final Path MEMORY = Path.of("/dev/shm");

    final Path path;

    FuzzDirectory() {
        try {
            path = Files.isWritable(MEMORY)
                    ? Files.createTempDirectory(MEMORY, "tailrace-fuzz")
                    : Files.createTempDirectory("tailrace-fuzz");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(path)));
    }

    Path write(String name, byte[] input) throws IOException {
        return Files.write(path.resolve(name), input);
    }

    static void remove(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
