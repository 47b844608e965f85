package io.tailrace.cli;

import io.tailrace.Tailrace;
import io.tailrace.cli.options.DirectoryOption;
import io.tailrace.document.JsonWriter;
import io.tailrace.journal.Snapshot;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Takes a snapshot of a journal, or lists those that there are. */
@Command(
        name = "snapshot",
        description =
                "Take a snapshot, so that opening the journal reads only that and what was written since. No other"
                        + " process may have the journal open for writing, except with --list.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  java -jar tailrace.jar snapshot --dir market",
            "  java -jar tailrace.jar snapshot --dir market --list"
        })
final class SnapshotCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Mixin
    private DirectoryOption directory;

    @Option(names = "--list", description = "Print those that there are, one JSON line each, the newest one first.")
    private boolean list;

    @Override
    public Integer call() {
        try (Tailrace engine = list ? directory.openReadOnly() : directory.openExisting()) {
            JsonWriter json = new JsonWriter(engine.dictionary());
            if (list) {
                engine.snapshots().forEach(snapshot -> print(json, snapshot));
            } else {
                print(json, engine.snapshot());
            }
            return Main.OK;
        }
    }

    private void print(JsonWriter json, Snapshot snapshot) {
        json.reset().beginObject();
        json.name("file").value(snapshot.file().getFileName().toString());
        json.name("sequence").value(snapshot.sequence());
        json.name("timeNs").value(snapshot.timeNs());
        json.name("documents").value(snapshot.documents());
        json.name("changes").value(snapshot.changes());
        json.name("bytes").value(snapshot.bytes());
        main.console().out().line(json.endObject());
    }
}
