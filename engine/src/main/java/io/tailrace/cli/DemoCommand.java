package io.tailrace.cli;

import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.cli.console.Console;
import io.tailrace.cli.console.Interruption;
import io.tailrace.cli.console.TemporaryDirectory;
import io.tailrace.cli.demo.Demo;
import io.tailrace.cli.demo.DemoResult;
import io.tailrace.cli.options.RecoveryNotes;
import io.tailrace.document.JsonWriter;
import io.tailrace.metrics.Metric;
import io.tailrace.write.Acknowledgement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.OffsetEpochNanoClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows a live feed of a made-up market, and what it cost. */
@Command(
        name = "demo",
        description = {
            "Write a made-up market and watch it through a filtered and squashed feed.",
            "The last line on standard output sums up as JSON."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example:",
            "  java -jar tailrace.jar demo --seconds 10 --rate 100000",
            "  java -jar tailrace.jar demo --dir market && java -jar tailrace.jar info --dir market"
        })
final class DemoCommand implements Callable<Integer> {
    private static final int SECONDS_MAX = 86_400;
    private static final int RATE_MAX = 10_000_000;

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--dir",
            paramLabel = "D",
            description = "The journal directory, kept. Default: a temporary one, removed at the end.")
    private Path directory;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "How long to write. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "50000",
            description = "Writes a second. Default: ${DEFAULT-VALUE}.")
    private int rate;

    @Override
    public Integer call() throws IOException {
        check("--seconds", seconds, SECONDS_MAX);
        check("--rate", rate, RATE_MAX);
        Console console = main.console();
        try (Interruption interruption = Interruption.watch();
                TemporaryDirectory place = new TemporaryDirectory(directory);
                Tailrace engine = Tailrace.open(new TailraceConfig()
                        .directory(place.path())
                        .acknowledgement(Acknowledgement.RECEIVED)
                        .errorHandler(error -> console.error(String.valueOf(error.getMessage()))))) {
            RecoveryNotes.of(engine).forEach(console::message);
            console.message(String.format(
                    Locale.ROOT,
                    "%d made-up instruments, %,d writes/s for %d s on %d processors; shown: those up %.0f %% or more",
                    Demo.INSTRUMENTS,
                    rate,
                    seconds,
                    Runtime.getRuntime().availableProcessors(),
                    Demo.RISEN_PERCENT));
            // Read without garbage, unlike the system's epoch clock.
            EpochNanoClock clock = new OffsetEpochNanoClock();
            DemoResult result = new Demo(engine, clock, console.out(), interruption::requested).run(seconds, rate);
            console.message(result.text());
            console.message(next(place));
            console.out()
                    .line(result.json(
                            new JsonWriter(engine.dictionary()),
                            place.made() ? null : place.path().toString()));
            console.out().flush();
            long refused = engine.metrics().value(Metric.WRITES_REFUSED);
            if (refused > 0) {
                console.error(String.format(Locale.ROOT, "%,d writes were refused", refused));
            }
            return refused == 0 ? Main.OK : Main.FAILED;
        }
    }

    private static String next(TemporaryDirectory place) {
        if (place.made()) {
            return "journal      " + place.path() + ", removed now; to keep one: demo --dir market";
        }
        String jar = "java -jar engine/target/tailrace.jar ";
        String where = " --dir " + place.path();
        return String.format(
                Locale.ROOT,
                "journal      %s%nnext         %s%n             %s%n             %s%n             %s",
                place.path(),
                jar + "info" + where,
                jar + "scan" + where + " --table " + Demo.TABLE + " | head",
                jar + "tail" + where + " --table " + Demo.TABLE + " --squash 1 --pluck id,bid,ask",
                jar + "serve" + where);
    }

    private void check(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(spec.commandLine(), option + " must be 1 to " + most + ", but was " + value);
        }
    }
}
