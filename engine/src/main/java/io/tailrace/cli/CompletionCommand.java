package io.tailrace.cli;

import io.tailrace.cli.console.Console;
import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Prints a script for the shell. */
@Command(
        name = "completion",
        description = "Print a script with which bash and zsh complete the commands and options of tailrace.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  . <(java -jar tailrace.jar completion)"})
final class CompletionCommand implements Runnable {
    @ParentCommand
    private Main main;

    @Override
    public void run() {
        Console console = main.console();
        PrintWriter text = console.text();
        text.print(AutoComplete.bash("tailrace", Main.line(console)));
        text.flush();
    }
}
