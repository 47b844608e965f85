package io.tailrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JcstressTest {
    private static final int TESTS = 14;

    /** What is planted beside each test has to be seen, so that the test can fail. */
    @Test
    void shouldSeeNothingButWhatIsPlanted() {
        CommandLine commandLine = Main.commandLine();
        StringWriter said = new StringWriter();
        commandLine.setOut(new PrintWriter(said));
        int code = commandLine.execute("jcstress", "--mode", "sanity");
        assertThat(said.toString()).contains("tests=" + TESTS + " failures=0");
        assertThat(code).isZero();
    }
}
