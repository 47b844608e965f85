package io.tailrace.cli;

import io.tailrace.AsOf;
import io.tailrace.Tailrace;
import io.tailrace.cli.console.Output;
import io.tailrace.cli.options.AsOfOption;
import io.tailrace.cli.options.DirectoryOption;
import io.tailrace.cli.options.QueryOptions;
import io.tailrace.cli.options.TableOption;
import io.tailrace.document.JsonWriter;
import io.tailrace.query.Cursor;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Prints documents of a table. */
@Command(
        name = "scan",
        description = {
            "Print documents of a table as they are at one sequence, one JSON line each,",
            "by default all of them in key order."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example:",
            "  java -jar tailrace.jar scan --dir market --table quotes | head",
            "  java -jar tailrace.jar scan --dir market --table quotes --as-of 1000",
            "  java -jar tailrace.jar scan --dir market --table quotes --order-by bid --desc --limit 5",
            "  java -jar tailrace.jar scan --dir market --table quotes --filter 'row.ask - row.bid > 0.5' --pluck id"
        })
final class ScanCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Mixin
    private DirectoryOption directory;

    @Mixin
    private TableOption table;

    @Mixin
    private AsOfOption asOf;

    @Mixin
    private QueryOptions query;

    @Override
    public Integer call() {
        try (Tailrace engine = directory.openReadOnly();
                AsOf state = asOf.of(engine);
                Cursor documents = query.inOrder(table.of(engine, state)).read()) {
            JsonWriter json = new JsonWriter(AsOfOption.dictionary(engine, state));
            Output out = main.console().out();
            while (documents.next()) {
                out.line(json.reset().value(documents.value()));
            }
            return Main.OK;
        }
    }
}
