package io.tailrace.cli;

import io.tailrace.cli.console.Console;
import io.tailrace.cli.console.OutputException;
import io.tailrace.error.ExpressionException;
import io.tailrace.error.TailraceException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.jar.JarInputStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/**
 * The command line {@code tailrace}. JSON lines on standard output, messages on standard error; exit code 0, 1 when
 * something failed, 2 when it was called wrongly.
 */
@Command(
        name = "tailrace",
        description = "An event journal with change feeds, in a directory.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            LoadCommand.class,
            ReadCommand.class,
            ScanCommand.class,
            TailCommand.class,
            ReplayCommand.class,
            DiffCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            IndexCommand.class,
            TableCommand.class,
            InfoCommand.class,
            StatCommand.class,
            DoctorCommand.class,
            ServeCommand.class,
            SnapshotCommand.class,
            CompactCommand.class,
            CursorCommand.class,
            VerifyCommand.class,
            SalvageCommand.class,
            CompletionCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {"", "Example:", "  java -jar tailrace.jar demo --seconds 5", "  java -jar tailrace.jar help load"})
public final class Main implements Runnable {
    static final int OK = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;

    /** What Java makes of bytes that are no characters of the locale that it was started in. */
    private static final char UNREADABLE = 0xFFFD;

    /** Wide enough for the examples to stay on one line. */
    private static final int HELP_COLUMNS = 110;

    private final Console console;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private Main(Console console) {
        this.console = console;
    }

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Console console = new Console(
                System.in,
                new FileOutputStream(FileDescriptor.out),
                err,
                Console.standardErrorIsTerminal(),
                Console.standardOutputIsTerminal());
        System.exit(run(console, args));
    }

    /** All commands and their options. */
    static CommandLine line(Console console) {
        return new CommandLine(new Main(console));
    }

    /** Runs a command; its exit code. */
    static int run(Console console, String... args) {
        for (String argument : args) {
            if (argument.indexOf(UNREADABLE) >= 0) {
                console.error("an argument has characters that this locale does not know: " + argument
                        + ": set LC_ALL=C.UTF-8 and type it again");
                return USAGE;
            }
        }
        CommandLine line = line(console);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(HELP_COLUMNS);
        line.setOut(console.text());
        line.setErr(console.messages());
        line.setParameterExceptionHandler((error, wrong) -> misused(console, error));
        line.setExecutionExceptionHandler((error, command, parsed) -> failed(console, error));
        try {
            int code = line.execute(args);
            console.out().flush();
            return code;
        } catch (Throwable error) {
            return failed(console, error);
        }
    }

    /** No command at all: how to call it. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    Console console() {
        return console;
    }

    /** One line that says what is wrong, what was perhaps meant, and where to read on. */
    private static int misused(Console console, ParameterException error) {
        StringBuilder line = new StringBuilder(error.getMessage());
        if (error instanceof CommandLine.UnmatchedArgumentException) {
            List<String> meant = ((CommandLine.UnmatchedArgumentException) error).getSuggestions();
            if (!meant.isEmpty()) {
                line.append(", did you mean ").append(meant.get(0)).append('?');
            }
        }
        String command = error.getCommandLine().getCommandSpec().qualifiedName();
        console.error(line + " (see: " + command + " --help)");
        return USAGE;
    }

    private static int failed(Console console, Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutputException && ((OutputException) cause).readerGone()) {
                return OK;
            }
        }
        if (error instanceof ExpressionException) {
            console.errorLines(error.getMessage());
        } else {
            console.error(message(error));
        }
        return FAILED;
    }

    private static String message(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutputException) { // also where it has ended a feed
                return "cannot write to standard output: " + cause.getMessage();
            }
        }
        if (error instanceof InternalError) { // as the JVM says of memory behind which there is no file any more
            return "a file was cut while it was read, or there is no room left in a file system in memory: find out"
                    + " with verify and df, and try again: cause=" + error;
        }
        if (error instanceof NoSuchFileException) {
            return "no such file: file=" + error.getMessage();
        }
        if (error instanceof TailraceException && error.getMessage() != null) {
            return error.getMessage();
        }
        if (error.getClass() == IOException.class && error.getMessage() != null) { // its name says nothing more
            return error.getMessage();
        }
        return error.getMessage() == null
                ? error.toString()
                : error.getClass().getSimpleName() + ": " + error.getMessage();
    }

    /** Version from the manifest of the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"tailrace " + (version == null ? "(not from a jar)" : version + commit())};
        }

        /** Of the manifest beside this class, as there may be others on the class path. */
        private static String commit() throws IOException {
            URL jar = Main.class.getProtectionDomain().getCodeSource().getLocation();
            try (JarInputStream in = new JarInputStream(jar.openStream())) {
                String commit = in.getManifest() == null
                        ? null
                        : in.getManifest().getMainAttributes().getValue("Implementation-Commit");
                return commit == null ? "" : " (" + commit + ")";
            }
        }
    }
}
