package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.DiskFullException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A full disk refuses writes, harms nothing, and takes writes again when there is space. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DiskFullTest {
    @TempDir
    Path base;

    private final JournalFixture fixture = new JournalFixture();
    private Path mount;
    private boolean mounted;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        mount = Files.createDirectory(base.resolve("mount"));
        mounted = Shell.run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount.toString());
        if (!mounted) {
            System.out.println("not tested: mounting a small file system needs root");
        }
    }

    @AfterEach
    void unmount() throws InterruptedException {
        if (mounted) {
            Shell.run("umount", "--lazy", mount.toString()); // mappings go with the garbage collector
        }
    }

    private long fill(JournalAppender appender) {
        long last = appender.nextSequence() - 1;
        while (true) {
            appender.open(0);
            try {
                for (int i = 0; i < 10; i++) {
                    fixture.change(appender);
                }
            } catch (DiskFullException e) {
                assertThat(e).hasMessageContaining("no space left").hasMessageContaining("free space");
                appender.abort();
                return last;
            }
            appender.commit();
            last += 10;
        }
    }

    @Test
    void shouldRefuseAndGoOnWhenThereIsSpaceAgain() throws InterruptedException {
        if (!mounted) {
            return;
        }
        Path directory = mount.resolve("journal");
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            journal.recover(JournalFixture.IGNORE);
            JournalAppender appender = journal.appender();
            JournalReader reader = journal.reader(1);
            long last = 0;
            for (int size = 1; size <= 3; size++) {
                last = fill(appender);
                assertThat(journal.lastSequence()).isEqualTo(last);
                assertThat(fill(appender)).isEqualTo(last);
                while (reader.next()) {
                    JournalFixture.check(reader, reader.sequence());
                }
                assertThat(reader.position()).isEqualTo(last);
                assertThat(Shell.run("mount", "-o", "remount,size=" + (size + 1) + "m", mount.toString()))
                        .isTrue();
            }
            assertThat(last).isGreaterThan(3_000);
            fixture.write(appender, 100, 10);
            last += 100;
            assertThat(journal.lastSequence()).isEqualTo(last);
        }
        assertThat(Journal.verify(directory).defects()).isEmpty();
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            long[] count = new long[1];
            journal.recover(change -> JournalFixture.check(change, ++count[0]));
            assertThat(count[0]).isGreaterThan(3_000);
        }
    }

    @Test
    void shouldRefuseInTheMiddleOfALargeBlockAndLeaveNothingOfIt() {
        if (!mounted) {
            return;
        }
        JournalConfig config = new JournalConfig()
                .directory(mount.resolve("journal"))
                .segmentBytes(8 << 20)
                .largestBlockBytes(2 << 20)
                .reserveStepBytes(64 << 10);
        try (Journal journal = Journal.open(config)) {
            journal.recover(JournalFixture.IGNORE);
            JournalAppender appender = journal.appender();
            fixture.write(appender, 10, 1);
            for (int attempt = 0; attempt < 3; attempt++) {
                appender.open(0);
                assertThatThrownBy(() -> {
                            while (true) {
                                fixture.change(appender);
                            }
                        })
                        .isInstanceOf(DiskFullException.class);
                assertThat(appender.blockLength()).isBetween(700 << 10, 1 << 20);
                appender.abort();
            }
            fixture.write(appender, 10, 10);
            JournalReader reader = journal.reader(1);
            for (int sequence = 1; sequence <= 20; sequence++) {
                assertThat(reader.next()).isTrue();
                JournalFixture.check(reader, sequence);
            }
            assertThat(reader.next()).isFalse();
        }
        assertThat(Journal.verify(mount.resolve("journal")).defects()).isEmpty();
    }

    @Test
    void shouldNotAskAFullDiskForSpaceAheadBeforeTheWriterHasGotSome() throws IOException {
        if (!mounted) {
            return;
        }
        int step = 64 << 10;
        Path filler = mount.resolve("filler");
        Path file = mount.resolve("segment");
        ChronicleSpace space = new ChronicleSpace(JournalFixture.small(mount));
        space.create(file);
        try (space) {
            space.attach(file, 0);
            while (space.ahead()) {
                assertThat(space.reserved()).isLessThanOrEqualTo(2 * step);
            }
            assertThatThrownBy(() -> Files.write(filler, new byte[1 << 20])).isInstanceOf(IOException.class);
            space.used(step);
            assertThat(space.ahead()).as("on a full disk").isFalse();
            Files.delete(filler);
            assertThat(space.ahead()).as("not asked again").isFalse();
            space.used(2 * step);
            space.require(2 * step + 1);
            while (space.ahead()) {
                assertThat(space.reserved()).isLessThanOrEqualTo(5 * step);
            }
            assertThat(space.reserved()).as("two steps ahead").isGreaterThanOrEqualTo(3 * step);
        }
    }

    @Test
    void shouldCloseAndOpenOnAFullDisk() throws IOException {
        if (!mounted) {
            return;
        }
        Path directory = mount.resolve("journal");
        long last;
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            journal.recover(JournalFixture.IGNORE);
            last = fill(journal.appender());
        }
        assertThat(Journal.verify(directory).defects()).isEmpty();
        Path filler = mount.resolve("filler");
        assertThatThrownBy(() -> Files.write(filler, new byte[1 << 20])).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> {
                    try (Journal journal = Journal.open(JournalFixture.small(directory))) {
                        journal.recover(JournalFixture.IGNORE);
                    }
                })
                .isInstanceOf(DiskFullException.class);
        try (Journal journal =
                Journal.openReadOnly(JournalFixture.small(directory).readOnly(true))) {
            assertThat(journal.lastSequence()).isEqualTo(last);
        }
        Files.delete(filler);
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            assertThat(journal.recover(JournalFixture.IGNORE).changes()).isEqualTo(last);
        }
    }

    /** Each of the files that an opening makes is the one that there is no room for, at one size or another. */
    @Test
    void shouldSayHowMuchRoomAFirstOpeningNeedsAndOpenWhereThereIsThatMuch() throws Exception {
        if (!mounted) {
            return;
        }
        Set<String> refused = new TreeSet<>();
        int kilobytes = 4;
        while (openedAfterRefusal("size=" + kilobytes + "k", JournalFixture.small(null), refused)) {
            kilobytes += 4;
        }
        int files = 2; // one is the root of the file system
        while (openedAfterRefusal("nr_inodes=" + files, JournalFixture.small(null), refused)) {
            files++;
        }
        assertThat(refused)
                .containsExactlyInAnyOrder(
                        DirectoryLock.FILE_NAME,
                        DirectoryLock.WRITER_NAME,
                        FormatFile.NAME,
                        EpochFile.NAME,
                        SealFile.NAME,
                        ChronicleSettings.METADATA_FILE,
                        "19700101-01F.precreated",
                        WatermarkFile.NAME);
        refused.clear();
        assertThat(openedAfterRefusal("size=4108k", new JournalConfig(), refused))
                .isTrue();
        assertThat(refused).containsExactly("19700101-01F.precreated");
    }

    /** Whether there was no room at first. Opens it in the end, in the room that it said it needs. */
    private boolean openedAfterRefusal(String size, JournalConfig config, Set<String> refused) throws Exception {
        assertThat(Shell.run("mount", "-t", "tmpfs", "-o", size, "tmpfs", mount.toString()))
                .isTrue();
        try {
            Path directory = mount.resolve("journal");
            DiskFullException full = refusal(config.directory(directory));
            if (full == null) {
                return false;
            }
            assertThat(full).hasMessageContaining(directory.toString()).hasMessageContaining(" free=");
            refused.add(
                    Path.of(named(full, ".* file=([^ :]+): .*")).getFileName().toString());
            assertThat(refusal(config)).as("once more").isNotNull();
            FileStore store = Files.getFileStore(mount);
            long room =
                    store.getTotalSpace() - store.getUsableSpace() + Long.parseLong(named(full, ".* needed=(\\d+) .*"));
            assertThat(Shell.run("mount", "-o", "remount,nr_inodes=1k,size=" + room, mount.toString()))
                    .isTrue();
            try (Journal journal = Journal.open(config)) {
                assertThat(journal.recover(JournalFixture.IGNORE).changes()).isZero();
                fixture.write(journal.appender(), 10, 1);
            }
            assertThat(Journal.verify(directory).defects()).isEmpty();
            assertThat(Journal.verify(directory).changes()).isEqualTo(10);
            return true;
        } finally {
            Shell.run("umount", "--lazy", mount.toString());
        }
    }

    /** To read a hole of a mapped file takes a page there; a killed writer leaves some behind its last block. */
    @Test
    void shouldRefuseToOpenAKilledJournalWithHolesWhereThereIsNoRoomForThem() throws Exception {
        if (!mounted) {
            return;
        }
        Path directory = mount.resolve("journal");
        try (Journal journal = Journal.open(JournalFixture.small(base.resolve("live")))) {
            journal.recover(JournalFixture.IGNORE);
            fixture.write(journal.appender(), 100, 10);
            journal.force();
            CrashImage image = CrashImage.of(base.resolve("live"), directory);
            List<Long> frames = image.frames(1);
            long end = frames.get(frames.size() - 1);
            try (RandomAccessFile segment =
                    new RandomAccessFile(image.segment(1).toFile(), "rw")) {
                segment.setLength(end);
                segment.setLength(256 << 20);
            }
        }
        Path filler = mount.resolve("filler");
        assertThatThrownBy(() -> Files.write(filler, new byte[1 << 20])).isInstanceOf(IOException.class);
        DiskFullException full = refusal(JournalFixture.small(directory));
        assertThat(full).isNotNull().hasMessageContaining(directory.toString());
        assertThat(Journal.verify(directory).defects()).isEmpty();
        try (RandomAccessFile some = new RandomAccessFile(filler.toFile(), "rw")) {
            some.setLength(some.length() - Long.parseLong(named(full, ".* needed=(\\d+) .*")));
        }
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            assertThat(journal.recover(JournalFixture.IGNORE).changes()).isEqualTo(100);
            fixture.write(journal.appender(), 10, 1);
        }
        assertThat(Journal.verify(directory).defects()).isEmpty();
    }

    private static DiskFullException refusal(JournalConfig config) {
        try (Journal journal = Journal.open(config)) {
            journal.recover(JournalFixture.IGNORE);
            return null;
        } catch (DiskFullException e) {
            return e;
        }
    }

    private static String named(Exception e, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(e.getMessage());
        assertThat(matcher.matches()).as(e.getMessage()).isTrue();
        return matcher.group(1);
    }

    /** What says that segments go is written in place, so that it needs no room when there is none. */
    @Test
    void shouldRetireWhereNothingElseCanBeWritten() throws InterruptedException {
        if (!mounted) {
            return;
        }
        assertThat(Shell.run("mount", "-o", "remount,size=6m", mount.toString()))
                .isTrue();
        Path directory = mount.resolve("journal");
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            SnapshotFixture snapshots = new SnapshotFixture(journal);
            journal.recover(snapshots);
            snapshots.define();
            int written = 0;
            for (int round = 0; round < 3; round++) {
                snapshots.write(written, written + 3_000);
                written += 3_000;
                seal(journal);
                snapshots.take(2);
                if (round == 1) { // the file is there from now on
                    long second = journal.marks().firstSequenceOf(2);
                    assertThat(retire(journal, second).segments()).isEqualTo(1);
                }
            }
            long oldest = journal.firstSequence();
            assertThatThrownBy(() -> Files.write(mount.resolve("filler"), new byte[8 << 20]))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> snapshots.take(2)).isInstanceOf(DiskFullException.class);
            Retirement retired = retire(journal, Long.MAX_VALUE);
            assertThat(retired.segments()).isPositive();
            assertThat(journal.firstSequence()).isGreaterThan(oldest);
            snapshots.write(written, written + 500);
        }
        assertThat(Journal.verify(directory).defects()).isEmpty();
    }

    private static void seal(Journal journal) {
        boolean more = true;
        while (more) {
            more = journal.sealBehind();
        }
    }

    private static Retirement retire(Journal journal, long waiting) {
        RetentionLimits all = new RetentionLimits(0, Long.MIN_VALUE, Long.MAX_VALUE);
        Retiring retiring = Retiring.begin(journal, all, () -> waiting);
        boolean more = true;
        while (more) {
            more = retiring.step();
        }
        return retiring.result();
    }
}
