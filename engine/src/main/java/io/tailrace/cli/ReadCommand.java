package io.tailrace.cli;

import io.tailrace.AsOf;
import io.tailrace.Tailrace;
import io.tailrace.cli.options.AsOfOption;
import io.tailrace.cli.options.DirectoryOption;
import io.tailrace.cli.options.KeyArgument;
import io.tailrace.cli.options.TableOption;
import io.tailrace.document.JsonWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Prints one document. */
@Command(
        name = "read",
        description = "Print the document with a key. Exit code 1 when there is none.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  java -jar tailrace.jar read --dir market --table quotes BTCUSDT",
            "  java -jar tailrace.jar read --dir market --table quotes BTCUSDT --as-of 2024-08-08T23:59:30Z",
            "  java -jar tailrace.jar read --dir market --table levels '[\"usdm_btcusdt\",\"b\",6165970000000]'"
        })
final class ReadCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Mixin
    private DirectoryOption directory;

    @Mixin
    private TableOption table;

    @Mixin
    private AsOfOption asOf;

    @Parameters(paramLabel = "KEY", description = "The key: JSON if it is JSON, else a string.")
    private String key;

    @Override
    public Integer call() {
        Object value = KeyArgument.parse(key);
        try (Tailrace engine = directory.openReadOnly();
                AsOf state = asOf.of(engine)) {
            JsonWriter json = new JsonWriter(AsOfOption.dictionary(engine, state));
            boolean found = table.of(engine, state)
                    .read(
                            value,
                            (document, version) ->
                                    main.console().out().line(json.reset().document(document)));
            if (!found) {
                main.console().error("no document with this key: key=" + key);
            }
            return found ? Main.OK : Main.FAILED;
        }
    }
}
