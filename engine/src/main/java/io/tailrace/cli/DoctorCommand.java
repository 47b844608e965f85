package io.tailrace.cli;

import io.tailrace.cli.doctor.Doctor;
import io.tailrace.cli.doctor.Finding;
import io.tailrace.cli.doctor.Surroundings;
import io.tailrace.cli.options.DirectoryOption;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Looks for all that may be wrong, and says what each thing means and what to do. */
@Command(
        name = "doctor",
        description =
                "Look at a journal, the engine that writes it and the machine, and say what is wrong, what it means"
                        + " and what to do next. Changes nothing.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit code: 0 where nothing is wrong, 1 where there is trouble.",
            "",
            "Example:",
            "  java -jar tailrace.jar doctor --dir market",
            "  java -jar tailrace.jar doctor --dir market --quick --json"
        })
final class DoctorCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Mixin
    private DirectoryOption directory;

    @Option(names = "--quick", description = "Do not read every byte of the journal and its snapshots.")
    private boolean quick;

    @Option(names = "--json", description = "Print one JSON line for each thing that was looked at.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(directory.path())) {
            main.console().error("there is no directory " + directory.path() + ": check --dir");
            return Main.FAILED;
        }
        Finding flags = Doctor.flags(directory.path());
        if (flags.level() != Finding.Level.OK) {
            say(flags);
            return Main.FAILED;
        }
        Surroundings machine =
                Surroundings.of(directory.path(), main.console().epochClock().nanoTime());
        List<Finding> findings = new Doctor(directory.path(), machine, Doctor.LARGE_BYTES).examine(!quick);
        findings.forEach(this::say);
        long troubles = count(findings, Finding.Level.TROUBLE);
        if (!json) {
            main.console()
                    .out()
                    .line(findings.size() + " findings: " + troubles + " troubles, "
                            + count(findings, Finding.Level.WARNING) + " warnings, "
                            + count(findings, Finding.Level.NOTE) + " notes");
        }
        return troubles == 0 ? Main.OK : Main.FAILED;
    }

    private static long count(List<Finding> findings, Finding.Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }

    private void say(Finding finding) {
        if (json) {
            main.console().out().line(line(finding));
        } else {
            print(finding);
        }
    }

    private void print(Finding finding) {
        String level = finding.level().name().toLowerCase(Locale.ROOT);
        main.console().out().line(String.format("%-8s %-11s %s", level, finding.check(), finding.what()));
        if (!finding.next().isEmpty()) {
            main.console().out().line(String.format("%-20s -> %s", "", finding.next()));
        }
    }

    /** Without the writer of documents, which needs the flags whose lack may be what is found. */
    private static String line(Finding finding) {
        return "{\"level\":" + quoted(finding.level().name().toLowerCase(Locale.ROOT)) + ",\"check\":"
                + quoted(finding.check()) + ",\"what\":" + quoted(finding.what()) + ",\"next\":"
                + quoted(finding.next()) + "}";
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                json.append('\\').append((char) c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", c));
            } else {
                json.append((char) c);
            }
        });
        return json.append('"').toString();
    }
}
