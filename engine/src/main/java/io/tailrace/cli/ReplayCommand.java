package io.tailrace.cli;

import io.tailrace.Replay;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.cli.console.ChangeLine;
import io.tailrace.cli.console.Interruption;
import io.tailrace.cli.console.LineDigest;
import io.tailrace.cli.console.Output;
import io.tailrace.cli.options.DirectoryOption;
import io.tailrace.cli.options.EventOptions;
import io.tailrace.cli.options.PlaceArgument;
import io.tailrace.cli.options.QueryOptions;
import io.tailrace.cli.options.SpeedArgument;
import io.tailrace.cli.options.SquashArgument;
import io.tailrace.cli.options.TableOption;
import io.tailrace.document.JsonWriter;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.ChangesOptions;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Plays a stretch of a journal again. */
@Command(
        name = "replay",
        description = {
            "Play a stretch of a journal again: the changes of a table, or of a query on it, one JSON line each,",
            "at any speed. The same query over the same stretch prints the same lines.",
            "Places are inclusive."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example:",
            "  java -jar tailrace.jar replay --dir market --table quotes --from 2024-08-08T23:59:00Z --speed 10x",
            "  java -jar tailrace.jar replay --dir market --table quotes --from 1000 --until 2000 --digest",
            "  java -jar tailrace.jar replay --dir market --table quotes --squash 0.5 --speed step"
        })
final class ReplayCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DirectoryOption directory;

    @Mixin
    private TableOption table;

    @Option(
            names = "--from",
            paramLabel = PlaceArgument.LABEL,
            converter = PlaceArgument.Converter.class,
            description = "First sequence, or the first one from a time on, such as 2024-08-08T23:59:30Z."
                    + " Default: the first one there is.")
    private PlaceArgument from;

    @Option(
            names = "--until",
            paramLabel = PlaceArgument.LABEL,
            converter = PlaceArgument.Converter.class,
            description = "Last sequence, or the last one up to a time. Default: the last one there is.")
    private PlaceArgument until;

    @Option(
            names = "--speed",
            paramLabel = "1x|10x|max|step",
            defaultValue = "max",
            converter = SpeedArgument.Converter.class,
            description = {
                "As it was, ten times as fast (any number), without pauses, or one event for each line of standard",
                "input. Default: ${DEFAULT-VALUE}."
            })
    private SpeedArgument speed;

    @Option(names = "--digest", description = "Print how many lines there are and their SHA-256, and not the lines.")
    private boolean digest;

    @Mixin
    private QueryOptions query;

    @Mixin
    private EventOptions events;

    @Option(
            names = "--squash",
            paramLabel = "false|SECONDS",
            defaultValue = "false",
            converter = SquashArgument.Converter.class,
            description = "Fold changes of one document in windows of journal time. Default: ${DEFAULT-VALUE}.")
    private SquashArgument squash;

    @Override
    public Integer call() {
        if (squash.onRead()) {
            throw new ParameterException(
                    spec.commandLine(), "--squash true depends on when is read: use false or seconds such as 0.5");
        }
        try (Interruption interruption = Interruption.watch();
                Tailrace engine = directory.openReadOnly()) {
            Table source = table.of(engine);
            ChangeLine line = events.line(engine.dictionary());
            LineDigest sum = digest ? new LineDigest() : null;
            Output out = main.console().out();
            boolean flushes = !speed.isMax();
            ChangeHandler print = change -> {
                if (sum != null) {
                    sum.line(line.of(change));
                } else {
                    out.line(line.of(change));
                    if (flushes) {
                        out.flush();
                    }
                }
            };
            replay(engine, interruption)
                    .run(options -> events.steps(query.of(source).changes(options)), print);
            if (sum != null) {
                out.line(sum.json(new JsonWriter(engine.dictionary())));
            }
            return Main.OK;
        }
    }

    private Replay replay(Tailrace engine, Interruption interruption) {
        Replay replay = engine.replay()
                .options(events.including(
                        squash.window() == null
                                ? ChangesOptions.squash(false)
                                : ChangesOptions.squash(squash.window())));
        if (from != null) {
            replay.from(from.first(engine));
        }
        if (until != null) {
            replay.until(until.last(engine));
        }
        if (speed.factor() > 0) {
            replay.speed(speed.factor());
        }
        boolean asks = speed.isStep();
        return replay.stepped(() ->
                !interruption.requested() && (!asks || hasLine(main.console().in())));
    }

    /** Reads a line; false at the end of input. */
    private static boolean hasLine(InputStream in) {
        try {
            int read = in.read();
            while (read >= 0 && read != '\n') {
                read = in.read();
            }
            return read >= 0;
        } catch (IOException e) {
            return false;
        }
    }
}
