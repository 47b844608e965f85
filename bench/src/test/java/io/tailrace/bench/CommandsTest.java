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
    void shouldTellWhatRepeatsTheReports() {
        CommandLine commandLine = Main.commandLine();
        StringWriter out = new StringWriter();
        commandLine.setOut(new PrintWriter(out));
        assertThat(commandLine.execute("all", "--quick", "--dry-run", "--reports=made"))
                .isZero();
        String jdk = "jdk" + Runtime.version().feature();
        assertThat(out.toString().lines())
                .contains("bench.jar budgets --save=made/raw/budgets-" + jdk + "-quick.json --quick")
                .contains("bench.jar report --dir=made")
                .hasSize(8);
        for (String line : out.toString().lines().toList()) {
            String[] arguments =
                    line.replaceAll(" #.*", "").substring("bench.jar ".length()).split(" ");
            assertThat(Main.commandLine().parseArgs(arguments).subcommand()).isNotNull();
        }
    }
}
