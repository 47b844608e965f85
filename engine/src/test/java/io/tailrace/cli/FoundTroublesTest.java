package io.tailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.Transaction;
import io.tailrace.error.CorruptJournalException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.CursorOption;
import io.tailrace.feed.Feed;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the command line says of a journal with which something has happened, and what an opening does with it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FoundTroublesTest {
    private static final int DOCUMENTS = 300;

    @TempDir
    Path directory;

    /** Several segments, and a cursor that stands in its file and in the journal. */
    @BeforeEach
    void write() {
        try (Tailrace engine = Tailrace.open(ShortSegments.of(directory))) {
            Table table = engine.table("t");
            Table results = engine.table("results");
            for (int i = 0; i < DOCUMENTS; i++) {
                table.upsert(i % 10).put("n", i).put("s", "x".repeat(500)).commit();
            }
            ChangesOptions options = ChangesOptions.squash(false).fromStart().cursor("c", CursorOption.BY_TRANSACTION);
            try (Feed feed = table.changes(options)) {
                feed.poll(
                        change -> {
                            Transaction transaction = engine.transaction();
                            transaction.add(results.upsert("last").put("sequence", change.sequence()));
                            change.commitWith(transaction);
                            transaction.commit();
                        },
                        3);
            }
        }
    }

    private CommandLineRun run(String command, String... more) {
        String[] args = new String[3 + more.length];
        args[0] = command;
        args[1] = "--dir";
        args[2] = directory.toString();
        System.arraycopy(more, 0, args, 3, more.length);
        return CommandLineRun.of(args);
    }

    private void retire() {
        try (Tailrace engine = Tailrace.open(ShortSegments.of(directory))) {
            for (int i = 0; i < 2; i++) {
                engine.table("t").upsert("more").put("n", i).commit();
                engine.snapshot();
            }
            engine.compact();
            assertThat(engine.oldestSequence()).isGreaterThan(1);
        }
    }

    @Test
    void shouldShowWhatIsLeftOfAJournalWhoseBeginIsRetired() {
        retire();
        CommandLineRun tail = run("tail", "--table", "t");
        CommandLineRun start = run("tail", "--table", "t", "--from", "start");
        assertThat(tail.exitCode()).as(tail.err()).isZero();
        assertThat(tail.out()).contains("\"id\":\"more\"").isEqualTo(start.out());
        assertThat(run("tail", "--table", "t", "--from", "1").exitCode()).isEqualTo(1);
    }

    @Test
    void shouldLeaveSealedSegmentsAsLongAsTheyAre() throws IOException {
        Path sealed = directory.resolve("19700101-02F.cq4");
        long length = Files.size(sealed);
        Tailrace.open(ShortSegments.of(directory).segmentBytes(1 << 20)).close();
        assertThat(Files.size(sealed)).isEqualTo(length);
    }

    @Test
    void shouldTellHowMuchCompactHasTakenAway() {
        try (Tailrace engine = Tailrace.open(ShortSegments.of(directory))) {
            for (int i = 0; i < 2; i++) {
                engine.table("t").upsert("more").put("n", i).commit();
                engine.snapshot();
            }
        }
        CommandLineRun first = run("compact", "--keep-bytes", "40000");
        assertThat(first.out()).containsPattern("\"segments\":[1-9]").containsPattern("\"bytes\":[1-9]");
    }

    @Test
    void shouldNotCutAwayWhatOnlyASnapshotVouchesFor() throws IOException {
        retire();
        for (String file : new String[] {"retired.tailrace", "seal.tailrace", "watermark.tailrace"}) {
            Files.delete(directory.resolve(file));
        }
        assertThatThrownBy(() -> Tailrace.open(ShortSegments.of(directory)))
                .isInstanceOf(CorruptJournalException.class)
                .hasMessageContainingAll("segment is missing", "ends before a snapshot of it");
        assertThat(directory.resolve("cut")).doesNotExist();
    }

    @Test
    void shouldTellWhatAnOpeningHasMended() throws IOException {
        Files.delete(directory.resolve("watermark.tailrace"));
        CommandLineRun snapshot = run("snapshot");
        assertThat(snapshot.exitCode()).isZero();
        assertThat(snapshot.err()).contains("note: the journal had no watermark and gets one");
    }

    @Test
    void shouldMissTheFileOfTheEpoch() throws IOException {
        Files.delete(directory.resolve("epoch.tailrace"));
        assertThat(run("verify").out()).contains("\"sound\":false", "epoch.tailrace", "file is missing");
        assertThat(run("doctor").out()).contains("epoch.tailrace").contains("makes the file anew");
    }

    @Test
    void shouldTellOfTheDamagedFileOfACursorThatTheJournalHoldsToo() throws IOException {
        Path file = directory.resolve("cursors").resolve("c.cursor");
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.writeLong(-1);
        }
        assertThat(run("doctor").out())
                .contains("cursors/c.cursor")
                .contains("its position is in the journal too")
                .contains("open its feed, which makes the file anew");
        try (Tailrace engine = Tailrace.open(ShortSegments.of(directory))) {
            assertThat(engine.recovery().notes()).anyMatch(note -> note.contains("stands where the journal says"));
            ChangesOptions options = ChangesOptions.squash(false).fromStart().cursor("c", CursorOption.BY_TRANSACTION);
            engine.existingTable("t").changes(options).close();
        }
        assertThat(run("verify").exitCode()).isZero();
    }

    @Test
    void shouldTellOfWhatStandsInThePlaceOfTheCursors() throws IOException {
        Path cursors = directory.resolve("cursors");
        Files.delete(cursors.resolve("c.cursor"));
        Files.delete(cursors);
        Files.createFile(cursors);
        assertThat(run("verify").out()).contains("\"sound\":false", "in the place of the directory of cursors");
        assertThat(run("doctor").out()).contains("mv " + cursors + " elsewhere");
        try (Tailrace engine = Tailrace.open(ShortSegments.of(directory))) {
            assertThat(engine.recovery().notes()).anyMatch(note -> note.contains("no cursors are found"));
            Table table = engine.existingTable("t");
            ChangesOptions options = ChangesOptions.squash(false).cursor("other");
            assertThatThrownBy(() -> table.changes(options))
                    .isInstanceOf(CorruptJournalException.class)
                    .hasMessageContaining("move it elsewhere");
        }
    }

    @Test
    void shouldNotWaitForAPipeInThePlaceOfTheMetrics() throws Exception {
        Path metrics = directory.resolve("metrics.tailrace");
        Files.deleteIfExists(metrics);
        String pipe = metrics.toString();
        if (new ProcessBuilder("sh", "-c", "mkfifo \"$0\"", pipe).start().waitFor() != 0) {
            System.out.println("not tested: there is no mkfifo here");
            return;
        }
        CommandLineRun stat = run("stat", "--count", "1");
        assertThat(stat.exitCode()).isEqualTo(1);
        assertThat(stat.err()).contains("move it elsewhere");
        assertThat(run("doctor", "--quick").out()).contains("move it elsewhere");
        Tailrace.open(ShortSegments.of(directory)).close();
        assertThat(run("stat", "--count", "1").exitCode()).isZero();
    }

    @Test
    void shouldRefuseCharactersThatTheLocaleHasLost() {
        CommandLineRun read = run("read", "--table", "t", "caf\uFFFD\uFFFD");
        assertThat(read.exitCode()).isEqualTo(2);
        assertThat(read.err()).contains("LC_ALL=C.UTF-8");
    }
}
