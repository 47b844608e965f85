package io.tailrace.cli;

import io.tailrace.Tailrace;
import io.tailrace.cli.options.DirectoryOption;
import io.tailrace.cli.options.PlaceArgument;
import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.JsonWriter;
import io.tailrace.journal.NewFile;
import io.tailrace.journal.Stretch;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Writes a stretch of a journal into a file. */
@Command(
        name = "export",
        description = {
            "Write a stretch of a journal into a file: the state at its beginning, then its changes. import makes a",
            "journal of the native format; JSON lines are operations, for load --ops and other programs."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example:",
            "  java -jar tailrace.jar export --dir market --from 2024-08-08T23:59:00Z --into incident.tailrace",
            "  java -jar tailrace.jar export --dir market --from 1000 --until 2000 --format json --into incident.jsonl"
        })
final class ExportCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Mixin
    private DirectoryOption directory;

    @Option(
            names = "--from",
            required = true,
            paramLabel = PlaceArgument.LABEL,
            converter = PlaceArgument.Converter.class,
            description = "The state that comes first: after this sequence, or time. 0: none, from the first change.")
    private PlaceArgument from;

    @Option(
            names = "--until",
            paramLabel = PlaceArgument.LABEL,
            converter = PlaceArgument.Converter.class,
            description = "Last sequence, or the last one up to a time. Default: the last one there is.")
    private PlaceArgument until;

    @Option(names = "--into", required = true, paramLabel = "FILE", description = "The file, which is not there yet.")
    private Path file;

    @Option(
            names = "--format",
            paramLabel = "native|json",
            defaultValue = "native",
            description = "Default: ${DEFAULT-VALUE}.")
    private Format format;

    /** What is written. */
    private enum Format {
        NATIVE,
        JSON
    }

    @Override
    public Integer call() {
        try (Tailrace engine = directory.openReadOnly()) {
            long first = from.last(engine);
            long last = until == null ? engine.lastSequence() : until.last(engine);
            Stretch stretch = format == Format.NATIVE ? engine.export(first, last, file) : lines(engine, first, last);
            main.console().out().line(json(stretch));
            return Main.OK;
        }
    }

    private Stretch lines(Tailrace engine, long first, long last) {
        return NewFile.write(file, "the lines", open -> {
            OutputStream out = new BufferedOutputStream(new FileOutputStream(open.getFD()));
            Stretch stretch = engine.exportLines(first, last, out);
            out.flush();
            return stretch;
        });
    }

    static JsonWriter json(Stretch stretch) {
        JsonWriter json =
                new JsonWriter(new Dictionary(new DocumentLimits())).reset().beginObject();
        json.name("from").value(stretch.from());
        json.name("until").value(stretch.until());
        json.name("stateChanges").value(stretch.stateChanges());
        json.name("changes").value(stretch.changes());
        json.name("bytes").value(stretch.bytes());
        return json.endObject();
    }
}
