package io.tailrace.cli;

import io.tailrace.cli.options.DirectoryOption;
import io.tailrace.journal.Journal;
import io.tailrace.journal.SalvageReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Writes what is sound of a damaged journal into a new one. */
@Command(
        name = "salvage",
        description = {
            "Copy what is sound of a damaged journal into a new one, which opens and verifies. Only reads the damaged"
                    + " one.",
            "Prints what was kept and what was lost; salvage.json in the new directory says the same. Exit code 1 when"
                    + " changes are known to be missing."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  java -jar tailrace.jar salvage --dir market --into market.salvaged",
            "  java -jar tailrace.jar salvage --dir market --into market.salvaged --holes"
        })
final class SalvageCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Mixin
    private DirectoryOption directory;

    @Option(
            names = "--into",
            required = true,
            paramLabel = "E",
            description = "The new journal: a directory that is not there yet, or is empty.")
    private Path into;

    @Option(
            names = "--holes",
            description = {
                "Take what lies after damage, too: all sound blocks. Changes after the first damage get other",
                "sequences, without gaps. Default: up to the first damage."
            })
    private boolean holes;

    @Override
    public Integer call() {
        SalvageReport report = Journal.salvage(directory.path(), into, holes);
        main.console().out().line(report.toJson());
        for (String note : report.notes()) {
            main.console().message("note: " + note);
        }
        if (report.left() > 0) {
            main.console()
                    .message("note: " + report.left() + " changes in sound blocks lie after the first damage: for"
                            + " these, too, choose another target and add --holes");
        }
        return report.complete() ? Main.OK : Main.FAILED;
    }
}
