package io.tailrace.cli;

import io.tailrace.cli.console.Interruption;
import io.tailrace.cli.console.Output;
import io.tailrace.cli.options.DirectoryOption;
import io.tailrace.cli.stat.StatJson;
import io.tailrace.cli.stat.StatText;
import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.JsonWriter;
import io.tailrace.metrics.Metrics;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;

/** Shows how a running engine is doing, from another process, again and again. */
@Command(
        name = "stat",
        description =
                "Show the numbers of the engine that writes a journal: refreshed in place on a terminal, elsewhere a"
                        + " block of lines each time. Does not open the journal.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  java -jar tailrace.jar stat --dir market",
            "  java -jar tailrace.jar stat --dir market --interval 5 --json",
            "  java -jar tailrace.jar stat --dir market --count 1 --feeds 1000"
        })
final class StatCommand implements Callable<Integer> {
    private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";
    private static final double LEAST_SECONDS = 0.1;
    private static final double MOST_SECONDS = 86_400;

    @ParentCommand
    private Main main;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Mixin
    private DirectoryOption directory;

    @Option(
            names = "--interval",
            paramLabel = "S",
            defaultValue = "1",
            description = "Seconds from one time to the next (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(names = "--count", paramLabel = "N", description = "Show it so often, then end; else until interrupted.")
    private Long count;

    @Option(
            names = "--feeds",
            paramLabel = "N",
            defaultValue = "20",
            description = "Show at most so many feeds, those that lag most first (default: ${DEFAULT-VALUE}).")
    private int feeds;

    @Option(names = "--json", description = "Print one JSON line each time, with every number and all feeds.")
    private boolean json;

    @Override
    public Integer call() {
        if (!(seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS)) {
            throw new ParameterException(
                    spec.commandLine(), "--interval must be 0.1 to 86400 seconds, but was " + seconds);
        }
        if (count != null && count < 1) {
            throw new ParameterException(spec.commandLine(), "--count must be at least 1, but was " + count);
        }
        if (feeds < 0) {
            throw new ParameterException(spec.commandLine(), "--feeds must not be negative, but was " + feeds);
        }
        try (Interruption interruption = Interruption.watch()) {
            Metrics before = null;
            for (long left = count == null ? Long.MAX_VALUE : count; left > 0 && !interruption.requested(); left--) {
                if (before != null && interruption.await((long) (seconds * 1e9))) {
                    return Main.OK;
                }
                Metrics now = Metrics.read(directory.path());
                show(before, now);
                before = now;
            }
            return Main.OK;
        }
    }

    private void show(Metrics before, Metrics now) {
        Output out = main.console().out();
        if (json) {
            out.line(StatJson.write(new JsonWriter(new Dictionary(new DocumentLimits())), now));
        } else {
            String text = StatText.of(directory.path(), before, now, feeds);
            out.line(main.console().screen() ? CLEAR_SCREEN + text : text);
        }
        out.flush();
    }
}
