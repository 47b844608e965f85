package io.tailrace.cli;

import io.tailrace.Compaction;
import io.tailrace.RetentionPolicy;
import io.tailrace.Tailrace;
import io.tailrace.cli.options.DirectoryOption;
import io.tailrace.document.JsonWriter;
import io.tailrace.journal.JournalInfo;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Takes a snapshot and the begin of a journal away that is needed no more. */
@Command(
        name = "compact",
        description =
                "Take a snapshot, then remove the segments of the journal that lie before the second newest one. No"
                        + " other process may have the journal open for writing.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  java -jar tailrace.jar compact --dir market",
            "  java -jar tailrace.jar compact --dir market --keep-bytes 2147483648 --keep-age P7D"
        })
final class CompactCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DirectoryOption directory;

    @Option(
            names = "--keep-bytes",
            paramLabel = "N",
            description = "Keep the newest segments, up to so many bytes. Default: none.")
    private Long bytes;

    @Option(
            names = "--keep-age",
            paramLabel = "DURATION",
            description = "Keep changes that are younger, by the time of the journal, such as PT1H or P7D.")
    private Duration age;

    @Override
    public Integer call() {
        JournalInfo before;
        try (Tailrace reading = directory.openReadOnly()) {
            before = reading.info();
        }
        try (Tailrace engine = directory.openExisting(policy())) {
            Compaction done = engine.compact(); // of what opening by the policy has left
            JournalInfo after = engine.info();
            JsonWriter json = new JsonWriter(engine.dictionary()).reset().beginObject();
            json.name("snapshot").value(done.snapshot().file().getFileName().toString());
            json.name("sequence").value(done.snapshot().sequence());
            json.name("segments").value((long) after.retiredSegments() - before.retiredSegments());
            json.name("bytes").value(Math.max(done.bytes(), before.usedBytes() - after.usedBytes()));
            json.name("oldestSequence").value(done.oldestSequence());
            main.console().out().line(json.endObject());
            return Main.OK;
        }
    }

    private RetentionPolicy policy() {
        try {
            RetentionPolicy policy = RetentionPolicy.keepAll();
            policy = bytes == null ? policy : policy.bytes(bytes);
            return age == null ? policy : policy.age(age);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
