package io.tailrace.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.DocumentHandler;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.journal.Journal;
import io.tailrace.journal.VerifyReport;
import io.tailrace.testing.ChildJvm;
import io.tailrace.testing.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a writing process again and again and looks at what it leaves behind. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KillTest {
    private static final int KILLS = 6;
    private static final int TAILER_FROM = KILLS / 2;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> SMALL = List.of(
            "-Xmx192m", "-XX:MaxDirectMemorySize=512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    @TempDir
    Path directory;

    private long acknowledged;
    private long issued = Script.FIRST - 1;
    private long opened;

    private enum Moment {
        /** While the process starts and recovers. */
        OPENING,
        /** While it writes. */
        WRITING,
        /** As soon as a new segment appears. */
        ROLLING
    }

    @Test
    void shouldKeepEverythingAcknowledgedWhenTheWritingProcessIsKilled() throws Exception {
        long seed = Seeds.fresh(KillTest.class);
        Random random = new Random(seed);
        Path journal = directory.resolve("journal");
        ChildJvm tailer = null;
        try {
            for (int i = 0; i < KILLS; i++) {
                kill(journal, i == 0 ? Moment.WRITING : moment(i), random);
                if (i == TAILER_FROM) {
                    tailer = ChildJvm.start(TailingProcess.class, directory, SMALL, journal);
                }
            }
            long atLastKill = acknowledged;
            writeOnUntilTailed(journal, tailer);
            assertThat(acknowledged).isGreaterThan(atLastKill);
            checkHere(journal);
        } finally {
            if (tailer != null) {
                tailer.close();
            }
        }
    }

    private static Moment moment(int i) {
        return Moment.values()[i % Moment.values().length];
    }

    private void kill(Path journal, Moment moment, Random random) throws Exception {
        long begin = System.nanoTime();
        long segmentsBefore;
        try (ChildJvm writer = ChildJvm.start(WritingProcess.class, directory, SMALL, journal, acknowledged, issued)) {
            if (moment == Moment.OPENING) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200 + random.nextInt(1_000)));
            } else {
                follow(writer, "open", 0);
                long atOpen = acknowledged;
                follow(writer, "ack", atOpen + 1);
                segmentsBefore = segments(journal);
                long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20 + random.nextInt(400));
                long wanted = moment == Moment.ROLLING ? segmentsBefore + 1 + random.nextInt(2) : Long.MAX_VALUE;
                long last = moment == Moment.ROLLING ? System.nanoTime() + LIMIT.toNanos() : end;
                while (System.nanoTime() < last && segments(journal) < wanted) {
                    drain(writer);
                    LockSupport.parkNanos(100_000);
                }
            }
            assertThat(writer.isAlive()).as(writer.errors()).isTrue();
            writer.kill();
            drain(writer);
        }
        System.out.println("  killed while " + moment + ": opened at " + opened + ", acknowledged=" + acknowledged
                + " issued=" + issued + " segments=" + segments(journal) + " ms="
                + (System.nanoTime() - begin) / 1_000_000);
    }

    /**
     * After the last kill one more process writes, until the one that tails has seen its changes, and ends in good
     * order.
     */
    private void writeOnUntilTailed(Path journal, ChildJvm tailer) throws Exception {
        try (ChildJvm writer = ChildJvm.start(WritingProcess.class, directory, SMALL, journal, acknowledged, issued)) {
            follow(writer, "open", 0);
            long target = opened + 2_000;
            follow(writer, "ack", target);
            awaitSeen(tailer, target);
            try (ChildJvm late = ChildJvm.start(TailingProcess.class, directory, SMALL, journal)) {
                awaitSeen(late, target);
            }
            writer.say("end");
            follow(writer, "end", target);
            assertThat(writer.exit(LIMIT)).as(writer.errors()).isZero();
            acknowledged = opened;
        }
    }

    private void awaitSeen(ChildJvm tailer, long sequence) throws InterruptedException {
        long seen = 0;
        while (seen < sequence) {
            String line = tailer.line(LIMIT);
            assertThat(line)
                    .as("nothing seen after " + seen + " " + tailer.errors())
                    .isNotNull();
            assertThat(line).as(tailer.errors()).startsWith("seen ");
            seen = Long.parseLong(line.substring(5));
        }
    }

    private void checkHere(Path journal) {
        try (Tailrace engine = Tailrace.open(WritingProcess.config(journal))) {
            assertThat(engine.recovery().cutBytes())
                    .as("a journal closed in good order")
                    .isZero();
            HistoryCheck.check(engine, acknowledged, acknowledged);
        }
        VerifyReport report = Journal.verify(journal);
        assertThat(report.sound()).as(report.toString()).isTrue();
        assertThat(report.lastSequence()).isEqualTo(acknowledged);
        System.out.println("  " + report);
    }

    /** Takes in what the process says until it says this. */
    private void follow(ChildJvm writer, String what, long atLeast) throws InterruptedException {
        while (true) {
            String line = writer.line(LIMIT);
            assertThat(line).as("expected " + what + ": " + writer.errors()).isNotNull();
            long number = take(line, writer);
            if (line.startsWith(what + " ") && number >= atLeast) {
                return;
            }
        }
    }

    private void drain(ChildJvm writer) {
        for (String line = writer.line(); line != null; line = writer.line()) {
            take(line, writer);
        }
    }

    private long take(String line, ChildJvm writer) {
        int space = line.indexOf(' ');
        String what = space < 0 ? line : line.substring(0, space);
        assertThat(what).as(line + " " + writer.errors()).isIn("open", "issue", "ack", "end");
        long number = Long.parseLong(line.substring(space + 1));
        switch (what) {
            case "issue" -> issued = Math.max(issued, number);
            case "ack" -> acknowledged = Math.max(acknowledged, number);
            default -> opened = number;
        }
        return number;
    }

    private static long segments(Path journal) {
        String[] segments = journal.toFile().list((parent, name) -> name.endsWith(".cq4"));
        return segments == null ? 0 : segments.length;
    }

    @Test
    void shouldNoticeALostAcknowledgement() {
        withScript(
                1_000,
                0,
                engine -> assertThatThrownBy(() -> HistoryCheck.check(engine, 1_001, 2_000))
                        .isInstanceOf(AssertionError.class)
                        .hasMessageContaining("acknowledged change is lost"));
    }

    @Test
    void shouldNoticeAChangeThatWasNeverIssued() {
        withScript(
                1_000,
                0,
                engine -> assertThatThrownBy(() -> HistoryCheck.check(engine, 900, 999))
                        .isInstanceOf(AssertionError.class)
                        .hasMessageContaining("never issued"));
    }

    @Test
    void shouldNoticeThatOneIssuedWriteWasPassedOver() {
        withScript(
                1_000,
                900,
                engine -> assertThatThrownBy(() -> HistoryCheck.check(engine, 900, 2_000))
                        .isInstanceOf(AssertionError.class));
    }

    @Test
    void shouldNoticeAGapAndAnIndexThatDiffers() {
        withScript(1_000, 0, engine -> {
            History whole = History.of(engine);
            HistoryCheck.check(whole, 1_000, 1_000);
            assertThatThrownBy(() -> HistoryCheck.check(without(whole, 500, null), 1_000, 1_000))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("missing or out of place");
            assertThatThrownBy(() -> HistoryCheck.check(without(whole, 1_000, null), 1_000, 1_000))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("missing");
            String key = Script.at(1_000).key();
            assertThatThrownBy(() -> HistoryCheck.check(without(whole, 0, key), 1_000, 1_000))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("index is not");
        });
    }

    /** A history in memory that follows the script, but for one step that is passed over. */
    private static void withScript(long last, long passedOver, java.util.function.Consumer<Tailrace> check) {
        try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory())) {
            Table[] tables = Script.TABLES.stream().map(engine::table).toArray(Table[]::new);
            for (long i = Script.FIRST; engine.lastSequence() < last; i++) {
                if (i != passedOver) {
                    Script.Step step = Script.at(i);
                    step.write(tables[step.table()]).commit();
                }
            }
            check.accept(engine);
        }
    }

    private static History without(History history, long sequence, String key) {
        return new History() {
            @Override
            public long lastSequence() {
                return history.lastSequence();
            }

            @Override
            public void changes(int table, ChangeHandler handler) {
                history.changes(table, change -> {
                    if (change.sequence() != sequence) {
                        handler.onChange(change);
                    }
                });
            }

            @Override
            public void documents(int table, DocumentHandler handler) {
                history.documents(table, (document, version) -> {
                    if (!document.stringEquals("id", key == null ? "" : key)) {
                        handler.onDocument(document, version);
                    }
                });
            }
        };
    }
}
