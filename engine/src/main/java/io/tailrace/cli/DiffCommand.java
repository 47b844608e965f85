package io.tailrace.cli;

import io.tailrace.Diff;
import io.tailrace.Tailrace;
import io.tailrace.cli.console.Output;
import io.tailrace.cli.options.DirectoryOption;
import io.tailrace.cli.options.PlaceArgument;
import io.tailrace.document.JsonWriter;
import io.tailrace.document.Value;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Prints what differs between two states of a journal. */
@Command(
        name = "diff",
        description = {
            "Compare the documents of two states, and print one JSON line for each that differs: table, type,",
            "old_val, new_val.",
            "Documents that were changed back, or came and went, are left out."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example:",
            "  java -jar tailrace.jar diff --dir market --from 1000 --until 2000",
            "  java -jar tailrace.jar diff --dir market --from 2024-08-08T23:59:00Z --table quotes"
        })
final class DiffCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Mixin
    private DirectoryOption directory;

    @Option(
            names = "--from",
            required = true,
            paramLabel = PlaceArgument.LABEL,
            converter = PlaceArgument.Converter.class,
            description = "The first state: after this sequence, or time.")
    private PlaceArgument from;

    @Option(
            names = "--until",
            paramLabel = PlaceArgument.LABEL,
            converter = PlaceArgument.Converter.class,
            description = "The second state: after this sequence, or time. Default: as it is now.")
    private PlaceArgument until;

    @Option(names = "--table", paramLabel = "T", description = "This table alone. Default: all of them.")
    private String table;

    @Override
    public Integer call() {
        try (Tailrace engine = directory.openReadOnly()) {
            long last = until == null ? engine.lastSequence() : until.last(engine);
            Diff diff = engine.diff(from.last(engine), last);
            if (table != null) {
                diff.table(table);
            }
            Output out = main.console().out();
            diff.run((name, before, after) -> out.line(line(name, before, after)));
            out.flush();
            return Main.OK;
        }
    }

    private static String line(String table, Value before, Value after) {
        JsonWriter json = new JsonWriter((before == null ? after : before).dictionary());
        json.reset().beginObject().name("table").value(table);
        json.name("type").value(before == null ? "add" : after == null ? "remove" : "change");
        return json + ",\"old_val\":" + text(before) + ",\"new_val\":" + text(after) + "}";
    }

    private static String text(Value value) {
        return value == null
                ? "null"
                : new JsonWriter(value.dictionary()).reset().value(value).toString();
    }
}
