package io.tailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.cli.console.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MainTest {
    @TempDir
    private Path temporary;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "load",
                "read",
                "scan",
                "tail",
                "replay",
                "info",
                "snapshot",
                "cursor",
                "verify",
                "salvage",
                "completion"
            })
    void shouldExplainEachCommandWithAnExample(String command) {
        CommandLineRun run = CommandLineRun.of(command, "--help");

        assertThat(run.exitCode()).isEqualTo(0);
        assertThat(run.out()).contains("Usage: tailrace " + command, "Example:", "java -jar tailrace.jar " + command);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void shouldListItsCommands() {
        CommandLineRun run = CommandLineRun.of("--help");

        assertThat(run.exitCode()).isEqualTo(0);
        assertThat(run.out())
                .contains(
                        "demo",
                        "load",
                        "read",
                        "scan",
                        "tail",
                        "replay",
                        "info",
                        "snapshot",
                        "cursor",
                        "verify",
                        "salvage",
                        "Example:");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ''                                                   | Missing command
        nothing                                              | nothing
        load                                                 | --dir
        load --dir d                                         | FILE
        load --dir d --unknown f                             | --unknown
        read --dir d --table t                                | KEY
        read --dir d KEY                                      | --table
        scan --dir d                                         | --table
        tail --dir d --table t --from 0                      | start, end or a sequence from 1, but was '0'
        tail --dir d --table t --from x                      | but was 'x'
        tail --dir d --table t --until start                 | but was 'start'
        tail --dir d --table t --squash maybe                | true, false or seconds
        tail --dir d --table t --squash -1                   | but was '-1'
        tail --dir d --table t --count -1                    | --count
        tail --dir d --table t --count x                     | --count
        tail --dir d --table t --queue-size -5               | --queue-size must be at least 1, but was -5
        tail --dir d --table t --from 10 --until 5           | --until 5 is before --from 10
        demo --seconds 0                                     | --seconds must be 1 to
        demo --rate x                                        | --rate
        """)
    void shouldTellHowToCallItWhenCalledWrongly(String args, String words) {
        CommandLineRun run = CommandLineRun.of(args.isEmpty() ? new String[0] : args.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(words).doesNotContain("Exception");
        assertThat(run.err())
                .startsWith("error: ")
                .hasLineCount(1)
                .contains(" (see: tailrace")
                .endsWith("--help)\n");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void shouldSayWhatWasPerhapsMeant() {
        assertThat(CommandLineRun.of("tail", "--dir", "d", "--table", "t", "--folow")
                        .err())
                .contains("did you mean --follow?");
        assertThat(CommandLineRun.of("loaded").err()).contains("did you mean load?");
    }

    @Test
    void shouldExplainACommandAsAskedWithHelp() {
        assertThat(CommandLineRun.of("help").out())
                .isEqualTo(CommandLineRun.of("--help").out());
        CommandLineRun run = CommandLineRun.of("help", "load");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo(CommandLineRun.of("load", "--help").out());
        assertThat(CommandLineRun.of("help", "nothing").exitCode()).isEqualTo(2);
    }

    @Test
    void shouldPrintAScriptThatCompletesItsCommands() throws Exception {
        CommandLineRun run = CommandLineRun.of("completion");
        assertThat(run.exitCode()).isZero();
        Path script = Files.writeString(temporary.resolve("completion.bash"), run.out());
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        ". " + script
                                + "; COMP_WORDS=(tailrace lo); COMP_CWORD=1; _complete_tailrace; echo ${COMPREPLY[@]};"
                                + " complete -p tailrace")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("load\ncomplete -o default -F _complete_tailrace tailrace\n");
    }

    @Test
    void shouldEndQuietlyWhenTheReaderOfItsOutputIsGone() {
        assertThat(exitCodeWithOutput("Broken pipe")).isEqualTo("0 ");
    }

    @Test
    void shouldTellWhenItsOutputCannotBeWritten() {
        assertThat(exitCodeWithOutput("No space left on device"))
                .startsWith("1 error: cannot write to standard output: No space left on device");
    }

    private static String exitCodeWithOutput(String failure) {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException(failure);
            }
        };
        java.io.ByteArrayOutputStream err = new java.io.ByteArrayOutputStream();
        Console console = new Console(InputStream.nullInputStream(), broken, new PrintStream(err, true), false, false);
        console.out()
                .line(new io.tailrace.document.JsonWriter(
                                new io.tailrace.document.Dictionary(new io.tailrace.document.DocumentLimits()))
                        .reset()
                        .value(1));
        int code = Main.run(console, "info", "--help");
        return code + " " + err;
    }
}
