package io.tailrace.cli;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.cli.options.DirectoryOption;
import io.tailrace.cli.options.TableOption;
import io.tailrace.document.JsonWriter;
import io.tailrace.expression.Expression;
import io.tailrace.expression.Expressions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Makes, drops and lists the indexes of a table. */
@Command(
        name = "index",
        description =
                "Make, drop or list the indexes of a table. To make or drop one, no other process may have the journal"
                        + " open for writing.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Example:",
            "  java -jar tailrace.jar index create --dir market --table quotes bid",
            "  java -jar tailrace.jar index create --dir market --table quotes spread --expr 'row.ask - row.bid'",
            "  java -jar tailrace.jar index create --dir market --table books best --expr 'row.bids[0].price'",
            "  java -jar tailrace.jar index list --dir market --table quotes"
        })
final class IndexCommand implements Runnable {
    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: create, drop or list");
    }

    @Command(
            name = "create",
            description = "Make an index and wait until it is built.",
            mixinStandardHelpOptions = true)
    int create(
            @Mixin DirectoryOption directory,
            @Mixin TableOption table,
            @Parameters(paramLabel = "NAME", description = "Its name, and without --expr the field.") String name,
            @Option(names = "--expr", paramLabel = "EXPR", description = "What a document is listed under.")
                    String expression,
            @Option(names = "--multi", description = "Each element of an array is a key of its own.") boolean multi) {
        try (Tailrace engine = directory.openExisting()) {
            Table target = table.of(engine);
            if (multi) {
                target.createMultiIndex(name, expression == null ? field(name) : Expression.parse(expression));
            } else {
                target.createIndex(name, expression == null ? field(name) : Expression.parse(expression));
            }
            return Main.OK;
        }
    }

    private static Expression field(String name) {
        return Expressions.row(name);
    }

    @Command(name = "drop", description = "Drop an index.", mixinStandardHelpOptions = true)
    int drop(
            @Mixin DirectoryOption directory,
            @Mixin TableOption table,
            @Parameters(paramLabel = "NAME", description = "Its name.") String name) {
        try (Tailrace engine = directory.openExisting()) {
            if (table.of(engine).dropIndex(name)) {
                return Main.OK;
            }
            main.console().error("no such index: index=" + name);
            return Main.FAILED;
        }
    }

    @Command(name = "list", description = "Print what there is, one JSON line each.", mixinStandardHelpOptions = true)
    int list(@Mixin DirectoryOption directory, @Mixin TableOption table) {
        try (Tailrace engine = directory.openReadOnly()) {
            JsonWriter json = new JsonWriter(engine.dictionary());
            Table target = table.of(engine);
            for (String name : target.indexes()) {
                json.reset().beginObject().name("index").value(name);
                json.name("expression").value(target.indexExpression(name).toString());
                json.name("multi").value(target.isMultiIndex(name));
                main.console().out().line(json.endObject());
            }
            return Main.OK;
        }
    }
}
