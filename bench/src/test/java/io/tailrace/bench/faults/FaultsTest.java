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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FaultsTest {
    private static final int WRITES = 40;
    private static final int KILLS = 6;
    private static final int CUTS = 2;
    private static final int MUTATIONS = 8;

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

    /** A canary of the cuts: who says that all is on the device, and forces nothing, must be found out. */
    @Test
    void shouldNoticeAProcessThatSaysSyncedAndForcesNothing() throws Exception {
        CutRounds cuts = new CutRounds(directory, tally);
        String missing = cuts.missing();
        if (missing == null) {
            cuts.cut(2, Syncing.LYING);
            assertThat(tally.failures()).as(said.toString()).isOne();
            assertThat(said.toString()).contains("lost: last=");
        }
        System.out.println(missing == null ? said : "no power is cut here: " + missing);
    }

    @Test
    void shouldAnswerRightOrWithATypedErrorWhenFilesAreDamaged() throws Exception {
        new MutationRounds(directory, tally).run(1, MUTATIONS);
        tally.print();
        assertThat(tally.failures()).as(said.toString()).isZero();
    }

    @Test
    void shouldNameTheSameMutationForTheSameSeed() throws Exception {
        Path sound = Files.createDirectory(directory.resolve("sound"));
        Files.write(sound.resolve("a.cq4"), new byte[10_000]);
        Bases.copy(sound, directory.resolve("one"));
        Bases.copy(sound, directory.resolve("two"));
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
        tally.failure("mutation", "--mutations", 1, 5, "seed=5 flip file=x offset=1");
        assertThat(tally.failures()).isOne();
        assertThat(said.toString()).contains("seed=5", "bench.jar faults --only --mutations 1 --seed 5");
    }

    @Test
    void shouldNoticeThatWhatWasSyncedIsGone() {
        List<String> said =
                List.of("ack 20 0 17", "synced 20", "ack 21 0 18", "synced 1000000", "fail java.io.IOException");
        written(WRITES);
        assertThatThrownBy(() -> checked(CutRounds.known(said)))
                .isInstanceOf(WrongAnswer.class)
                .hasMessageContaining("floor=1000000");
    }

    @Test
    void shouldNoticeAProcessThatWasToldTheWrongThing() {
        assertThatThrownBy(() -> CutRounds.known(List.of("fail " + new WrongAnswer("acknowledged as synced"))))
                .isInstanceOf(WrongAnswer.class);
    }

    @Test
    void shouldNoticeAnAcknowledgedWriteThatIsGone() {
        long last = written(WRITES).lastSequence;
        checked(List.of("floor " + last));
        assertThatThrownBy(() -> checked(List.of("ack " + last + " 1 7", "floor " + last)))
                .isInstanceOf(WrongAnswer.class)
                .hasMessageContaining("acknowledged and lost: 1 7");
    }

    @Test
    void shouldNoticeAnAcknowledgedWriteAtAnotherSequence() {
        long last = written(WRITES).lastSequence;
        assertThatThrownBy(() -> checked(List.of("ack " + (last + 5) + " 0 " + WRITES)))
                .isInstanceOf(WrongAnswer.class)
                .hasMessageContaining("another sequence");
    }

    @Test
    void shouldNoticeHalfATransactionAndAHole() {
        try (Tailrace engine = Tailrace.open(Writing.config(directory))) {
            Writing writing = new Writing(engine, nobody(), Syncing.CALLS);
            writing.write(0, 1);
            writing.write(0, 3);
            assertThatThrownBy(() -> FaultChild.check(engine, List.of())).hasMessageContaining("no prefix");
            engine.table(History.TABLES[0])
                    .upsert("key-1-10")
                    .putAll(Writing.fields(1, 10))
                    .commit();
            assertThatThrownBy(() -> FaultChild.check(engine, List.of())).isInstanceOf(WrongAnswer.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void shouldSeeTheMomentItWaitsFor(Moment moment) throws Exception {
        try (Tailrace engine = Tailrace.open(Writing.config(directory))) {
            Writing writing = new Writing(engine, nobody(), Syncing.CALLS);
            AtomicBoolean seen = new AtomicBoolean();
            Thread writer = new Thread(() -> {
                for (int count = 1; !seen.get(); count++) {
                    writing.write(0, count);
                    writing.sync();
                }
            });
            writer.start();
            boolean came = false;
            for (int attempt = 0; attempt < 20 && !came; attempt++) { // each gives up soon, on a busy machine too soon
                came = moment.await(directory, new Random(attempt));
            }
            seen.set(true);
            writer.join();
            assertThat(came).isTrue();
        }
    }

    private void checked(List<String> acks) {
        try (Tailrace engine = Tailrace.open(Writing.config(directory))) {
            FaultChild.check(engine, acks);
        }
    }

    private static PrintStream nobody() {
        return new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    }

    private static Verdicts verdicts(History truth, boolean closed, long floor) {
        return new Verdicts(truth, closed, floor);
    }

    private History written(int writes) {
        try (Tailrace engine = Tailrace.open(Writing.config(directory))) {
            Writing writing = new Writing(engine, nobody(), Syncing.CALLS);
            for (int count = 1; count <= writes; count++) {
                writing.write(0, count);
            }
            return History.of(engine);
        }
    }
}
