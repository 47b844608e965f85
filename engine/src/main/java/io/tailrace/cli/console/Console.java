package io.tailrace.cli.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * The streams a command speaks through, and the clocks it goes by. Messages may come from any thread, the rest belongs
 * to the command's.
 *
 * @hidden
 */
public final class Console {
    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private final InputStream in;
    private final OutputStream raw;
    private final Output out;
    private final PrintStream err;
    private final boolean terminal;
    private final boolean screen;
    private final EpochNanoClock epochClock;
    private final NanoClock nanoClock;

    /** With the clocks of the machine. */
    public Console(InputStream in, OutputStream out, PrintStream err, boolean terminal, boolean screen) {
        this(in, out, err, terminal, screen, SystemEpochNanoClock.INSTANCE, SystemNanoClock.INSTANCE);
    }

    /** With clocks of the caller. */
    public Console(
            InputStream in,
            OutputStream out,
            PrintStream err,
            boolean terminal,
            boolean screen,
            EpochNanoClock epochClock,
            NanoClock nanoClock) {
        this.epochClock = epochClock;
        this.nanoClock = nanoClock;
        this.in = in;
        raw = out;
        this.out = new Output(out);
        this.err = err;
        this.terminal = terminal;
        this.screen = screen;
    }

    /** What time it is for a command. */
    public EpochNanoClock epochClock() {
        return epochClock;
    }

    /** What a command measures how long something takes by. */
    public NanoClock nanoClock() {
        return nanoClock;
    }

    /** Standard input. */
    public InputStream in() {
        return in;
    }

    /** Standard output, of lines. */
    public Output out() {
        return out;
    }

    /** Standard output for text that is no JSON, such as help that was asked for. */
    public PrintWriter text() {
        return new PrintWriter(new OutputStreamWriter(raw, StandardCharsets.UTF_8), true);
    }

    /** Standard error as a writer. */
    public PrintWriter messages() {
        return new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8), true);
    }

    PrintStream err() {
        return err;
    }

    /** Whether messages go to a terminal, where a progress bar can be drawn over itself. */
    boolean terminal() {
        return terminal;
    }

    /** Whether standard output goes to a terminal, where what was shown can be shown anew in its place. */
    public boolean screen() {
        return screen;
    }

    /** A line on standard error. */
    public void message(String line) {
        err.println(line);
    }

    /** A message on one line, after the word that says that something is wrong. */
    public void error(String message) {
        err.println("error: " + message.replaceAll("\\s*\\R\\s*", " "));
    }

    /** A message whose lines belong under each other, such as a text with a caret under a place in it. */
    public void errorLines(String message) {
        err.println("error: " + message);
    }

    /**
     * Whether standard error is a terminal. Asked of Linux itself, because the JDK only knows whether input and output
     * both are; elsewhere there is no progress bar.
     */
    public static boolean standardErrorIsTerminal() {
        return isTerminal(STANDARD_ERROR);
    }

    /** As {@link #standardErrorIsTerminal}. */
    public static boolean standardOutputIsTerminal() {
        return isTerminal(STANDARD_OUTPUT);
    }

    private static boolean isTerminal(Path stream) {
        try {
            String target = Files.readSymbolicLink(stream).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
