package io.tailrace.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Shows that nothing is allocated in the steady state, by any thread, where the JIT may not remove an allocation. What
 * it may do by default only takes away from that; {@code bench.jar budgets --only=B6} measures it.
 */
@Timeout(value = 500, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AllocationTest {
    private static final int WARM_UP = 150_000;
    private static final Duration LIMIT = Duration.ofSeconds(240);
    private static final List<String> FLAGS =
            List.of("-Xmx256m", "-XX:MaxDirectMemorySize=1g", "-XX:+UseSerialGC", "-XX:-DoEscapeAnalysis");
    private static final Pattern LINE = Pattern.compile("window (\\S+) operations=(\\d+) bytes=(\\d+)");

    @TempDir
    Path directory;

    @Test
    void shouldAllocateNothingWithDedicatedThreads() throws Exception {
        check("DEDICATED");
    }

    @Test
    void shouldAllocateNothingOnTheCallersThreadAndNoticeWhatDoes() throws Exception {
        check("INVOKER");
    }

    private void check(String threading) throws Exception {
        Map<String, Integer> windows = new TreeMap<>();
        List<String> said = new ArrayList<>();
        try (ChildJvm child = ChildJvm.start(
                AllocationProcess.class, directory, FLAGS, directory.resolve("journal"), threading, WARM_UP)) {
            boolean done = false;
            while (!done) {
                String line = child.line(LIMIT);
                assertThat(line).as(said + child.errors()).isNotNull();
                said.add(line);
                done = line.startsWith("done ");
                Matcher matcher = LINE.matcher(line);
                if (matcher.matches()) {
                    boolean clean = Long.parseLong(matcher.group(3)) == 0;
                    windows.merge(matcher.group(1), clean ? 1 : 0, Integer::sum);
                    assertThat(Long.parseLong(matcher.group(2))).isGreaterThanOrEqualTo(AllocationWindow.OPERATIONS);
                }
            }
            System.out.println(threading + "\n  " + String.join("\n  ", said));
            assertThat(child.exit(LIMIT)).as(child.errors()).isZero();
        }
        Integer canary = windows.remove("canary");
        assertThat(canary).isEqualTo(threading.equals("INVOKER") ? 0 : null);
        assertThat(windows).hasSize(threading.equals("DEDICATED") ? 9 : 2);
        assertThat(windows.values()).as(windows.toString()).allMatch(clean -> clean >= AllocationWindow.WINDOWS);
    }
}
