package io.tailrace.cli;

import io.tailrace.Tailrace;
import io.tailrace.cli.options.DirectoryOption;
import io.tailrace.document.JsonWriter;
import io.tailrace.journal.CursorInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists, shows, moves and deletes the named cursors of a journal. */
@Command(
        name = "cursor",
        description = "List, show, move or delete named cursors, the positions at which feeds have stopped. To move or"
                + " delete one, no other process may have the journal open for writing.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Example:",
            "  java -jar tailrace.jar cursor list --dir market",
            "  java -jar tailrace.jar cursor show --dir market risk",
            "  java -jar tailrace.jar cursor move --dir market risk --to 61700",
            "  java -jar tailrace.jar cursor delete --dir market risk"
        })
final class CursorCommand implements Runnable {
    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: list, show, move or delete");
    }

    @Command(name = "list", description = "Print what there is, one JSON line each.", mixinStandardHelpOptions = true)
    int list(@Mixin DirectoryOption directory) {
        try (Tailrace engine = directory.openReadOnly()) {
            engine.cursors().forEach(cursor -> print(engine, cursor));
            return Main.OK;
        }
    }

    @Command(name = "show", description = "Print one of them.", mixinStandardHelpOptions = true)
    int show(
            @Mixin DirectoryOption directory, @Parameters(paramLabel = "NAME", description = "Its name.") String name) {
        try (Tailrace engine = directory.openReadOnly()) {
            for (CursorInfo cursor : engine.cursors()) {
                if (cursor.name().equals(name)) {
                    print(engine, cursor);
                    return Main.OK;
                }
            }
            return missing(name);
        }
    }

    @Command(
            name = "move",
            description = "Set a cursor to a sequence; the next query that uses it takes it over.",
            mixinStandardHelpOptions = true)
    int move(
            @Mixin DirectoryOption directory,
            @Parameters(paramLabel = "NAME", description = "Its name.") String name,
            @Option(
                            names = "--to",
                            paramLabel = "SEQUENCE",
                            required = true,
                            description = "All changes up to there count as handled, 0 for none.")
                    long sequence) {
        if (sequence < 0) {
            throw new ParameterException(spec.commandLine(), "--to=" + sequence + " must not be negative");
        }
        try (Tailrace engine = directory.openExisting()) {
            engine.moveCursor(name, sequence);
            return Main.OK;
        } catch (IllegalArgumentException e) {
            main.console().error(e.getMessage());
            return Main.FAILED;
        }
    }

    @Command(
            name = "delete",
            description = "Delete a cursor; the next feed with its name starts anew.",
            mixinStandardHelpOptions = true)
    int delete(
            @Mixin DirectoryOption directory, @Parameters(paramLabel = "NAME", description = "Its name.") String name) {
        try (Tailrace engine = directory.openExisting()) {
            return engine.deleteCursor(name) ? Main.OK : missing(name);
        }
    }

    private int missing(String name) {
        main.console().error("no such cursor: cursor=" + name);
        return Main.FAILED;
    }

    private void print(Tailrace engine, CursorInfo cursor) {
        JsonWriter json = new JsonWriter(engine.dictionary());
        json.reset().beginObject().name("cursor").value(cursor.name());
        json.name("sequence").value(cursor.sequence());
        json.name("end").value(cursor.end());
        json.name("events").value(cursor.events());
        json.name("lag").value(Math.max(0, engine.lastSequence() - cursor.sequence()));
        json.name("initial").value(cursor.initial());
        json.name("holding").value(cursor.holding());
        json.name("query").value(cursor.query());
        if (cursor.defect() != null) {
            json.name("defect").value(cursor.defect());
        }
        main.console().out().line(json.endObject());
    }
}
