package io.tailrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandsTest {
    @Test
    void shouldPassTheFlagsOnToTheForks() {
        List<String> arguments = JmhCommand.withForkFlags(List.of("Append", "-f", "1", "-jvmArgsAppend", "-Xmx1g"));
        assertThat(arguments).startsWith("Append", "-f", "1", "-jvmArgsAppend").hasSize(5);
        assertThat(arguments.get(4))
                .contains("--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
                .endsWith(" -Xmx1g");
    }

    @Test
    void shouldTakeTheOptionsOfJmhAsTheyAre() {
        CommandLine.ParseResult parsed = Main.commandLine().parseArgs("jmh", "Append", "-prof", "gc", "-rf", "json");
        assertThat(parsed.subcommand().matchedPositionals().get(0).stringValues())
                .containsExactly("Append", "-prof", "gc", "-rf", "json");
    }

    @Test
    void shouldAnswerAWrongCommandWithUsageAndTwo() {
        CommandLine commandLine = Main.commandLine();
        StringWriter errors = new StringWriter();
        commandLine.setErr(new PrintWriter(errors));
        assertThat(commandLine.execute("budget")).isEqualTo(2);
        assertThat(errors.toString()).contains("budget");
    }

    @Test
    void shouldTellTheLatencyOfEachWayOfThreading() {
        CommandLine commandLine = Main.commandLine();
        StringWriter out = new StringWriter();
        commandLine.setOut(new PrintWriter(out));
        assertThat(commandLine.execute("latency", "--rounds=1", "--writes=2000"))
                .isZero();
        assertThat(out.toString().lines().filter(line -> line.matches(" +1 (DEDICATED|SHARED) .*")))
                .hasSize(2)
                .allMatch(line -> line.trim().split(" +").length == 10);
        assertThat(commandLine.execute("latency", "--threading=INVOKER")).isEqualTo(2);
    }
}
