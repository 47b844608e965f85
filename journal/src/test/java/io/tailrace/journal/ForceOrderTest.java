package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.JournalException;
import io.tailrace.testing.DirectoryCopy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That everything reaches the device before what vouches for it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ForceOrderTest {
    private static final String FIRST = SegmentFiles.fileName(1);
    private static final String SECOND = SegmentFiles.fileName(2);
    private static final String METADATA = ChronicleSettings.METADATA_FILE;

    @TempDir
    Path base;

    private final JournalFixture fixture = new JournalFixture();
    private final RecordingDisk disk = new RecordingDisk();

    private Journal open() {
        Journal journal =
                Journal.open(JournalFixture.small(base.resolve("journal")).disk(disk));
        journal.recover(JournalFixture.IGNORE);
        return journal;
    }

    private List<String> done() {
        List<String> all = new ArrayList<>(disk.did);
        disk.did.clear();
        return all;
    }

    private static List<String> replaced(String name) {
        String temporary = name + ".new";
        return List.of(
                "create " + temporary, "write " + temporary, "force " + temporary, "rename " + name, "names journal");
    }

    private static List<String> all(Object... parts) {
        return Stream.of(parts)
                .flatMap(part -> ((List<?>) part).stream())
                .map(String::valueOf)
                .toList();
    }

    @Test
    void shouldForceSegmentsThenNamesThenTheWatermarkAndASegmentBeforeItsSeal() {
        try (Journal journal = open()) {
            assertThat(done())
                    .isEqualTo(all(
                            List.of("make journal", "create LOCK", "create writer.tailrace"),
                            List.of("names " + base.getFileName(), "names journal"),
                            replaced(FormatFile.NAME),
                            replaced(EpochFile.NAME),
                            List.of("names journal"),
                            replaced(SealFile.NAME),
                            List.of("create " + METADATA, "create " + prepared(1)),
                            replaced(WatermarkFile.NAME)));
            List<String> watermark = List.of("write " + WatermarkFile.NAME, "force " + WatermarkFile.NAME);
            fixture.write(journal.appender(), 10, 5);
            assertThat(journal.force()).isEqualTo(10);
            assertThat(done())
                    .isEqualTo(all(List.of("force " + FIRST, "force " + METADATA, "names journal"), watermark));
            fixture.write(journal.appender(), 5, 5);
            journal.force();
            assertThat(done()).isEqualTo(all(List.of("force " + FIRST), watermark));
            while (journal.info().segments() < 2) {
                fixture.write(journal.appender(), 5, 5);
            }
            assertThat(done()).isEqualTo(List.of("create " + prepared(2)));
            assertThat(journal.sealBehind()).isTrue();
            assertThat(done())
                    .isEqualTo(
                            all(List.of("cut " + FIRST, "force " + FIRST, "names journal"), replaced(SealFile.NAME)));
            journal.force();
            assertThat(done())
                    .isEqualTo(all(
                            List.of("force " + FIRST, "force " + SECOND, "force " + METADATA, "names journal"),
                            watermark));
        }
        assertThat(done())
                .isEqualTo(all(
                        List.of("force " + SECOND, "write " + WatermarkFile.NAME, "force " + WatermarkFile.NAME),
                        List.of("cut " + SECOND, "force " + SECOND, "cut " + METADATA, "force " + METADATA),
                        replaced(SealFile.NAME)));
    }

    /** A process that was killed may have given them and not come to force them, and then the power goes. */
    @Test
    void shouldForceTheNamesItFindsBeforeAnythingBuildsOnThem() throws IOException {
        try (Journal journal = open()) {
            NamedCursor cursor = Cursors.of(journal).use("risk", 7, "query");
            Cursors.of(journal).begin(cursor, cursor.generation(), 7, "query", false, new CursorPlace().set(0), true);
        }
        Files.createDirectory(base.resolve("journal").resolve(CutTail.DIRECTORY));
        done();
        disk.notesDeletes = true;
        open().close();
        assertThat(done())
                .startsWith(
                        "create LOCK",
                        "create writer.tailrace",
                        "names " + base.getFileName(),
                        "names " + CutTail.DIRECTORY,
                        "names " + Cursors.DIRECTORY,
                        "names journal");
    }

    @Test
    void shouldNotOpenWhereTheNamesItFindsCannotBeForced() {
        open().close();
        disk.failAt = "names " + base.getFileName();
        assertThatThrownBy(this::open)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("cannot force the directory: file=" + base);
        disk.failAt = null;
        open().close();
    }

    @Test
    void shouldMakeTheFileOfTheNextSegmentBeforeTheWriterNeedsIt() throws IOException {
        try (Journal journal = open()) {
            maintain(journal);
            assertThat(done()).as("too early").doesNotContain("create " + prepared(2));
            while (!disk.did.contains("create " + prepared(2))) {
                assertThat(journal.info().segments()).isLessThan(2);
                fixture.write(journal.appender(), 5, 5);
                maintain(journal);
            }
            done();
            while (journal.info().segments() < 2) {
                fixture.write(journal.appender(), 5, 5);
            }
            assertThat(done()).as("by the writer").isEmpty();
            while (!disk.did.contains("create " + prepared(3))) {
                fixture.write(journal.appender(), 5, 5);
                maintain(journal);
            }
            assertThat(journal.info().segments()).isEqualTo(2);
        }
        try (Stream<Path> files = Files.list(base.resolve("journal"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains(SECOND)
                    .doesNotContain(prepared(3), SegmentFiles.fileName(3));
        }
    }

    private static void maintain(Journal journal) {
        while (journal.maintain()) {
            Thread.onSpinWait();
        }
    }

    /** The name under which Chronicle looks for a file made ahead. */
    private static String prepared(int segment) {
        return SegmentFiles.fileName(segment).replace(SegmentFiles.SUFFIX, ".precreated");
    }

    @Test
    void shouldSayWithEachForceHowFarTheJournalIsOnTheDevice() {
        Path directory = base.resolve("journal");
        long last = 0;
        try (Journal journal = open()) {
            long id = journal.info().journalId();
            assertThat(WatermarkFile.read(directory, id)).isEqualTo(watermark(1, 0, 0));
            for (int i = 0; i < 5; i++) {
                fixture.write(journal.appender(), 10, 5);
                journal.force();
                Watermark found = WatermarkFile.read(directory, id);
                assertThat(found.sequence()).isEqualTo(10 * i + 10);
                assertThat(found.offset()).isGreaterThan(last);
                assertThat(found.defect()).isNull();
                last = found.offset();
            }
            fixture.write(journal.appender(), 10, 5);
            assertThat(WatermarkFile.read(directory, id).sequence()).isEqualTo(50);
        }
        try (Journal journal = open()) {
            assertThat(WatermarkFile.read(directory, journal.info().journalId()).sequence())
                    .isEqualTo(60);
        }
        assertThat(Journal.verify(directory).notes()).isEmpty();
        assertThat(Journal.verify(directory).defects()).isEmpty();
    }

    private static Watermark watermark(int segment, long offset, long sequence) {
        return new Watermark(Watermark.State.PRESENT, segment, offset, sequence, Long.MIN_VALUE, null);
    }

    @Test
    void shouldNeverForceAgainAfterAForceFailed() {
        Journal journal = open();
        fixture.write(journal.appender(), 10, 5);
        disk.failAt = "force " + FIRST;
        assertThatThrownBy(journal::force).isInstanceOf(JournalException.class).hasMessageContaining("cannot force");
        disk.failAt = null;
        done();
        assertThatThrownBy(journal::force).isInstanceOf(JournalException.class).hasMessageContaining("cannot force");
        assertThatThrownBy(journal::close).isInstanceOf(JournalException.class);
        assertThat(disk.did).isEmpty();
        assertThat(WatermarkFile.read(base.resolve("journal"), journal.info().journalId())
                        .sequence())
                .isZero();
    }

    /** Pages that a failed force has left are shown, and taken for clean: to force them is not enough. */
    @Test
    void shouldWriteAgainWhatNobodyVouchesForBeforeItIsForced() throws IOException {
        Path copy = base.resolve("copy");
        try (Journal journal = open()) {
            fixture.write(journal.appender(), 10, 5);
            journal.force();
            fixture.write(journal.appender(), 10, 5);
            DirectoryCopy.of(base.resolve("journal"), copy);
        }
        for (boolean isClosed : new boolean[] {false, true}) {
            done();
            try (Journal journal = Journal.open(JournalFixture.small(copy).disk(disk))) {
                assertThat(journal.recover(JournalFixture.IGNORE).changes()).isEqualTo(20);
                List<String> did = done();
                assertThat(did).contains("force " + FIRST);
                if (isClosed) {
                    assertThat(did).doesNotContain("write " + FIRST);
                } else {
                    assertThat(did.subList(0, did.indexOf("force " + FIRST))).contains("write " + FIRST);
                }
            }
        }
    }

    /** The same holds for the pages of a cursor, which this process may never move. */
    @Test
    void shouldWriteThePositionsAgainThatItFindsBeforeTheyAreForced() throws IOException {
        try (Journal journal = open()) {
            NamedCursor cursor = Cursors.of(journal).use("risk", 7, "query");
            Cursors.of(journal).begin(cursor, cursor.generation(), 7, "query", false, new CursorPlace().set(0), true);
        }
        Path file = base.resolve("journal").resolve(Cursors.DIRECTORY).resolve("risk.cursor");
        byte[] before = Files.readAllBytes(file);
        done();
        open().close();
        List<String> did = done();
        assertThat(did).contains("force risk.cursor");
        assertThat(did.subList(0, did.indexOf("force risk.cursor"))).contains("write risk.cursor");
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void shouldForceNothingAfterTheNamesOfWhatIsKeptAsideCouldNotBeForced() throws IOException {
        ForceOrder order = new ForceOrder(base, disk);
        Path cut = Files.createDirectory(base.resolve(CutTail.DIRECTORY));
        Path file = Files.createFile(base.resolve("file"));
        disk.failAt = "names " + CutTail.DIRECTORY;
        assertThatThrownBy(() -> order.moveAside(file, cut.resolve("file"))).isInstanceOf(IOException.class);
        disk.failAt = null;
        done();
        assertThatThrownBy(() -> order.forceFile(cut.resolve("file")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("file=" + cut);
        assertThat(done()).isEmpty();
    }

    @Test
    void shouldSealAgainWhatCouldNotBeSealed() {
        try (Journal journal = open()) {
            while (journal.info().segments() < 2) {
                fixture.write(journal.appender(), 5, 5);
            }
            for (String step : List.of("cut " + FIRST, "write " + SealFile.NAME + ".new", "rename " + SealFile.NAME)) {
                disk.failAt = step;
                assertThatThrownBy(journal::sealBehind).as(step).isInstanceOf(JournalException.class);
            }
            disk.failAt = null;
            done();
            assertThat(journal.sealBehind()).isTrue();
            assertThat(done()).contains("force " + FIRST, "rename " + SealFile.NAME);
            assertThat(JournalFixture.seals(base.resolve("journal")).of(1)).isNotNull();
        }
        assertThat(Journal.verify(base.resolve("journal")).notes()).isEmpty();
    }

    @Test
    void shouldNeitherSealNorForceAgainAfterTheForceBeforeASealFailed() {
        Journal journal = open();
        while (journal.info().segments() < 2) {
            fixture.write(journal.appender(), 5, 5);
        }
        disk.failAt = "force " + FIRST;
        assertThatThrownBy(journal::sealBehind).isInstanceOf(JournalException.class);
        disk.failAt = null;
        assertThatThrownBy(journal::sealBehind).isInstanceOf(JournalException.class);
        assertThatThrownBy(journal::force).isInstanceOf(JournalException.class).hasMessageContaining("cannot force");
        assertThatThrownBy(journal::close).isInstanceOf(JournalException.class);
        assertThat(JournalFixture.seals(base.resolve("journal")).of(1)).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotSealOverASegmentThatIsMissingOrDamaged(boolean missing) throws IOException {
        Path first = base.resolve("journal").resolve(FIRST);
        Journal journal = open();
        while (journal.info().segments() < 3) {
            fixture.write(journal.appender(), 5, 5);
        }
        if (missing) {
            Files.delete(first);
        } else {
            disk.write(first, ByteBuffer.allocate(Integer.BYTES), Bookkeeping.LENGTH);
        }
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(journal::sealBehind)
                    .isInstanceOf(CorruptJournalException.class)
                    .hasMessageContaining(first.toString());
        }
        assertThatThrownBy(journal::close).isInstanceOf(JournalException.class);
        assertThat(JournalFixture.seals(base.resolve("journal")).newest()).isZero();
        assertThat(Journal.verify(base.resolve("journal")).defects()).isNotEmpty();
    }

    @Test
    void shouldNoticeThatASealedSegmentIsGoneBeforeAnotherIsSealed() throws IOException {
        Path first = base.resolve("journal").resolve(FIRST);
        Journal journal = open();
        while (journal.info().segments() < 2) {
            fixture.write(journal.appender(), 5, 5);
        }
        assertThat(journal.sealBehind()).isTrue();
        journal.force();
        journal.force();
        Files.delete(first);
        while (new SegmentFiles(base.resolve("journal")).lastSegment() < 3) {
            fixture.write(journal.appender(), 5, 5);
        }
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(journal::sealBehind)
                    .isInstanceOf(CorruptJournalException.class)
                    .hasMessageContaining("file=" + first)
                    .hasMessageContaining("has vanished");
        }
        assertThatThrownBy(journal::close).isInstanceOf(CorruptJournalException.class);
        assertThat(JournalFixture.seals(base.resolve("journal")).newest()).isEqualTo(1);
    }

    @Test
    void shouldNameTheFileThatIsGoneWhereAForceMeetsIt() throws IOException {
        Path first = base.resolve("journal").resolve(FIRST);
        Journal journal = open();
        fixture.write(journal.appender(), 10, 5);
        Files.delete(first);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(journal::force)
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("cannot force the journal")
                    .hasMessageContaining("file=" + first + " the file is gone");
        }
        assertThatThrownBy(journal::close).isInstanceOf(JournalException.class);
    }

    @Test
    void shouldNotSealTheNewestSegmentWhereItEndsBeforeItWasWrittenTo() throws IOException {
        Path first = base.resolve("journal").resolve(FIRST);
        Journal journal = open();
        fixture.write(journal.appender(), 100, 5);
        disk.write(first, ByteBuffer.allocate(Integer.BYTES), Bookkeeping.LENGTH);
        assertThatThrownBy(journal::close)
                .isInstanceOf(CorruptJournalException.class)
                .hasMessageContaining(first.toString());
        assertThat(Files.size(first)).isGreaterThan(30_000);
    }

    @Test
    void shouldForceOnAnInterruptedThreadAndLeaveTheInterruptToIt() {
        try (Journal journal = open()) {
            fixture.write(journal.appender(), 10, 5);
            Thread.currentThread().interrupt();
            assertThat(journal.force()).isEqualTo(10);
            journal.checkFence();
            assertThat(Thread.interrupted()).isTrue();
            fixture.write(journal.appender(), 10, 5);
            assertThat(journal.force()).isEqualTo(20);
        }
    }

    @Test
    void shouldOpenAndCloseOnAnInterruptedThread() {
        Thread.currentThread().interrupt();
        try {
            for (int i = 0; i < 2; i++) {
                try (Journal journal = open()) {
                    assertThat(journal.lastSequence()).isEqualTo(10L * i);
                    fixture.write(journal.appender(), 10, 5);
                }
            }
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(Journal.verify(base.resolve("journal")).notes()).isEmpty();
    }

    @Test
    void shouldMakeChroniclesOwnFileAnewWhateverItHolds() throws IOException {
        Path metadata = base.resolve("journal").resolve(METADATA);
        for (int i = 0; i < 4; i++) {
            try (Journal journal = open()) {
                assertThat(journal.lastSequence()).isEqualTo(10L * i);
                fixture.write(journal.appender(), 10, 5);
            }
            byte[] content = i == 0 ? new byte[0] : new byte[(int) Files.size(metadata)];
            java.util.Arrays.fill(content, (byte) (i == 1 ? 0 : 0x55));
            Files.write(metadata, content);
        }
    }

    @Test
    void shouldLetNobodyElseReadUnlessAsked() throws IOException {
        try (Journal journal = open()) {
            fixture.write(journal.appender(), 2_000, 5);
            journal.sealBehind();
            permissions(base.resolve("journal"), "rwx------", "rw-------");
        }
        permissions(base.resolve("journal"), "rwx------", "rw-------");
        Path shared = base.resolve("above").resolve("shared");
        try (Journal journal = Journal.open(
                JournalFixture.small(shared).filePermissions(PosixFilePermissions.fromString("rw-r-----")))) {
            journal.recover(JournalFixture.IGNORE);
            fixture.write(journal.appender(), 2_000, 5);
        }
        permissions(shared, "rwxr-x---", "rw-r-----");
        permissions(shared.getParent(), "rwxr-x---", "rwxr-x---");
    }

    private static void permissions(Path directory, String itself, String files) throws IOException {
        assertThat(text(directory)).isEqualTo(itself);
        try (Stream<Path> inside = Files.list(directory)) {
            for (Path file : inside.toList()) {
                assertThat(text(file)).as(file.toString()).isEqualTo(files);
            }
        }
    }

    private static String text(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
