package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.LimitException;
import io.tailrace.error.TailraceException;
import io.tailrace.testing.DirectoryCopy;
import io.tailrace.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That a journal opens with a snapshot as without, and that whatever is wrong with one costs time alone. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SnapshotFileTest {
    private static final int WRITES = 120;
    private static final int LATER = 60;

    @TempDir
    Path base;

    @TempDir
    Path copies;

    private int copyCount;
    private Map<String, String> truth;
    private Snapshot older;
    private Snapshot newer;

    private Path copy() throws IOException {
        return DirectoryCopy.of(base, copies.resolve("copy" + copyCount++));
    }

    /** Two snapshots, and changes before, between and after them. */
    private void write() {
        try (Journal journal = Journal.open(JournalFixture.small(base))) {
            SnapshotFixture fixture = new SnapshotFixture(journal);
            journal.recover(fixture);
            fixture.define();
            fixture.write(0, WRITES);
            older = fixture.take(2);
            fixture.write(WRITES, WRITES + LATER);
            newer = fixture.take(2);
            fixture.write(WRITES + LATER, WRITES + 2 * LATER);
            truth = fixture.state;
        }
    }

    private record Opened(SnapshotFixture fixture, Recovery recovery) {}

    private static Opened open(Path directory) {
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            SnapshotFixture fixture = new SnapshotFixture(journal);
            Recovery recovery = journal.recover(fixture);
            assertThat(journal.lastSequence()).isEqualTo(fixture.stateSequence + fixture.changes);
            assertThat(journal.tables().name(2)).isEqualTo("t2");
            assertThat(journal.tables().exists(2)).isFalse();
            assertThat(journal.indexes().expression(0)).isEqualTo("row.x");
            assertThat(journal.stateSequence()).isEqualTo(fixture.stateSequence);
            return new Opened(fixture, recovery);
        }
    }

    private void openedAsWithout(Path directory, long stateSequence, String... notes) {
        Opened opened = open(directory);
        assertThat(opened.fixture.state).isEqualTo(truth);
        assertThat(opened.recovery.stateSequence()).isEqualTo(stateSequence);
        assertThat(opened.recovery.notes()).hasSize(notes.length);
        for (int i = 0; i < notes.length; i++) {
            assertThat(opened.recovery.notes().get(i))
                    .contains("a snapshot was not used")
                    .contains(notes[i]);
        }
        assertThat(opened.fixture.indexes).isEqualTo(stateSequence == 0 ? List.of() : List.of("0 true"));
    }

    @Test
    void shouldOpenWithTheNewest() throws IOException {
        write();
        assertThat(newer.sequence()).isGreaterThan(older.sequence());
        assertThat(Journal.verify(base).defects()).isEmpty();
        assertThat(Journal.verify(base).snapshots()).isEqualTo(2);
        openedAsWithout(copy(), newer.sequence());
        Path without = copy();
        Files.delete(without.resolve(newer.file().getFileName()));
        openedAsWithout(without, older.sequence());
        Files.delete(without.resolve(older.file().getFileName()));
        openedAsWithout(without, 0);
    }

    @Test
    void shouldHandOutAllChangesToWhoTakesNoState() {
        write();
        try (Journal journal = Journal.open(JournalFixture.small(base))) {
            Recovery recovery = journal.recover(JournalFixture.IGNORE);
            assertThat(recovery.stateSequence()).isZero();
            assertThat(recovery.changes()).isEqualTo(journal.lastSequence());
        }
    }

    @Test
    void shouldHoldWhatWasWrittenAfterItWasBegun() throws IOException {
        try (Journal journal = Journal.open(JournalFixture.small(base))) {
            SnapshotFixture fixture = new SnapshotFixture(journal);
            journal.recover(fixture);
            fixture.define();
            fixture.write(0, WRITES);
            try (SnapshotWriter file = SnapshotWriter.begin(journal)) {
                fixture.write(WRITES, WRITES + 20);
                fixture.walk(file);
                fixture.write(WRITES + 20, WRITES + LATER);
                newer = fixture.finish(file, 1);
            }
            assertThat(newer.sequence()).isEqualTo(journal.lastSequence());
            assertThat(newer.changes()).isEqualTo(LATER);
            truth = fixture.state;
            openedAsWithout(copy(), newer.sequence());
        }
    }

    @Test
    void shouldTakeNothingOfAFileThatIsCutAtAnyByte() throws IOException {
        write();
        byte[] whole = Files.readAllBytes(newer.file());
        Path file = copies.resolve(newer.file().getFileName());
        long id = FormatFile.read(base, null).journalId();
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(defect(file, id)).as("length=" + length).isNotNull();
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertThat(defect(file, id)).contains("length");
        Files.write(file, whole);
        assertThat(defect(file, id)).isNull();
        for (int length : new int[] {0, 1, 127, 128, whole.length / 2, whole.length - 33, whole.length - 1}) {
            Path cut = copy();
            Files.write(cut.resolve(newer.file().getFileName()), Arrays.copyOf(whole, length));
            openedAsWithout(cut, older.sequence(), newer.file().getFileName().toString());
        }
    }

    @Test
    void shouldTakeNothingOfAFileOfWhichOneBitIsWrong() throws IOException {
        write();
        Random random = Seeds.random(SnapshotFileTest.class);
        byte[] whole = Files.readAllBytes(newer.file());
        Path file = copies.resolve(newer.file().getFileName());
        long id = FormatFile.read(base, null).journalId();
        for (int at = 0; at < whole.length; at++) {
            whole[at] ^= (byte) (1 << at % Byte.SIZE);
            Files.write(file, whole);
            assertThat(defect(file, id)).as("byte=" + at).isNotNull();
            whole[at] ^= (byte) (1 << at % Byte.SIZE);
        }
        for (int i = 0; i < 20; i++) {
            Path damaged = copy();
            int at = random.nextInt(whole.length);
            int bit = 1 << random.nextInt(Byte.SIZE);
            whole[at] ^= (byte) bit;
            Files.write(damaged.resolve(newer.file().getFileName()), whole);
            whole[at] ^= (byte) bit;
            assertThat(Journal.verify(damaged).sound()).isFalse();
            openedAsWithout(
                    damaged, older.sequence(), newer.file().getFileName().toString());
        }
    }

    private static String defect(Path file, long id) {
        SnapshotCheck check = new SnapshotCheck(JournalFixture.small(null), id);
        String defect = check.headerDefect(file);
        return defect == null ? check.defect(file) : defect;
    }

    @Test
    void shouldSayWhatIsWrongWithEachThatItDoesNotUse() throws IOException {
        write();
        Path both = copy();
        Files.write(both.resolve(newer.file().getFileName()), new byte[10]);
        Files.write(both.resolve(older.file().getFileName()), new byte[1_000]);
        openedAsWithout(both, 0, "cut off", "no magic");
        try (Journal journal = Journal.open(JournalFixture.small(both))) {
            SnapshotFixture fixture = new SnapshotFixture(journal);
            journal.recover(fixture);
            fixture.write(1_000, 1_001);
            Snapshot next = fixture.take(2);
            assertThat(SnapshotFiles.newestFirst(both)).containsExactly(next.file()); // the others are of no use
        }
        Path directory = copy();
        Files.delete(directory.resolve(newer.file().getFileName()));
        Files.createDirectory(directory.resolve(newer.file().getFileName()));
        openedAsWithout(directory, older.sequence(), "cannot be read");
    }

    @Test
    void shouldNotUseOneOfAnotherJournal() throws IOException {
        write();
        Path first = copy();
        Path snapshot = newer.file().getFileName();
        try (var files = Files.list(base)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.delete(file);
            }
        }
        write();
        Path mixed = copy();
        Files.copy(first.resolve(snapshot), mixed.resolve(snapshot), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        openedAsWithout(mixed, older.sequence(), "another journal");
        try (Journal journal = Journal.open(JournalFixture.small(mixed))) {
            SnapshotFixture fixture = new SnapshotFixture(journal);
            journal.recover(fixture);
            fixture.write(1_000, 1_001);
            fixture.take(1);
            assertThat(mixed.resolve(snapshot)).exists(); // it is somebody's
            assertThat(mixed.resolve(older.file().getFileName())).doesNotExist();
        }
    }

    @Test
    void shouldNotUseOneOfAHistoryThatIsNotTheJournals() throws IOException {
        Path before;
        try (Journal journal = Journal.open(JournalFixture.small(base))) {
            SnapshotFixture fixture = new SnapshotFixture(journal);
            journal.recover(fixture);
            fixture.define();
            fixture.write(0, WRITES);
            older = fixture.take(2);
            before = copy();
            fixture.write(WRITES, WRITES + LATER);
            newer = fixture.take(2);
        }
        Path snapshot = before.resolve(newer.file().getFileName());
        Files.copy(newer.file(), snapshot);
        Opened tooNew = open(before);
        assertThat(tooNew.recovery.stateSequence()).isEqualTo(older.sequence());
        assertThat(tooNew.recovery.notes()).anyMatch(note -> note.contains("the journal ends before it"));
        try (Journal journal = Journal.open(JournalFixture.small(before))) {
            SnapshotFixture fixture = new SnapshotFixture(journal);
            journal.recover(fixture);
            fixture.write(WRITES + 1, WRITES + 1 + 2 * LATER);
            truth = fixture.state;
        }
        assertThat(Journal.verify(before).defects())
                .anyMatch(defect -> defect.what().contains("written anew"));
        openedAsWithout(before, older.sequence(), "written anew");
    }

    @Test
    void shouldLeaveAJournalThatOpensWhereverItStops() throws IOException {
        for (String step : steps()) {
            Path directory = copies.resolve("step" + copyCount++);
            RecordingDisk disk = new RecordingDisk();
            Path killed;
            Map<String, String> expected;
            try (Journal journal = Journal.open(JournalFixture.small(directory).disk(disk))) {
                SnapshotFixture fixture = new SnapshotFixture(journal);
                journal.recover(fixture);
                fixture.define();
                fixture.write(0, WRITES);
                older = fixture.take(1);
                fixture.write(WRITES, WRITES + LATER);
                expected = fixture.state;
                disk.failAt = step;
                assertThatThrownBy(() -> fixture.take(1)).as(step).isInstanceOf(TailraceException.class);
                disk.failAt = null;
                killed = DirectoryCopy.of(directory, copies.resolve("killed" + copyCount));
            } catch (TailraceException e) {
                assertThat(e).as(step).hasMessageContaining("force"); // nothing is forced after a force has failed
                continue;
            }
            for (Path each : List.of(killed, directory)) {
                Opened opened = open(each);
                assertThat(opened.fixture.state).as(step).isEqualTo(expected);
                assertThat(opened.recovery.stateSequence()).as(step).isPositive();
                assertThat(each.resolve(SnapshotFiles.TEMPORARY)).doesNotExist();
            }
        }
    }

    /** What is done to files while one is taken. */
    private List<String> steps() {
        RecordingDisk disk = new RecordingDisk();
        Path directory = copies.resolve("steps");
        try (Journal journal = Journal.open(JournalFixture.small(directory).disk(disk))) {
            SnapshotFixture fixture = new SnapshotFixture(journal);
            journal.recover(fixture);
            fixture.define();
            fixture.write(0, WRITES);
            fixture.take(1);
            fixture.write(WRITES, WRITES + LATER);
            int before = disk.did.size();
            fixture.take(1);
            List<String> steps = new ArrayList<>(List.copyOf(disk.did.subList(before, disk.did.size())).stream()
                    .distinct()
                    .toList());
            assertThat(steps)
                    .containsSubsequence(
                            "create snapshot.new",
                            "write snapshot.new",
                            "force watermark.tailrace",
                            "force snapshot.new",
                            "rename " + SnapshotFiles.name(journal.lastSequence()),
                            "names " + directory.getFileName());
            steps.remove("names " + directory.getFileName());
            return steps;
        }
    }

    @Test
    void shouldGiveUpWhereMoreComesInThanItMayHold() {
        try (Journal journal = Journal.open(JournalFixture.small(base))) {
            SnapshotFixture fixture = new SnapshotFixture(journal);
            journal.recover(fixture);
            fixture.define();
            fixture.write(0, WRITES);
            try (SnapshotWriter file = SnapshotWriter.begin(journal, 1_000)) {
                fixture.walk(file);
                fixture.write(WRITES, WRITES + LATER);
                assertThatThrownBy(() -> fixture.finish(file, 1))
                        .isInstanceOf(LimitException.class)
                        .hasMessageContainingAll("snapshotStretchBytes", "maximum=1000", "the last one stays");
            }
            assertThat(base.resolve(SnapshotFiles.TEMPORARY)).doesNotExist();
            assertThat(fixture.take(1).sequence()).isEqualTo(journal.lastSequence());
        }
    }

    @Test
    void shouldKnowASnapshotByItsName() {
        assertThat(SnapshotFiles.sequenceOf(SnapshotFiles.name(42))).isEqualTo(42);
        assertThat(SnapshotFiles.sequenceOf(SnapshotFiles.name(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
        for (String other : List.of(
                "snapshot-0000000000000000000.tailrace",
                "snapshot-9999999999999999999.tailrace",
                "snapshot-+000000000000000001.tailrace",
                "snapshot-1.tailrace",
                "snapshot.new",
                "snapshot-0000000000000000001.tailrace.old")) {
            assertThat(SnapshotFiles.sequenceOf(other)).as(other).isZero();
        }
    }

    @Test
    void shouldReadNothingOfOlderSegmentsButTheirHeaders() throws IOException {
        int segments;
        try (Journal journal = Journal.open(JournalFixture.small(base))) {
            SnapshotFixture fixture = new SnapshotFixture(journal);
            journal.recover(fixture);
            fixture.define();
            fixture.write(0, 12_000);
            newer = fixture.take(2);
            fixture.write(12_000, 12_010);
            truth = fixture.state;
            segments = journal.info().segments();
            assertThat(segments).isGreaterThan(3);
        }
        Opened opened = open(copy());
        assertThat(opened.fixture.state).isEqualTo(truth);
        assertThat(opened.recovery.segments()).isLessThan(segments);
        assertThat(opened.recovery.changes()).isEqualTo(10);
        Path changed = copy();
        CrashImage.at(changed).flip(1, 100, 1); // a byte of Chronicle's header
        assertThatThrownBy(() -> open(changed)).hasMessageContaining("a sealed segment has changed");
        Path shorter = copy();
        try (var file =
                new java.io.RandomAccessFile(CrashImage.at(shorter).segment(2).toFile(), "rw")) {
            file.setLength(file.length() - 4_096);
        }
        assertThatThrownBy(() -> open(shorter)).hasMessageContaining("file was truncated");
        Path gone = copy();
        Files.delete(CrashImage.at(gone).segment(1));
        assertThatThrownBy(() -> open(gone)).hasMessageContaining("segment is missing");
        Path inside = copy();
        CrashImage.at(inside).flip(2, 60_000, 1); // in a block, or between two
        try (Journal journal = Journal.open(JournalFixture.small(inside))) {
            SnapshotFixture fixture = new SnapshotFixture(journal);
            journal.recover(fixture);
            assertThat(fixture.state).isEqualTo(truth);
            JournalReader reader = journal.reader(1);
            assertThatThrownBy(() -> {
                        while (reader.next()) {
                            assertThat(reader.sequence()).isLessThan(newer.sequence());
                        }
                    })
                    .hasMessageContaining(SegmentFiles.fileName(2));
        }
        assertThat(Journal.verify(inside).sound()).isFalse();
    }

    @Test
    void shouldSayWhichIndexesWereReady() throws IOException {
        try (Journal journal = Journal.open(JournalFixture.small(base))) {
            SnapshotFixture fixture = new SnapshotFixture(journal);
            journal.recover(fixture);
            fixture.define();
            try (SnapshotWriter file = SnapshotWriter.begin(journal)) {
                assertThat(file.beginSequence()).isEqualTo(journal.lastSequence());
                file.readJournal(journal.lastSequence(), 10);
                file.finish(new BitSet(), 1);
            }
        }
        assertThat(open(copy()).fixture.indexes).containsExactly("0 false");
    }
}
