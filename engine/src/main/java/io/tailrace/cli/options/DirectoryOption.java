package io.tailrace.cli.options;

import io.tailrace.RetentionPolicy;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/**
 * The option that names the journal directory.
 *
 * @hidden
 */
public final class DirectoryOption {
    @Option(names = "--dir", required = true, paramLabel = "D", description = "The journal directory.")
    private Path directory;

    /** As it was given. */
    public Path path() {
        return directory;
    }

    /** Opens the engine for reading, beside a process that writes or none. */
    public Tailrace openReadOnly() {
        return Tailrace.open(new TailraceConfig().directory(directory).readOnly(true));
    }

    /** Opens the engine of a journal that is there for writing. */
    public Tailrace openExisting() {
        return openExisting(RetentionPolicy.keepAll());
    }

    /** The same, of which that much is kept. */
    public Tailrace openExisting(RetentionPolicy retention) {
        openReadOnly().close(); // opening for writing would make a journal where there is none
        return Tailrace.open(new TailraceConfig().directory(directory).retention(retention));
    }
}
