package io.tailrace.cli.options;

import io.tailrace.RetentionPolicy;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The option that names the journal directory.
 *
 * @hidden
 */
public final class DirectoryOption {
    @Option(names = "--dir", required = true, paramLabel = "D", description = "The journal directory.")
    private Path directory;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** As it was given. */
    public Path path() {
        return directory;
    }

    /** Opens the engine for reading, beside a process that writes or none. */
    public Tailrace openReadOnly() {
        return Tailrace.open(config().readOnly(true));
    }

    /** Opens the engine of a journal that is there for writing. */
    public Tailrace openExisting() {
        return openExisting(RetentionPolicy.keepAll());
    }

    /** The same, of which that much is kept. */
    public Tailrace openExisting(RetentionPolicy retention) {
        openReadOnly().close(); // opening for writing would make a journal where there is none
        Tailrace engine = Tailrace.open(config().retention(retention));
        RecoveryNotes.of(engine).forEach(command.commandLine().getErr()::println);
        return engine;
    }

    /** What has no caller is a message of the command's, one line, as what fails it is. */
    private TailraceConfig config() {
        return new TailraceConfig().directory(directory).errorHandler(this::tell);
    }

    private void tell(Throwable error) {
        command.commandLine()
                .getErr()
                .println("error: " + String.valueOf(error.getMessage()).replaceAll("\\s*\\R\\s*", " "));
    }
}
