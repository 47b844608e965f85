package io.tailrace.cli;

import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.cli.console.Console;
import io.tailrace.cli.console.Interruption;
import io.tailrace.cli.console.ProgressLine;
import io.tailrace.cli.load.InputFile;
import io.tailrace.cli.load.LoadClock;
import io.tailrace.cli.load.LoadCounts;
import io.tailrace.cli.load.Loader;
import io.tailrace.cli.options.DirectoryOption;
import io.tailrace.cli.options.RecoveryNotes;
import io.tailrace.document.JsonWriter;
import io.tailrace.error.LimitException;
import io.tailrace.json.JsonLines;
import io.tailrace.write.Acknowledgement;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.agrona.concurrent.NanoClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Loads JSON lines into a journal. */
@Command(
        name = "load",
        description = {
            "Load JSON lines, plain or gzip, as documents or as operations.",
            "Documents are upserted into a table. With --ops the lines are operations such as",
            "{\"op\":\"upsert\",\"table\":\"t\",\"doc\":{\"id\":1}} and {\"op\":\"delete\",\"table\":\"t\",\"key\":1};",
            "op is insert, upsert, update, replace or delete; update, replace and delete take \"key\";",
            "\"ts\" in epoch nanoseconds becomes the journal time. The last line printed sums up; its seconds",
            "do not count the opening of the journal."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example:",
            "  java -jar tailrace.jar load --dir market --table matches --key _id matches.jsonl.gz",
            "  zcat operations.gz | java -jar tailrace.jar load --dir market --ops -"
        })
final class LoadCommand implements Callable<Integer> {
    private static final String DEFAULT_TABLE = "documents";
    private static final int LONGEST_LINE_BYTES = 16 << 20;

    private static final int LINES_PER_LOOK = 256;

    @ParentCommand
    private Main main;

    @Mixin
    private DirectoryOption directory;

    @Option(
            names = "--table",
            paramLabel = "T",
            description = "The table, created if there is none. Default: " + DEFAULT_TABLE
                    + "; operations may name their own.")
    private String table;

    @Option(
            names = "--key",
            paramLabel = "FIELD",
            description = "The field that is the key of a table that is created. Default: id.")
    private String keyField;

    @Option(names = "--ops", description = "The lines are operations, not documents.")
    private boolean operations;

    @Option(names = "--strict", description = "Stop at the first error.")
    private boolean strict;

    @Option(
            names = "--sync",
            description = "A line counts as written when it is on the disk, not only in the journal: what was counted"
                    + " survives the loss of power. A force serves thousands of lines.")
    private boolean sync;

    @Parameters(paramLabel = "FILE|-", description = "The file, or - for standard input.")
    private String file;

    @Override
    public Integer call() throws IOException {
        Console console = main.console();
        InputFile input = InputFile.open(file, console.in());
        NanoClock nanoClock = main.console().nanoClock();
        LoadClock clock = new LoadClock(main.console().epochClock());
        TailraceConfig config = new TailraceConfig()
                .directory(directory.path())
                .clock(clock)
                .earliness(Loader.MOST_AHEAD)
                .acknowledgement(sync ? Acknowledgement.SYNCED : Acknowledgement.JOURNALED)
                .errorHandler(error -> console.error(error.getMessage()));
        try (Interruption interruption = Interruption.watch();
                JsonLines lines = new JsonLines(input.stream(), LONGEST_LINE_BYTES);
                Tailrace engine = Tailrace.open(config)) {
            RecoveryNotes.of(engine).forEach(console::message);
            ProgressLine progress = new ProgressLine(console, nanoClock, "operations");
            String target = table == null && !operations ? DEFAULT_TABLE : table;
            Loader loader = new Loader(engine, clock, target, keyField, message -> {
                progress.clear();
                console.error(message);
            });
            long startNs = nanoClock.nanoTime(); // opening may have replayed any number of changes
            load(
                    lines,
                    loader,
                    () -> interruption.requested() || strict && loader.counts().errors() > 0,
                    () -> progress.update(loader.counts().operations(), input.share()));
            progress.clear();
            double seconds = Math.round((nanoClock.nanoTime() - startNs) / 1e6) / 1e3;
            return report(engine, loader.counts(), seconds);
        }
    }

    private void load(JsonLines lines, Loader loader, java.util.function.BooleanSupplier stop, Runnable look) {
        while (!stop.getAsBoolean()) {
            try {
                if (!lines.next()) {
                    break;
                }
            } catch (LimitException e) {
                loader.reject(lines.number(), e);
                continue;
            } catch (IOException e) {
                loader.reject(lines.number() + 1, e);
                break;
            }
            if (operations) {
                loader.operation(lines);
            } else {
                loader.document(lines);
            }
            if (lines.number() % LINES_PER_LOOK == 0) {
                look.run();
            }
        }
        loader.finish();
    }

    private int report(Tailrace engine, LoadCounts counts, double seconds) {
        Console console = main.console();
        if (engine.clampedTimes() > 0) {
            console.message("note: times that went back were moved up: changes=" + engine.clampedTimes());
        }
        console.message(String.format(
                Locale.ROOT,
                "%,d operations in %.1f s, %,.0f/s",
                counts.operations(),
                seconds,
                counts.operations() / Math.max(seconds, 1e-3)));
        console.out().line(counts.summary(new JsonWriter(engine.dictionary()), engine.lastSequence(), seconds));
        return counts.errors() == 0 ? Main.OK : Main.FAILED;
    }
}
