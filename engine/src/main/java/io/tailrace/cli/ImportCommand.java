package io.tailrace.cli;

import io.tailrace.journal.StretchImport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Makes a journal of an exported stretch. */
@Command(
        name = "import",
        description = {
            "Make a journal of a stretch that export has written: the state at its beginning, as changes of its own,",
            "then the changes. Prints how many of each; sequence n becomes n - from + stateChanges."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  java -jar tailrace.jar import --into incident incident.tailrace"})
final class ImportCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Option(
            names = "--into",
            required = true,
            paramLabel = "E",
            description = "The new journal: a directory that is not there yet, or is empty.")
    private Path into;

    @Parameters(paramLabel = "FILE", description = "What export has written.")
    private Path file;

    @Override
    public Integer call() {
        main.console().out().line(ExportCommand.json(StretchImport.read(file, into)));
        return Main.OK;
    }
}
