package io.tailrace.cli;

import io.tailrace.cli.console.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One run of the command line in this process, and what it left. */
public final class CommandLineRun {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final int exitCode;

    private CommandLineRun(String input, String... args) {
        PrintStream messages = new PrintStream(err, true, StandardCharsets.UTF_8);
        ByteArrayInputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        exitCode = Main.run(new Console(in, out, messages, false, false), args);
    }

    public static CommandLineRun of(String... args) {
        return new CommandLineRun("", args);
    }

    static CommandLineRun withInput(String input, String... args) {
        return new CommandLineRun(input, args);
    }

    public int exitCode() {
        return exitCode;
    }

    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    public List<String> lines() {
        return out().lines().toList();
    }

    public String lastLine() {
        return lines().isEmpty() ? "" : lines().get(lines().size() - 1);
    }

    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
