package io.tailrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JcstressTest {
    /** Two of them, as each takes seconds; {@code .ci/run} runs all. */
    private static final String TESTS = "io.tailrace.write.RingStress";

    /** What is planted beside a test has to be seen, so that the test can fail. */
    @Test
    void shouldSeeNothingButWhatIsPlanted() {
        CommandLine commandLine = Main.commandLine();
        StringWriter said = new StringWriter();
        commandLine.setOut(new PrintWriter(said));
        int code = commandLine.execute("jcstress", "--mode", "sanity", "--tests", TESTS);
        assertThat(said.toString()).contains("tests=2 failures=0", TESTS + ".PlantedEarly");
        assertThat(code).isZero();
    }
}
