package io.tailrace.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.Tailrace;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a device has no room for, or fails at. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeviceTest {
    private static final int SIZES = 5;
    /** One of the calls, and one that Chronicle Queue has answered with an error of its own. */
    private static final int CALLS = 1;

    private static final int CHRONICLES_OWN = 16;
    /** Longer than any time after which the engine looks after itself. */
    private static final Duration STOPPED = Duration.ofMillis(1_500);

    @TempDir
    Path directory;

    private final StringWriter said = new StringWriter();
    private final Tally tally = new Tally(new PrintWriter(said));

    /** Where nobody may mount a disk of any size the rig says so, and so does this test. */
    @Test
    void shouldLoseNothingToADiskThatIsFull() throws Exception {
        new FullRounds(directory, tally).run(1, SIZES);
        tally.print();
        System.out.println(said);
        assertThat(tally.failures()).as(said.toString()).isZero();
    }

    /** Where there is no strace the rig says so, and so does this test. */
    @Test
    void shouldTellOfCallsOfTheSystemThatFailAndLoseNothing() throws Exception {
        new SyscallRounds(directory, tally).run(1, CALLS);
        new SyscallRounds(directory, tally).run(CHRONICLES_OWN, 1);
        tally.print();
        System.out.println(said);
        assertThat(tally.failures()).as(said.toString()).isZero();
    }

    @Test
    void shouldGoOnWhereItStoodWhenItsProcessWasStopped() throws Exception {
        Path journal = directory.resolve("journal");
        Path acks = Files.createFile(directory.resolve("acks"));
        List<String> lines = new ArrayList<>();
        try (ChildProcess child = new ChildProcess(directory, "write", journal, acks, Syncing.EVERY_WRITE)) {
            until(child, "ack ", lines);
            signal("-STOP", child);
            for (String line = child.line(STOPPED); line != null; line = child.line(STOPPED)) {
                lines.add(line); // what it said before; then nothing comes
            }
            signal("-CONT", child);
            until(child, "ack ", lines);
            lines.addAll(child.kill());
        }
        assertThat(lines).noneMatch(line -> line.startsWith("fail "));
        Files.write(acks, CutRounds.known(lines));
        Following.keep(acks, lines);
        try (ChildProcess child = new ChildProcess(directory, "check", journal, acks)) {
            child.await("checked", Duration.ofSeconds(30));
        }
    }

    private static void until(ChildProcess child, String beginning, List<String> lines) throws InterruptedException {
        String line = "";
        while (!line.startsWith(beginning)) {
            line = child.line(Duration.ofSeconds(60));
            assertThat(line).as(child.errors()).isNotNull();
            lines.add(line);
        }
    }

    private static void signal(String signal, ChildProcess child) throws Exception {
        assertThat(new ProcessBuilder("kill", signal, Long.toString(child.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Canaries of the reader that keeps its position. */
    @Test
    void shouldNoticeAPositionThatIsBeforeOrAfterWhatWasGiven() {
        try (Tailrace engine = Tailrace.open(Writing.config(directory.resolve("journal")))) {
            Writing writing = new Writing(engine, nobody(), Syncing.CALLS);
            for (long count = 1; count <= 9; count++) {
                writing.write(0, count);
            }
            History history = History.of(engine);
            Following follower = new Following(engine, nobody(), false);
            long last = history.lastSequence;
            assertThat(follower.check(history, List.of(), false)).isEqualTo("no cursor");
            assertThatThrownBy(() -> follower.check(history, List.of("seen 3", "seen 5"), false))
                    .isInstanceOf(WrongAnswer.class)
                    .hasMessageContaining("the cursor is gone");
            follower.readAll(last);
            assertThatThrownBy(() -> follower.check(history, List.of("given 3", "seen 3"), false))
                    .isInstanceOf(WrongAnswer.class)
                    .hasMessageContaining("was never given");
            engine.moveCursor("follower", 3);
            List<String> all = List.of("given " + last, "seen " + (last - 1), "seen " + last);
            assertThatThrownBy(() -> follower.check(history, all, false))
                    .isInstanceOf(WrongAnswer.class)
                    .hasMessageContaining("the position is 3");
            assertThat(follower.check(history, all, true)).isEqualTo("followed");
        }
    }

    @Test
    void shouldCountWhatWasTriedAndWhatCameOfIt() {
        tally.outcome("kill at ANY");
        tally.outcome("cut skipped: no root");
        tally.failure("kill at ROLL", "--kills", 1, 1, "acknowledged and lost: 1 7");
        tally.failure("image", "--images", 1, 1, "wrong at sequence=4");
        tally.print();
        assertThat(said.toString())
                .contains("kill       tried 2, survived 1, lost 1, silent wrong 0, skipped 0")
                .contains("cut        tried 0, survived 0, lost 0, silent wrong 0, skipped 1")
                .contains("image      tried 1, survived 0, lost 0, silent wrong 1, skipped 0");
    }

    private static PrintStream nobody() {
        return new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    }
}
