package io.tailrace.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.Tailrace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FaultsTest {
    private static final int WRITES = 40;
    private static final int KILLS = 6;
    private static final int CUTS = 2;

    @TempDir
    Path directory;

    private final StringWriter said = new StringWriter();
    private final Tally tally = new Tally(new PrintWriter(said));

    @Test
    void shouldLoseNothingAcknowledgedWhenProcessesAreKilled() throws Exception {
        new KillRounds(directory, tally).run(1, KILLS);
        assertThat(tally.failures()).as(said.toString()).isZero();
    }

    /** Where there is no root or no loop device the rig says so, and so does this test. */
    @Test
    void shouldLoseNothingSyncedWhenThePowerIsCut() throws Exception {
        new CutRounds(directory, tally).run(1, CUTS);
        tally.print();
        System.out.println(said);
        assertThat(tally.failures()).as(said.toString()).isZero();
    }

    @Test
    void shouldNameTheSameMutationForTheSameSeed() throws Exception {
        Files.write(directory.resolve("a.cq4"), new byte[10_000]);
        Bases.copy(directory, directory.resolve("one"));
        Bases.copy(directory, directory.resolve("two"));
        String first = new Mutation(directory.resolve("one"), directory, 7).apply();
        assertThat(new Mutation(directory.resolve("two"), directory, 7).apply()).isEqualTo(first);
        assertThat(first).contains("file=a.cq4");
    }

    @Test
    void shouldTakeTheTruthForRight() throws IOException {
        History truth = written(WRITES);
        assertThat(verdicts(truth, true, 0).judge(directory)).isEqualTo("whole, read only whole");
    }

    @Test
    void shouldNoticeALostChangeInAClosedJournal() throws IOException {
        History truth = written(WRITES);
        Bases.remove(directory);
        written(WRITES - 5);
        assertThatThrownBy(() -> verdicts(truth, true, 0).judge(directory))
                .isInstanceOf(WrongAnswer.class)
                .hasMessageContaining("lost what was forced");
    }

    @Test
    void shouldNoticeACutThatNobodyReported() throws IOException {
        History truth = written(WRITES);
        Bases.remove(directory);
        written(WRITES - 5);
        assertThatThrownBy(() -> verdicts(truth, false, 1).judge(directory))
                .isInstanceOf(WrongAnswer.class)
                .hasMessageContaining("cut in silence");
    }

    @Test
    void shouldNoticeAnotherValue() throws IOException {
        History truth = written(WRITES);
        long last = truth.entries.lastKey();
        History.Entry entry = truth.entries.get(last);
        truth.entries.put(last, new History.Entry(entry.table(), entry.before(), Map.of("id", "planted")));
        assertThatThrownBy(() -> verdicts(truth, true, 0).judge(directory))
                .isInstanceOf(WrongAnswer.class)
                .hasMessageContaining("wrong at sequence=" + last);
    }

    @Test
    void shouldNoticeAChangeThatWasNeverWritten() throws IOException {
        History truth = written(WRITES - 5);
        Bases.remove(directory);
        written(WRITES);
        assertThatThrownBy(() -> verdicts(truth, true, 0).judge(directory))
                .isInstanceOf(WrongAnswer.class)
                .hasMessageContaining("never written");
    }

    @Test
    void shouldCountAFailureAndSayHowToRepeatIt() {
        tally.failure("mutation", "--mutations 1 --seed 5", "seed=5 flip file=x offset=1");
        assertThat(tally.failures()).isOne();
        assertThat(said.toString()).contains("seed=5", "bench.jar faults --mutations 1 --seed 5");
    }

    private static Verdicts verdicts(History truth, boolean closed, long floor) {
        return new Verdicts(truth, closed, floor);
    }

    private History written(int writes) {
        PrintStream nobody = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        try (Tailrace engine = Tailrace.open(Writing.config(directory))) {
            Writing writing = new Writing(engine, nobody);
            for (int count = 1; count <= writes; count++) {
                writing.write(0, count);
            }
            return History.of(engine);
        }
    }
}
