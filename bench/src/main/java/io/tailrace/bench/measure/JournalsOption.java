package io.tailrace.bench.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option that says where journals are made, of every command that measures. */
public final class JournalsOption {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where to make the journals, removed at the end (default: that of temporary files).")
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    /** As it was given. */
    public Path path() {
        return directory;
    }

    /** The machine that they are made on. */
    public Map<String, Object> machine() {
        return Machine.describe(directory);
    }

    /** A place for one journal after the other. */
    public Scratch scratch() throws IOException {
        return new Scratch(directory);
    }
}
