package io.tailrace.cli.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory that is removed with everything in it when it is closed, if it was made here. Not thread safe.
 *
 * @hidden
 */
public final class TemporaryDirectory implements AutoCloseable {
    private final Path path;
    private final boolean made;

    /** Takes a given directory, or makes one when there is none given. */
    public TemporaryDirectory(Path given) throws IOException {
        made = given == null;
        path = made ? Files.createTempDirectory("tailrace-demo") : given;
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Whether it was made for this run, and goes with it. */
    public boolean made() {
        return made;
    }

    @Override
    public void close() {
        if (!made) {
            return;
        }
        try (Stream<Path> walk = Files.walk(path)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the temporary directory: directory=" + path, e);
        }
    }
}
