package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.ExpiredException;
import io.tailrace.error.TailraceException;
import io.tailrace.testing.DirectoryCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That the begin of a journal goes as far as it may, and that a journal opens wherever that stops. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RetiringTest {
    private static final RetentionLimits ALL = new RetentionLimits(0, Long.MIN_VALUE, Long.MAX_VALUE);
    private static final long SEGMENT = 256 << 10;
    private static final int STRETCH = 4_500;

    @TempDir
    Path base;

    @TempDir
    Path copies;

    private int copyCount;

    private Path copy() throws IOException {
        return DirectoryCopy.of(base, copies.resolve("copy" + copyCount++));
    }

    /** A journal that is written, snapped, sealed and retired from one call to the next. */
    private static final class Life implements AutoCloseable {
        final Journal journal;
        final SnapshotFixture fixture;
        final Recovery recovery;
        int written;

        Life(JournalConfig config) {
            journal = Journal.open(config);
            try {
                fixture = new SnapshotFixture(journal);
                recovery = journal.recover(fixture);
                if (journal.lastSequence() == 0) {
                    fixture.define();
                }
                written = (int) journal.lastSequence();
            } catch (Throwable e) {
                journal.close();
                throw e;
            }
        }

        void write(int changes) {
            for (int i = 0; i < changes; i += 100) {
                fixture.write(written, written + 100);
                written += 100;
                seal();
            }
        }

        void seal() {
            boolean more = true;
            while (more) {
                more = journal.sealBehind();
            }
        }

        Retirement retire(RetentionLimits limits, long waiting) {
            Retiring retiring = Retiring.begin(journal, limits, () -> waiting);
            if (retiring == null) {
                return null;
            }
            boolean more = true;
            while (more) {
                more = retiring.step();
            }
            return retiring.result();
        }

        Retirement retire() {
            return retire(ALL, Long.MAX_VALUE);
        }

        int segments() {
            return journal.info().segments();
        }

        @Override
        public void close() {
            journal.close();
        }
    }

    private Life life() {
        return new Life(JournalFixture.small(base));
    }

    private static int firstSegment(Path directory) {
        return new SegmentFiles(directory).list()[0];
    }

    private static void opensAs(Path directory, Map<String, String> truth, long oldest) {
        try (Life life = new Life(JournalFixture.small(directory))) {
            assertThat(life.fixture.state).isEqualTo(truth);
            assertThat(life.recovery.stateSequence()).isPositive();
            assertThat(life.recovery.notes()).isEmpty();
            assertThat(life.journal.firstSequence()).isEqualTo(oldest);
            life.write(100);
        }
        assertThat(Journal.verify(directory).defects()).isEmpty();
        assertThat(Journal.verify(directory).notes()).isEmpty();
        assertThat(Journal.verify(directory).firstSequence()).isEqualTo(oldest);
    }

    @Test
    void shouldTakeAwayWhatLiesBeforeTheNewestSnapshotButOne() {
        Map<String, String> truth;
        long oldest;
        try (Life life = life()) {
            life.write(STRETCH);
            assertThat(life.retire())
                    .isNotNull()
                    .extracting(Retirement::segments)
                    .isEqualTo(0);
            life.fixture.take(2);
            int before = life.segments();
            assertThat(before).isGreaterThan(2);
            assertThat(life.retire().segments()).isZero(); // one may be damaged
            life.write(STRETCH);
            life.fixture.take(2);
            Retirement retired = life.retire();
            assertThat(retired.segments()).isEqualTo(before - 1);
            assertThat(retired.bytes()).isGreaterThan((before - 1) * 200_000L);
            assertThat(retired.isOverdue()).isFalse();
            oldest = life.journal.firstSequence();
            assertThat(retired.oldestSequence()).isEqualTo(oldest).isGreaterThan(1);
            assertThat(firstSegment(base)).isEqualTo(before);
            assertThat(life.journal.info().firstSequence()).isEqualTo(oldest);
            assertThat(life.journal.info().retiredSegments()).isEqualTo(before - 1);
            assertThat(life.retire()).extracting(Retirement::segments).isEqualTo(0);
            life.write(STRETCH);
            truth = life.fixture.state;
        }
        opensAs(base, truth, oldest);
    }

    @Test
    void shouldRefuseWhatIsBeforeAndReadAllThatIsLeft() {
        try (Life life = life()) {
            JournalReader lagging = life.journal.reader(1);
            assertThat(lagging.next()).isTrue();
            retired(life);
            long oldest = life.journal.firstSequence();
            for (long from : new long[] {1, 2, oldest - 1}) {
                assertThatThrownBy(() -> life.journal.reader(from))
                        .isInstanceOfSatisfying(ExpiredException.class, e -> {
                            assertThat(e.requested()).isEqualTo(from);
                            assertThat(e.oldest()).isEqualTo(oldest);
                        });
            }
            allFrom(life.journal, oldest);
            allFrom(life.journal, oldest + 1);
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> {
                            while (lagging.next()) {
                                assertThat(lagging.sequence()).isLessThan(oldest);
                            }
                        })
                        .isInstanceOfSatisfying(ExpiredException.class, e -> {
                            assertThat(e.requested()).isEqualTo(lagging.position() + 1);
                            assertThat(e.oldest()).isEqualTo(oldest);
                        });
            }
            assertThat(lagging.position()).isGreaterThan(100); // what was mapped could be read to its end
        }
    }

    private static void allFrom(Journal journal, long from) {
        JournalReader reader = journal.reader(from);
        long expected = from;
        while (reader.next()) {
            assertThat(reader.sequence()).isEqualTo(expected++);
        }
        assertThat(expected).isEqualTo(journal.lastSequence() + 1);
    }

    /** Takes two snapshots and retires what lies before the first. */
    private static void retired(Life life) {
        life.write(STRETCH);
        life.fixture.take(2);
        life.write(STRETCH);
        life.fixture.take(2);
        assertThat(life.retire().segments()).isPositive();
    }

    @Test
    void shouldGoNoFurtherThanItIsAskedTo() {
        try (Life life = life()) {
            life.write(2 * STRETCH);
            life.fixture.take(2);
            life.write(100);
            life.fixture.take(2);
            int segments = life.segments();
            assertThat(segments).isGreaterThan(4);
            assertThat(life.retire(RetentionLimits.NONE, Long.MAX_VALUE)).isNull();
            long second = life.journal.marks().firstSequenceOf(2);
            long fourth = life.journal.marks().firstSequenceOf(4);
            assertThat(life.retire(ALL, second - 1)).isNull(); // somebody waits for the last of the first
            assertThat(life.retire(ALL, second).segments()).isEqualTo(1);
            RetentionLimits most = new RetentionLimits(segments * SEGMENT, Long.MIN_VALUE, Long.MAX_VALUE);
            assertThat(life.retire(most, Long.MAX_VALUE)).isNull();
            RetentionLimits less = new RetentionLimits((segments - 3) * SEGMENT, Long.MIN_VALUE, Long.MAX_VALUE);
            assertThat(life.retire(less, Long.MAX_VALUE)).isNotNull();
            assertThat(life.segments()).isBetween(segments - 3, segments - 2);
            Retirement overdue = life.retire(new RetentionLimits(0, Long.MIN_VALUE, 3 * SEGMENT), fourth);
            assertThat(overdue.isOverdue()).isTrue();
            assertThat(life.segments()).isEqualTo(3);
        }
    }

    @Test
    void shouldTakeAwayWhatEndsBeforeATime() {
        try (Life life = life()) {
            life.write(2 * STRETCH);
            life.fixture.take(2);
            life.write(100);
            life.fixture.take(2);
            long third = life.journal.marks().firstSequenceOf(3);
            JournalReader reader = life.journal.reader(third);
            assertThat(reader.next()).isTrue();
            long timeNs = reader.timeNs();
            assertThat(life.retire(new RetentionLimits(Long.MAX_VALUE, 1, 0), Long.MAX_VALUE))
                    .isNull();
            Retirement one = life.retire(new RetentionLimits(Long.MAX_VALUE, timeNs, 0), Long.MAX_VALUE);
            assertThat(one.segments()).isEqualTo(1);
            Retirement next = life.retire(new RetentionLimits(Long.MAX_VALUE, timeNs + 1, 0), Long.MAX_VALUE);
            assertThat(next.segments()).isEqualTo(1);
            assertThat(life.journal.firstSequence()).isEqualTo(third);
        }
    }

    @Test
    void shouldTrustNoSnapshotThatItHasNotSeenWhole() throws IOException {
        try (Life life = life()) {
            life.write(STRETCH);
            Snapshot older = life.fixture.take(2);
            life.write(STRETCH);
            life.fixture.take(2);
            byte[] bytes = Files.readAllBytes(older.file());
            bytes[bytes.length / 2] ^= 1;
            Files.write(older.file(), bytes);
            assertThatThrownBy(life::retire)
                    .isInstanceOf(CorruptJournalException.class)
                    .hasMessageContainingAll(older.file().toString(), "no segment is retired");
            assertThat(life.retire().segments()).isZero();
            assertThat(firstSegment(base)).isEqualTo(1);
            life.fixture.take(2);
            assertThat(older.file()).doesNotExist();
            life.write(100);
            life.fixture.take(2);
            assertThat(life.retire().segments()).isPositive();
        }
    }

    @Test
    void shouldLeaveAJournalThatOpensWhereverItStops() throws IOException {
        List<String> steps = steps();
        assertThat(steps).contains("write retired.tailrace.new", "delete " + SegmentFiles.fileName(1));
        for (boolean again : new boolean[] {false, true}) {
            for (String step : again ? laterSteps() : steps) {
                stopAt(step, again);
            }
        }
    }

    /** What is done to files while segments are retired for the first time. */
    private List<String> steps() {
        RecordingDisk disk = new RecordingDisk();
        try (Life life = new Life(JournalFixture.small(copies.resolve("steps")).disk(disk))) {
            ready(life);
            return stepsOf(disk, life);
        }
    }

    /** And for the second time, when there is a file that says what is retired. */
    private List<String> laterSteps() {
        RecordingDisk disk = new RecordingDisk();
        try (Life life = new Life(JournalFixture.small(copies.resolve("later")).disk(disk))) {
            retired(life);
            ready(life);
            return stepsOf(disk, life);
        }
    }

    private static List<String> stepsOf(RecordingDisk disk, Life life) {
        disk.notesDeletes = true;
        int before = disk.did.size();
        life.retire();
        List<String> steps = new ArrayList<>(disk.did.subList(before, disk.did.size()));
        disk.notesDeletes = false;
        assertThat(steps.get(steps.size() - 1)).startsWith("names");
        int last = steps.lastIndexOf("force retired.tailrace");
        int named = steps.indexOf("rename retired.tailrace");
        List<String> removing = steps.subList(Math.max(last, named + 1) + 1, steps.size() - 1);
        assertThat(removing).isNotEmpty().isSorted().allMatch(step -> step.startsWith("delete 1970"));
        assertThat(steps.subList(0, Math.max(last, named + 1))).noneMatch(step -> step.startsWith("delete 1970"));
        return steps.stream()
                .filter(step -> !step.startsWith("names"))
                .distinct()
                .toList();
    }

    private static void ready(Life life) {
        life.write(STRETCH);
        life.fixture.take(2);
        life.write(STRETCH);
        life.fixture.take(2);
    }

    private void stopAt(String step, boolean again) throws IOException {
        Path directory = copies.resolve("step" + copyCount++);
        RecordingDisk disk = new RecordingDisk();
        disk.notesDeletes = true;
        Path killed = null;
        Map<String, String> truth = Map.of();
        try (Life life = new Life(JournalFixture.small(directory).disk(disk))) {
            if (again) {
                retired(life);
            }
            ready(life);
            truth = life.fixture.state;
            disk.failAt = step;
            assertThatThrownBy(life::retire).as(step).isInstanceOf(TailraceException.class);
            disk.failAt = null;
            killed = DirectoryCopy.of(directory, copies.resolve("killed" + copyCount));
            verifiesAndReads(killed, truth);
            if (!step.startsWith("force")) { // nothing is forced after a force has failed
                assertThat(life.retire()).as(step).isNotNull();
                assertThat(firstSegment(directory)).isGreaterThan(1);
            }
        } catch (TailraceException e) {
            assertThat(e).as(step).hasMessageContaining("force");
        }
        for (Path each : List.of(killed, directory)) {
            try (Life life = new Life(JournalFixture.small(each))) {
                assertThat(life.fixture.state).as(step).isEqualTo(truth);
                int first = firstSegment(each);
                assertThat(life.journal.info().retiredSegments()).as(step).isEqualTo(first - 1);
                life.retire();
                assertThat(firstSegment(each)).as(step).isGreaterThan(1);
            }
            assertThat(Journal.verify(each).defects()).as(step).isEmpty();
        }
    }

    /** What who only reads sees of what a kill has left. */
    private static void verifiesAndReads(Path killed, Map<String, String> truth) {
        assertThat(Journal.verify(killed).defects()).isEmpty();
        try (Journal reading = Journal.openReadOnly(JournalFixture.small(killed).readOnly(true))) {
            allFrom(reading, reading.firstSequence());
            SnapshotFixture fixture = new SnapshotFixture(reading);
            long state = reading.readState(fixture);
            JournalReader reader = reading.reader(state + 1);
            while (reader.next()) {
                fixture.onChange(reader);
            }
            assertThat(fixture.state).isEqualTo(truth);
        }
    }

    @Test
    void shouldTakeAMissingSegmentForExpiredOnlyWhereTheRecordSaysSo() throws IOException {
        long oldest;
        try (Life life = life()) {
            retired(life);
            life.write(100);
            oldest = life.journal.firstSequence();
        }
        Path without = copy();
        Files.delete(without.resolve(RetiredFile.NAME));
        assertThat(Journal.verify(without).sound()).isFalse();
        damaged(without, "segment is missing");
        Path more = copy();
        Files.delete(new SegmentFiles(more).path(firstSegment(more)));
        assertThat(Journal.verify(more).sound()).isFalse();
        damaged(more, "segment is missing");
        Path none = copy();
        for (Path snapshot : SnapshotFiles.newestFirst(none)) {
            Files.delete(snapshot);
        }
        assertThat(Journal.verify(none).defects())
                .anyMatch(defect -> defect.what().contains("no sound snapshot is left"));
        assertThatThrownBy(() -> new Life(JournalFixture.small(none)))
                .isInstanceOf(CorruptJournalException.class)
                .hasMessageContainingAll("no sound snapshot is left", "put a snapshot back", "sequence=" + oldest);
        try (Journal reading = Journal.openReadOnly(JournalFixture.small(none).readOnly(true))) {
            allFrom(reading, oldest);
            assertThatThrownBy(() -> reading.readState(new SnapshotFixture(reading)))
                    .isInstanceOf(CorruptJournalException.class)
                    .hasMessageContaining("no sound snapshot is left");
        }
    }

    private static void damaged(Path directory, String what) {
        assertThatThrownBy(() -> new Life(JournalFixture.small(directory)))
                .isInstanceOf(CorruptJournalException.class)
                .hasMessageContaining(what);
        try (Journal reading =
                Journal.openReadOnly(JournalFixture.small(directory).readOnly(true))) {
            assertThatThrownBy(() -> {
                        JournalReader reader = reading.reader(reading.firstSequence());
                        for (int empty = 0; empty < 1_000; ) {
                            empty = reader.next() ? 0 : empty + 1;
                        }
                    })
                    .isInstanceOf(CorruptJournalException.class);
        }
    }

    @Test
    void shouldBelieveTheRecordWhereverOneByteOfItIsWrongAndNeverWhereNoneOfItIsLeft() throws IOException {
        long oldest;
        Map<String, String> truth;
        try (Life life = life()) {
            retired(life);
            oldest = life.journal.firstSequence();
            truth = life.fixture.state;
        }
        Path file = base.resolve(RetiredFile.NAME);
        long id = FormatFile.read(base, null).journalId();
        byte[] whole = Files.readAllBytes(file);
        assertThat(whole).hasSize(RetiredDescriptor.FILE_LENGTH);
        Path directory = Files.createDirectory(copies.resolve("record"));
        Path record = directory.resolve(RetiredFile.NAME);
        for (int at = 0; at < whole.length; at++) {
            byte[] wrong = whole.clone();
            wrong[at] ^= (byte) (1 << at % Byte.SIZE);
            Files.write(record, wrong);
            RetiredFile.Content content = RetiredFile.read(directory, id);
            assertThat(content.retired().firstSequence()).isEqualTo(oldest);
            assertThat(content.defect()).isNotNull();
        }
        for (int length = 0; length <= whole.length; length++) {
            Files.write(record, Arrays.copyOf(whole, length));
            if (length < RetiredDescriptor.SLOT_LENGTH) {
                assertThatThrownBy(() -> RetiredFile.read(directory, id)).isInstanceOf(CorruptJournalException.class);
            } else {
                RetiredFile.Content content = RetiredFile.read(directory, id);
                assertThat(content.retired().firstSequence()).isEqualTo(oldest);
                assertThat(content.isWhole()).isEqualTo(length == whole.length);
            }
        }
        for (int slot = 0; slot < RetiredDescriptor.SLOTS; slot++) {
            Path mended = copy();
            byte[] wrong = whole.clone();
            wrong[slot * RetiredDescriptor.SLOT_LENGTH + 20] ^= 1;
            Files.write(mended.resolve(RetiredFile.NAME), wrong);
            assertThat(Journal.verify(mended).sound()).isFalse();
            try (Life life = new Life(JournalFixture.small(mended))) {
                assertThat(life.fixture.state).isEqualTo(truth);
                assertThat(life.recovery.notes()).anyMatch(note -> note.contains("made anew"));
            }
            assertThat(Files.readAllBytes(mended.resolve(RetiredFile.NAME))).isEqualTo(whole);
            opensAs(mended, truth, oldest);
        }
        for (int length : new int[] {0, 1, 20, RetiredDescriptor.SLOT_LENGTH - 1}) {
            Path cut = copy();
            Files.write(cut.resolve(RetiredFile.NAME), Arrays.copyOf(whole, length));
            assertThat(Journal.verify(cut).sound()).isFalse();
            assertThatThrownBy(() -> new Life(JournalFixture.small(cut)))
                    .isInstanceOf(CorruptJournalException.class)
                    .hasMessageContainingAll(RetiredFile.NAME, "restore the journal from a copy");
            assertThatThrownBy(
                            () -> Journal.openReadOnly(JournalFixture.small(cut).readOnly(true)))
                    .isInstanceOf(CorruptJournalException.class)
                    .hasMessageContaining(RetiredFile.NAME);
        }
    }

    @Test
    void shouldTellAReaderThatIsLateAndLetItBeginAnew() {
        try (Life life = life();
                Journal beside = Journal.openReadOnly(JournalFixture.small(base).readOnly(true))) {
            life.write(100);
            JournalReader late = beside.reader(1);
            assertThat(late.next()).isTrue();
            for (int round = 0; round < 3; round++) {
                retired(life);
                assertThat(beside.lastSequence()).isEqualTo(life.journal.lastSequence());
                assertThat(beside.firstSequence()).isEqualTo(life.journal.firstSequence());
                assertThatThrownBy(() -> beside.reader(1)).isInstanceOf(ExpiredException.class);
                allFrom(beside, beside.firstSequence());
                assertThat(beside.info().retiredSegments())
                        .isEqualTo(life.journal.info().retiredSegments());
                assertThat(beside.info().segments()).isEqualTo(life.segments());
            }
            assertThatThrownBy(() -> {
                        for (int empty = 0; empty < 1_000; ) {
                            empty = late.next() ? 0 : empty + 1;
                        }
                    })
                    .isInstanceOfSatisfying(ExpiredException.class, e -> {
                        assertThat(e.requested()).isEqualTo(late.position() + 1);
                        assertThat(e.oldest()).isEqualTo(life.journal.firstSequence());
                    });
        }
    }

    /** One that was opened before the segment was begun that it begins with stands in the one before, which goes. */
    @Test
    void shouldLetAReaderGoOnThatHasMissedNothingOfWhatIsGone() {
        try (Life life = life()) {
            Map<Long, JournalReader> waiting = new TreeMap<>();
            while (life.written < STRETCH) {
                waiting.put(life.journal.lastSequence() + 1, life.journal.reader(life.journal.lastSequence() + 1));
                life.fixture.write(life.written, life.written + 1);
                life.written++;
                if (life.written == STRETCH / 2) {
                    life.fixture.take(2);
                }
            }
            life.seal();
            life.fixture.take(2);
            assertThat(life.retire().segments()).isPositive();
            long oldest = life.journal.firstSequence();
            assertThat(oldest).isGreaterThan(1).isLessThan(STRETCH);
            waiting.forEach((from, reader) -> {
                if (from < oldest) {
                    assertThatThrownBy(reader::next).isInstanceOf(ExpiredException.class);
                } else {
                    assertThat(reader.next()).as("from=" + from).isTrue();
                    assertThat(reader.sequence()).isEqualTo(from);
                }
            });
        }
    }

    @Test
    void shouldKeepTwoSnapshotsOnceAnythingIsRetired() {
        try (Life life = life()) {
            retired(life);
            life.write(100);
            life.fixture.take(1);
            assertThat(SnapshotFiles.newestFirst(base)).hasSize(2);
        }
    }

    @Test
    void shouldRemoveSnapshotsWhoseChangesToComeAreRetired() {
        try (Life life = life()) {
            for (int i = 0; i < 4; i++) {
                life.write(STRETCH);
                life.fixture.take(10);
            }
            assertThat(life.retire().segments()).isPositive();
            assertThat(SnapshotFiles.newestFirst(base)).hasSize(2);
        }
        assertThat(Journal.verify(base).defects()).isEmpty();
        assertThat(Journal.verify(base).snapshots()).isEqualTo(2);
    }

    @Test
    void shouldGoOnForLongInTheSameSpace() {
        List<Integer> segments = new ArrayList<>();
        long last;
        for (int open = 0; open < 3; open++) {
            try (Life life = life()) {
                assertThat(life.recovery.notes()).isEmpty();
                for (int round = 0; round < 6; round++) {
                    life.write(2_500);
                    life.fixture.take(2);
                    life.retire();
                    segments.add(life.segments());
                }
            }
        }
        assertThat(segments.subList(2, segments.size())).allMatch(count -> count <= 5);
        assertThat(firstSegment(base)).isGreaterThan(15);
        assertThat(Journal.verify(base).defects()).isEmpty();
        assertThat(JournalFixture.seals(base).all()).hasSizeLessThan(8);
        try (Life life = life()) {
            last = life.journal.lastSequence();
            allFrom(life.journal, life.journal.firstSequence());
        }
        assertThat(last).isGreaterThan(15_000);
    }
}
