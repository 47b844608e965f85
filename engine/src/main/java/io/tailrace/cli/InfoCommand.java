package io.tailrace.cli;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.cli.options.DirectoryOption;
import io.tailrace.document.JsonWriter;
import io.tailrace.journal.JournalInfo;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Prints what a journal holds. */
@Command(
        name = "info",
        description =
                "Print what a journal holds as one JSON line: tables with counts, sequences, segments, bytes, format.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  java -jar tailrace.jar info --dir market"})
final class InfoCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Mixin
    private DirectoryOption directory;

    @Override
    public Integer call() {
        try (Tailrace engine = directory.openReadOnly()) {
            JsonWriter json = new JsonWriter(engine.dictionary()).reset().beginObject();
            json.name("directory").value(directory.path().toString());
            json.name("tables").beginArray();
            for (String name : engine.tables()) {
                Table table = engine.existingTable(name);
                json.beginObject().name("name").value(name);
                json.name("key").value(table.keyField());
                json.name("count").value(table.count()).endObject();
            }
            json.endArray();
            JournalInfo info = engine.info();
            json.name("firstSequence").value(info.firstSequence());
            json.name("lastSequence").value(info.lastSequence());
            json.name("segments").value((long) info.segments());
            json.name("usedBytes").value(info.usedBytes());
            json.name("retiredSegments").value((long) info.retiredSegments());
            json.name("formatVersion").value((long) info.formatVersion());
            main.console().out().line(json.endObject());
            return Main.OK;
        }
    }
}
