package io.tailrace.cli;

import io.tailrace.Tailrace;
import io.tailrace.cli.options.DirectoryOption;
import io.tailrace.document.JsonWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists and drops tables. */
@Command(
        name = "table",
        description = "List or drop tables. To drop one, no other process may have the journal open for writing.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  java -jar tailrace.jar table list --dir market"})
final class TableCommand implements Runnable {
    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: list or drop");
    }

    @Command(name = "list", description = "Print the tables, one JSON line each.", mixinStandardHelpOptions = true)
    int list(@Mixin DirectoryOption directory) {
        try (Tailrace engine = directory.openReadOnly()) {
            JsonWriter json = new JsonWriter(engine.dictionary());
            for (String name : engine.tables()) {
                json.reset().beginObject().name("table").value(name);
                json.name("key").value(engine.existingTable(name).keyField());
                main.console().out().line(json.endObject());
            }
            return Main.OK;
        }
    }

    @Command(name = "drop", description = "Drop a table with all documents.", mixinStandardHelpOptions = true)
    int drop(
            @Mixin DirectoryOption directory,
            @Parameters(paramLabel = "TABLE", description = "Its name.") String name) {
        try (Tailrace engine = directory.openExisting()) {
            if (engine.dropTable(name)) {
                return Main.OK;
            }
            main.console().error("no such table: table=" + name);
            return Main.FAILED;
        }
    }
}
