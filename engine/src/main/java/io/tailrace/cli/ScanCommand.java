package io.tailrace.cli;

import io.tailrace.Tailrace;
import io.tailrace.document.JsonWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Prints all documents of a table. */
@Command(
        name = "scan",
        description = "Print all documents of a table in key order, one JSON line each.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  java -jar tailrace.jar scan --dir market --table quotes | head"})
final class ScanCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Mixin
    private DirectoryOption directory;

    @Mixin
    private TableOption table;

    @Override
    public Integer call() {
        try (Tailrace engine = directory.openReadOnly()) {
            final JsonWriter json = new JsonWriter(engine.dictionary());
            final Output out = main.console().out();
            table.of(engine)
                    .scanInKeyOrder((document, version) -> out.line(json.reset().document(document)));
            return Main.OK;
        }
    }
}
