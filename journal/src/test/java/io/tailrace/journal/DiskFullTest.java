package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.DiskFullException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
}
