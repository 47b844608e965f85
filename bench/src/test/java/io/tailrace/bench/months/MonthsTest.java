package io.tailrace.bench.months;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.bench.months.MonthsPlan.Leak;
import io.tailrace.bench.months.Sample.Kind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MonthsTest {
    private static final long WRITTEN = 40_000_000;
    private static final long KEPT = 8_000_000;
    private static final int DOCUMENTS = 10_000;

    @TempDir
    Path directory;

    private final StringWriter said = new StringWriter();
    private final Findings findings = new Findings(new PrintWriter(said));

    private void run(long written, Leak leak) throws Exception {
        MonthsPlan plan = new MonthsPlan(written, KEPT, DOCUMENTS, 1, leak);
        new Months(plan, directory.resolve("journal"), new PrintWriter(said), findings).run();
        System.out.println(said);
    }

    /** Of memory only what does not depend on what else has run in this process, or runs beside it. */
    @Test
    void shouldNotGrowWhileMuchMoreIsWrittenThanIsKept() throws Exception {
        run(WRITTEN, Leak.NONE);
        assertThat(List.of(
                        "events of every",
                        "events of filtered",
                        "events of lagging",
                        "events of waiting",
                        "events of overtaken",
                        "events of squashed",
                        "events of the process beside",
                        "documents of the process beside",
                        "old positions of the process beside",
                        "documents",
                        Kind.DESCRIPTORS.text,
                        "space in all",
                        "space held in all",
                        "snapshots",
                        "errors",
                        "verify"))
                .as(said.toString())
                .allMatch(findings::held);
    }

    /** A canary. */
    @Test
    void shouldNoticeThatNothingIsTakenAway() throws Exception {
        run(2 * WRITTEN, Leak.RETENTION_OFF);
        assertThat(findings.held(Kind.SPACE.text)).as(said.toString()).isFalse();
        assertThat(findings.held("space in all")).as(said.toString()).isFalse();
    }

    /** A canary. */
    @Test
    void shouldNoticeReadersThatAreLeftOpen() throws Exception {
        run(2 * WRITTEN, Leak.READERS);
        assertThat(findings.held("space held in all")).as(said.toString()).isFalse();
    }

    /** A canary: a quarter is judged by those before it, and the first does not count. */
    @Test
    void shouldTellWhatGrowsFromWhatHasComeToRest() {
        List<Sample> rising = new ArrayList<>();
        List<Sample> resting = new ArrayList<>();
        for (int i = 1; i <= 16; i++) {
            rising.add(sample(i, 100L * i));
            resting.add(sample(i, i < 3 ? 5_000 : 1_000 + i % 2));
        }
        assertThat(new Flatness(Kind.DESCRIPTORS, 6, rising).holds()).isFalse();
        assertThat(new Flatness(Kind.DESCRIPTORS, 6, resting).holds()).isTrue();
    }

    private static Sample sample(long written, long amount) {
        long[] amounts = new long[Kind.values().length];
        amounts[Kind.DESCRIPTORS.ordinal()] = amount;
        return new Sample(written, amounts);
    }
}
