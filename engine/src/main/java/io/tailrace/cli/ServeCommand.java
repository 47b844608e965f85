package io.tailrace.cli;

import io.tailrace.Tailrace;
import io.tailrace.cli.console.Interruption;
import io.tailrace.cli.console.Output;
import io.tailrace.cli.options.DirectoryOption;
import io.tailrace.cli.serve.PageServer;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;

/** Shows a journal on a page, to who is on this machine and has been given the link. */
@Command(
        name = "serve",
        description =
                "Show a journal in a browser on this machine: tables, queries with live results, and past states. Only"
                        + " reads, with or without an engine that writes. Ends with Ctrl-C.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  java -jar tailrace.jar serve --dir market",
            "  java -jar tailrace.jar serve --dir market --port 8080"
        })
final class ServeCommand implements Callable<Integer> {
    private static final int MOST_PORTS = 65_535;

    @ParentCommand
    private Main main;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Mixin
    private DirectoryOption directory;

    @Option(
            names = "--port",
            paramLabel = "P",
            defaultValue = "7411",
            description = "Port of 127.0.0.1, 0 for any that is free (default: ${DEFAULT-VALUE}).")
    private int port;

    @Override
    public Integer call() throws IOException {
        if (port < 0 || port > MOST_PORTS) {
            throw new ParameterException(spec.commandLine(), "--port must be 0 to 65535, but was " + port);
        }
        try (Interruption interruption = Interruption.watch();
                Tailrace engine = directory.openReadOnly();
                PageServer server = PageServer.start(
                        engine, directory.path(), port, main.console().nanoClock())) {
            Output out = main.console().out();
            out.line(server.link());
            out.flush();
            main.console()
                    .message("open this link; it is good for this run, and for this machine alone. End with Ctrl-C.");
            interruption.await();
            return Main.OK;
        }
    }
}
