package io.tailrace.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories that live as long as a round. Not thread safe. */
public final class Scratch implements AutoCloseable {
    private final Path root;
    private int number;

    /** @param parent where to make them, so that the file system under test can be chosen */
    public Scratch(Path parent) throws IOException {
        Files.createDirectories(parent);
        root = Files.createTempDirectory(parent, "tailrace-bench-");
    }

    /** A new directory that does not exist yet. */
    public Path fresh(String name) {
        return root.resolve(name + "-" + number++);
    }

    /** In which all of them lie. */
    public Path root() {
        return root;
    }

    public static void remove(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> walk = Files.walk(directory)) {
            deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }

    @Override
    public void close() throws IOException {
        remove(root);
    }
}
