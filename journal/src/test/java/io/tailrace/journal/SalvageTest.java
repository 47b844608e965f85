package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.Document;
import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.JournalException;
import io.tailrace.error.JournalInUseException;
import io.tailrace.testing.DirectoryCopy;
import io.tailrace.testing.Seeds;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is taken of a damaged journal, compared with a model of what must survive. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SalvageTest {
    private static final int WRITES = 1_500;
    private static final int FLIPS = 40;
    private static final int CUTS = 25;
    private static final int MIXES = 25;

    @TempDir
    Path base;

    private final Random random = Seeds.random(SalvageTest.class);
    private Path damaged;
    private final List<Seen> truth = new ArrayList<>();
    private final List<Place> blocks = new ArrayList<>();
    private int copies;

    /** A change with all that a feed sees of it. */
    private record Seen(long timeNs, int kind, int table, String key, String before, String after) {
        Seen with(String old) {
            return new Seen(timeNs, kind, table, key, old, after);
        }
    }

    private record Place(int segment, long start, int length, long sequence, int changes) {
        boolean holds(int inSegment, long offset) {
            return segment == inSegment && offset >= start && offset < start + length;
        }
    }

    @BeforeEach
    void write() throws IOException {
        damaged = base.resolve("damaged");
        try (Journal journal = Journal.open(JournalFixture.small(damaged))) {
            SnapshotFixture fixture = new SnapshotFixture(journal);
            journal.recover(fixture);
            fixture.define();
            fixture.write(0, WRITES);
        }
        truth.addAll(read(damaged));
        SegmentFiles files = new SegmentFiles(damaged);
        SegmentCursor cursor = new SegmentCursor(files, 1);
        UnsafeBuffer block = new UnsafeBuffer(0, 0);
        while (cursor.next(block)) {
            blocks.add(new Place(
                    cursor.segment(),
                    ExcerptDescriptor.blockPosition(cursor.position()),
                    BlockDescriptor.length(block),
                    BlockDescriptor.sequence(block),
                    BlockDescriptor.changes(block)));
        }
        assertThat(files.lastSegment()).isEqualTo(2);
        assertThat(truth).hasSize(WRITES + 5);
    }

    private static List<Seen> read(Path directory) {
        List<Seen> all = new ArrayList<>();
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            Document document = new Document(journal.dictionary());
            journal.recover(change -> all.add(new Seen(
                    change.timeNs(),
                    change.kind(),
                    change.tableId(),
                    change.keyLength() == 0 ? "" : hex(change.block(), change.keyOffset(), change.keyLength()),
                    change.hasOld()
                            ? document.wrap(change.oldBuffer(), change.oldOffset(), change.oldLength())
                                    .toString()
                            : null,
                    change.hasNew()
                            ? document.wrap(change.block(), change.newOffset(), change.newLength())
                                    .toString()
                            : null)));
        }
        return all;
    }

    private static String hex(DirectBuffer buffer, int offset, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(Integer.toHexString(buffer.getByte(offset + i) & 0xFF)).append(' ');
        }
        return text.toString();
    }

    private CrashImage copy() throws IOException {
        return CrashImage.of(damaged, base.resolve("copy" + copies++));
    }

    private SalvageReport salvage(CrashImage image, boolean holes) throws IOException {
        Map<String, String> before = content(image.directory);
        Path into = image.directory.resolveSibling(image.directory.getFileName() + (holes ? ".holes" : ".prefix"));
        SalvageReport report = new Salvage(image.directory, into, holes, JournalFixture.small(null)).run();
        assertThat(content(image.directory)).isEqualTo(before);
        assertThat(Journal.verify(into).defects()).isEmpty();
        assertThat(into.resolve(Salvage.LISTING)).content().isEqualTo(report.toJson() + "\n");
        assertThat(Files.exists(into.resolveSibling(into.getFileName() + ".unfinished")))
                .isFalse();
        assertThat(report.directory()).isEqualTo(into);
        return report;
    }

    private static Map<String, String> content(Path directory) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                boolean isLock = DirectoryLock.isLock(file.getFileName().toString());
                if (!Files.isDirectory(file) && !isLock) {
                    all.put(
                            file.toString(),
                            Files.getLastModifiedTime(file) + " "
                                    + java.util.Arrays.hashCode(Files.readAllBytes(file)));
                } else {
                    all.put(file.toString(), "");
                }
            }
        }
        return all;
    }

    /** What a journal holds of which these changes are missing, by the sequences that they had. */
    private List<Seen> without(java.util.Set<Long> missing) {
        List<Seen> kept = new ArrayList<>();
        Map<String, String> state = new HashMap<>();
        for (int i = 0; i < truth.size(); i++) {
            Seen change = truth.get(i);
            if (missing.contains(i + 1L)) {
                continue;
            }
            if (change.kind() != RecordKind.CHANGE) {
                kept.add(change);
                continue;
            }
            String key = change.table() + " " + change.key();
            String old = change.after() == null ? state.remove(key) : state.put(key, change.after());
            if (!java.util.Objects.equals(old, change.after())) {
                kept.add(change.with(old));
            }
        }
        return kept;
    }

    private Place at(int segment, long offset) {
        return blocks.stream()
                .filter(place -> place.holds(segment, offset))
                .findFirst()
                .orElse(null);
    }

    private long length(int segment) {
        Place last = null;
        for (Place place : blocks) {
            last = place.segment() == segment ? place : last;
        }
        return last.start() + last.length();
    }

    @Test
    void shouldKeepAllOfASoundJournal() throws IOException {
        SalvageReport report = salvage(copy(), false);
        assertThat(report.complete()).isTrue();
        assertThat(report.lost()).isEmpty();
        assertThat(report.notes()).isEmpty();
        assertThat(report.newSequence()).isEqualTo(truth.size()).isEqualTo(report.changes());
        assertThat(read(report.directory())).isEqualTo(truth);
    }

    @Test
    void shouldKeepTheLongestSoundPrefixWhereverABitIsWrong() throws IOException {
        for (int i = 0; i < FLIPS; i++) {
            int segment = 1 + random.nextInt(2);
            long offset = random.nextLong(length(segment)) & -4;
            CrashImage image = copy();
            image.flip(segment, offset, random.nextInt(32));
            Place place = at(segment, offset);
            boolean harmless = place == null || place.changes() == 0;
            SalvageReport report = salvage(image, false);
            long kept = harmless ? truth.size() : place.sequence() - 1;
            String where = "segment=" + segment + " offset=" + offset + " " + report;
            assertThat(report.newSequence()).as(where).isEqualTo(kept);
            assertThat(report.complete()).as(where).isEqualTo(harmless);
            assertThat(read(report.directory())).as(where).isEqualTo(truth.subList(0, (int) kept));
            if (!harmless) {
                assertThat(report.left()).isEqualTo(truth.size() - kept - place.changes());
                SalvageReport.Loss loss = report.lost().get(0);
                assertThat(loss.file()).isEqualTo(SegmentFiles.fileName(segment));
                assertThat(loss.toSequence()).as(where).isEqualTo(place.sequence() + place.changes() - 1);
            }
        }
    }

    @Test
    void shouldKeepWhatComesBeforeACut() throws IOException {
        for (int i = 0; i < CUTS; i++) {
            int segment = 1 + random.nextInt(2);
            long cut = random.nextLong(length(segment));
            CrashImage image = copy();
            try (FileChannel file = FileChannel.open(image.segment(segment), StandardOpenOption.WRITE)) {
                file.truncate(cut);
            }
            long kept = 0;
            for (Place place : blocks) {
                boolean whole = place.segment() < segment
                        || place.segment() == segment && place.start() + place.length() <= cut;
                kept += whole ? place.changes() : 0;
            }
            SalvageReport report = salvage(image, false);
            assertThat(report.newSequence())
                    .as("segment=%d cut=%d %s", segment, cut, report)
                    .isEqualTo(kept);
            assertThat(read(report.directory())).isEqualTo(truth.subList(0, (int) kept));
            assertThat(report.complete()).isEqualTo(kept == truth.size());
        }
    }

    @Test
    void shouldKeepAllSoundBlocksWithHoles() throws IOException {
        for (int i = 0; i < MIXES; i++) {
            CrashImage image = copy();
            java.util.Set<Long> missing = new java.util.HashSet<>();
            for (int damage = random.nextInt(8); damage >= 0; damage--) {
                int segment = 1 + random.nextInt(2);
                long offset = random.nextLong(length(segment)) & -4;
                Place place = at(segment, offset);
                if (place != null && place.equals(namesAgain())) {
                    continue; // a shape may be gone in both places: see below
                }
                image.flip(segment, offset, random.nextInt(32));
                for (int k = 0; place != null && k < place.changes(); k++) {
                    missing.add(place.sequence() + k);
                }
            }
            boolean definitions = missing.stream().anyMatch(sequence -> sequence <= 5);
            SalvageReport report = salvage(image, true);
            assertThat(report.left()).isZero();
            assertThat(report.changes()).as(report.toString()).isEqualTo(truth.size() - missing.size());
            assertThat(report.lost().stream()
                            .filter(loss -> loss.toSequence() > 0)
                            .mapToLong(loss -> loss.toSequence() - loss.fromSequence() + 1)
                            .sum())
                    .as(report.toString())
                    .isEqualTo(missing.size());
            if (!definitions) {
                assertThat(read(report.directory())).as(report.toString()).isEqualTo(without(missing));
            }
        }
    }

    @Test
    void shouldSayOfEachBlockThatItsShapeIsGoneWhereBothDefinitionsOfItAre() throws IOException {
        int shapeOf = 3; // of the documents with field f3, which are written first where i = 3
        long firstUse = 5 + 1 + shapeOf;
        Place defines = blocks.stream()
                .filter(place -> place.sequence() == firstUse && place.changes() == 1)
                .findFirst()
                .orElseThrow();
        CrashImage image = copy();
        image.flip(1, defines.start() + BlockDescriptor.HEADER_LENGTH, 1);
        assertThat(salvage(image, true).lost())
                .as("the second segment begins with all definitions")
                .hasSize(1);

        image = copy();
        image.flip(1, defines.start() + BlockDescriptor.HEADER_LENGTH, 1);
        image.flip(2, namesAgain().start() + BlockDescriptor.HEADER_LENGTH, 1);
        SalvageReport report = salvage(image, true);
        java.util.Set<Long> missing = new java.util.HashSet<>();
        for (int i = 0; i < WRITES; i++) {
            if (i % 7 == shapeOf && i % 3 != 2) {
                missing.add(5L + 1 + i);
            }
        }
        assertThat(report.lost().stream().filter(loss -> loss.toSequence() > 0).map(SalvageReport.Loss::fromSequence))
                .containsExactlyElementsOf(new java.util.TreeSet<>(missing));
        assertThat(report.changes()).isEqualTo(truth.size() - missing.size());
        assertThat(read(report.directory())).isEqualTo(without(missing));
    }

    /** The block that begins the second segment: it repeats all that the first one defines. */
    private Place namesAgain() {
        Place place = blocks.stream()
                .filter(block -> block.segment() == 2)
                .findFirst()
                .orElseThrow();
        assertThat(place.changes()).isZero();
        return place;
    }

    @Test
    void shouldMakeATableAgainWhoseMakingWasLost() throws IOException {
        CrashImage image = copy();
        Place making = blocks.stream()
                .filter(place -> place.sequence() == 1 && place.changes() > 0)
                .findFirst()
                .orElseThrow();
        image.flip(1, making.start() + BlockDescriptor.HEADER_LENGTH, 1);
        SalvageReport report = salvage(image, true);
        assertThat(report.lost().get(0).fromSequence()).isEqualTo(1);
        List<Seen> kept = read(report.directory());
        assertThat(kept.stream()
                        .filter(change -> change.kind() == RecordKind.CHANGE)
                        .map(Seen::after))
                .isEqualTo(without(java.util.Set.of(1L)).stream()
                        .filter(change -> change.kind() == RecordKind.CHANGE)
                        .map(Seen::after)
                        .toList());
        try (Journal journal = Journal.openReadOnly(JournalFixture.small(report.directory()))) {
            assertThat(journal.lastSequence()).isEqualTo(kept.size());
            assertThat(journal.tables().idOf("t0")).isNotNegative();
            assertThat(journal.tables().idOf("t1")).isNotNegative();
            assertThat(journal.tables().idOf("t2")).isNegative();
            assertThat(journal.indexes().idOf(journal.tables().idOf("t0"), "x")).isNotNegative();
        }
    }

    @Test
    void shouldSayWhatALostSegmentHadAndGoOnAfterIt() throws IOException {
        CrashImage image = copy();
        Files.delete(image.segment(1));
        long lostTo = blocks.stream()
                        .filter(place -> place.segment() == 2)
                        .findFirst()
                        .orElseThrow()
                        .sequence()
                - 1;
        SalvageReport prefix = salvage(image, false);
        assertThat(prefix.newSequence()).isZero();
        assertThat(prefix.left()).isEqualTo(truth.size() - lostTo);
        SalvageReport report = salvage(image, true);
        assertThat(report.lost()).hasSize(1);
        assertThat(report.lost().get(0).toSequence()).isEqualTo(lostTo);
        assertThat(report.changes()).isEqualTo(truth.size() - lostTo);
    }

    @Test
    void shouldBeginWithTheStateOfAJournalWhoseBeginIsGone() throws IOException {
        Path snapshots = base.resolve("snapshots");
        Map<String, String> state;
        long sequence;
        try (Journal journal = Journal.open(JournalFixture.small(snapshots))) {
            SnapshotFixture fixture = new SnapshotFixture(journal);
            journal.recover(fixture);
            fixture.define();
            fixture.write(0, WRITES);
            sequence = fixture.take(2).sequence();
            fixture.write(WRITES, WRITES + 50);
            state = fixture.state;
            assertThat(journal.info().segments()).isEqualTo(2);
        }
        Files.delete(snapshots.resolve(SegmentFiles.fileName(1)));
        for (boolean holes : new boolean[] {false, true}) {
            SalvageReport report = salvage(CrashImage.at(snapshots), holes);
            assertThat(report.stateSequence()).isEqualTo(sequence);
            // The state is whole; that its changes are gone one by one is told.
            assertThat(report.complete()).isFalse();
            assertThat(report.lost()).singleElement().satisfies(loss -> {
                assertThat(loss.fromSequence()).isEqualTo(1);
                assertThat(loss.toSequence()).isBetween(2L, sequence);
                assertThat(loss.what()).contains("what they came to is in the state");
            });
            assertThat(report.changes()).isEqualTo(50);
            try (Journal journal = Journal.open(JournalFixture.small(report.directory()))) {
                SnapshotFixture fixture = new SnapshotFixture(journal);
                journal.recover(fixture);
                assertThat(values(fixture.state)).isEqualTo(values(state));
            }
        }
    }

    @Test
    void shouldBeginWithAStateThoughChangesAfterItAreGone() throws IOException {
        Path snapshots = base.resolve("earlier");
        Map<String, String> state;
        long sequence;
        long last;
        try (Journal journal = Journal.open(JournalFixture.small(snapshots))) {
            SnapshotFixture fixture = new SnapshotFixture(journal);
            journal.recover(fixture);
            fixture.define();
            fixture.write(0, 50);
            sequence = fixture.take(2).sequence();
            state = new TreeMap<>(fixture.state);
            fixture.write(50, 2 * WRITES);
            last = journal.lastSequence();
            assertThat(journal.info().segments()).isGreaterThanOrEqualTo(2);
        }
        Files.delete(snapshots.resolve(SegmentFiles.fileName(1)));
        SalvageReport prefix = salvage(CrashImage.at(snapshots), false);
        assertThat(prefix.stateSequence()).isEqualTo(sequence);
        assertThat(prefix.changes()).isZero();
        assertThat(prefix.left()).isPositive();
        assertThat(prefix.lost()).hasSize(2);
        assertThat(prefix.lost().get(0).toSequence()).isEqualTo(sequence);
        assertThat(prefix.lost().get(1).fromSequence()).isEqualTo(sequence + 1);
        try (Journal journal = Journal.open(JournalFixture.small(prefix.directory()))) {
            SnapshotFixture fixture = new SnapshotFixture(journal);
            journal.recover(fixture);
            assertThat(values(fixture.state)).isEqualTo(values(state));
        }
        SalvageReport all = salvage(CrashImage.at(snapshots), true);
        assertThat(all.stateSequence()).isEqualTo(sequence);
        assertThat(all.changes()).isEqualTo(prefix.left());
        assertThat(all.lastSequence()).isEqualTo(last);
    }

    /** Without their sequences, which are others. */
    private static Map<String, String> values(Map<String, String> state) {
        Map<String, String> values = new TreeMap<>();
        state.forEach((key, value) -> values.put(key, value.substring(value.indexOf(' '))));
        return values;
    }

    @Test
    void shouldDoWithoutTheSmallFiles() throws IOException {
        CrashImage image = copy();
        for (String name : List.of(
                FormatFile.NAME,
                EpochFile.NAME,
                SealFile.NAME,
                WatermarkFile.NAME,
                ChronicleSettings.METADATA_FILE,
                DirectoryLock.FILE_NAME,
                DirectoryLock.WRITER_NAME)) {
            Files.delete(image.directory.resolve(name));
        }
        SalvageReport report = salvage(image, false);
        assertThat(read(report.directory())).isEqualTo(truth);
        assertThat(report.notes()).hasSize(2);
    }

    @Test
    void shouldNotTakeADamagedVersionForAnotherOne() throws IOException {
        CrashImage image = copy();
        byte[] file = Files.readAllBytes(image.directory.resolve(FormatFile.NAME));
        file[Integer.BYTES] ^= 8;
        Files.write(image.directory.resolve(FormatFile.NAME), file);
        SalvageReport report = salvage(image, false);
        assertThat(read(report.directory())).isEqualTo(truth);
        assertThat(report.notes()).anyMatch(note -> note.contains("or damaged: the checksum differs"));
    }

    @Test
    void shouldRefuseATargetThatIsOccupiedAndAJournalThatIsWritten() throws IOException {
        CrashImage image = copy();
        Path occupied = base.resolve("occupied");
        Files.createDirectories(occupied.resolve("something"));
        assertThatThrownBy(() -> Journal.salvage(image.directory, occupied, false))
                .isInstanceOf(JournalException.class)
                .hasMessageContainingAll("not empty", occupied.toString());
        assertThatThrownBy(() -> Journal.salvage(image.directory, image.directory.resolve("inside"), false))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("not to be touched");
        Path free = base.resolve("free");
        try (Journal journal = Journal.open(JournalFixture.small(image.directory))) {
            assertThatThrownBy(() -> Journal.salvage(image.directory, free, false))
                    .isInstanceOf(JournalInUseException.class);
            assertThat(journal.recover(JournalFixture.IGNORE).changes()).isEqualTo(truth.size());
        }
        Files.createDirectories(base.resolve("free.unfinished"));
        assertThatThrownBy(() -> Journal.salvage(image.directory, free, false))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("free.unfinished");
        Files.delete(base.resolve("free.unfinished"));
        Files.createDirectories(free);
        assertThat(Journal.salvage(image.directory, free, false).complete()).isTrue();
    }

    @Test
    void shouldBeNamedByWhoeverMeetsDamage() throws IOException {
        CrashImage image = copy();
        image.flip(1, blocks.get(blocks.size() / 3).start() + 100, 2);
        try (Journal journal = Journal.open(JournalFixture.small(image.directory))) {
            assertThatThrownBy(() -> journal.recover(JournalFixture.IGNORE))
                    .isInstanceOf(CorruptJournalException.class)
                    .hasMessageContaining(SalvageReport.command(image.directory));
        }
        assertThat(SalvageReport.command(Path.of("/a b/it's")))
                .isEqualTo("java -jar tailrace.jar salvage --dir '/a b/it'\\''s' --into '/a b/it'\\''s.salvaged'");
    }

    @Test
    void shouldLeaveTheOriginalOpenForWritingAfterwards() throws IOException {
        CrashImage image = copy();
        salvage(image, false);
        assertThat(read(DirectoryCopy.of(image.directory, base.resolve("again"))))
                .isEqualTo(truth);
        assertThat(read(image.directory)).isEqualTo(truth);
    }
}
