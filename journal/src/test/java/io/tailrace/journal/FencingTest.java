package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.JournalFencedException;
import io.tailrace.error.JournalInUseException;
import io.tailrace.testing.ChildJvm;
import io.tailrace.testing.DirectoryCopy;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That a directory has one writer. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FencingTest {
    @TempDir
    Path base;

    private final JournalFixture fixture = new JournalFixture();

    @Test
    void shouldRefuseASecondWriterInThisProcessAndThenOneInAnother() throws IOException, InterruptedException {
        Path directory = base.resolve("journal");
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            journal.recover(JournalFixture.IGNORE);
            fixture.write(journal.appender(), 10, 1);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> Journal.open(JournalFixture.small(directory)))
                        .isInstanceOf(JournalInUseException.class)
                        .hasMessageContaining("in this process")
                        .hasMessageContaining(directory.toString());
            }
            String output = child("open", directory);
            assertThat(output).contains("JournalInUseException").contains("another process");
            assertThat(journal.epoch()).isEqualTo(1);
            assertThat(EpochFile.read(directory, journal.info().journalId())).isEqualTo(1);
            fixture.write(journal.appender(), 10, 1);
        }
        assertThat(child("open", directory)).contains("opened at 20");
        try (Journal journal = open(directory)) {
            assertThat(journal.epoch()).isEqualTo(3);
        }
    }

    @Test
    void shouldSeeThroughSymbolicLinks() throws IOException {
        Path directory = Files.createDirectory(base.resolve("real"));
        Path link = Files.createSymbolicLink(base.resolve("link"), directory);
        try (Journal journal = open(directory)) {
            assertThat(journal.epoch()).isEqualTo(1);
            assertThatThrownBy(() -> Journal.open(JournalFixture.small(link)))
                    .isInstanceOf(JournalInUseException.class);
        }
        try (Journal journal = open(link)) {
            assertThat(journal.epoch()).isEqualTo(2);
        }
    }

    @Test
    void shouldGiveTheDirectoryFreeWhenOpeningFails() throws IOException {
        Path directory = base.resolve("journal");
        Journal.open(JournalFixture.small(directory)).close();
        Path file = directory.resolve(FormatFile.NAME);
        byte[] format = Files.readAllBytes(file);
        Files.write(file, new byte[] {1, 2, 3});
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> Journal.open(JournalFixture.small(directory)))
                    .isInstanceOf(CorruptJournalException.class)
                    .hasMessageContaining(FormatFile.NAME);
        }
        Files.write(file, format);
        Journal.open(JournalFixture.small(directory)).close();
    }

    @Test
    void shouldRefuseADirectoryThatIsOpenUnderAnotherClassLoader() throws IOException {
        Path directory = Files.createDirectory(base.resolve("journal"));
        String identity = OpenDirectories.identity(directory);
        System.getProperties().put("io.tailrace.open." + identity, "/mnt/other/name");
        try {
            assertThatThrownBy(() -> Journal.open(JournalFixture.small(directory)))
                    .isInstanceOf(JournalInUseException.class)
                    .hasMessageContaining("/mnt/other/name");
            assertThat(directory.resolve(DirectoryLock.FILE_NAME)).doesNotExist();
        } finally {
            System.getProperties().remove("io.tailrace.open." + identity);
        }
        open(directory).close();
        assertThat(System.getProperties()).doesNotContainKey("io.tailrace.open." + identity);
    }

    @Test
    void shouldKeepTheLockOfOtherCodeOfThisProcess() throws IOException, InterruptedException {
        Path directory = Files.createDirectory(base.resolve("journal"));
        try (FileChannel other = FileChannel.open(
                        directory.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = other.lock()) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> Journal.open(JournalFixture.small(directory)))
                        .isInstanceOf(JournalInUseException.class)
                        .hasMessageContaining("other code");
            }
            System.gc();
            assertThat(lock.isValid()).isTrue();
            assertThat(child("open", directory)).contains("JournalInUseException");
        }
        open(directory).close();
        assertThat(child("open", directory)).contains("opened at 0");
    }

    @Test
    void shouldNotTakeALockOnAFileThatWasReplacedForOneOnThatWhichReplacedIt() throws IOException {
        Path directory = Files.createDirectory(base.resolve("journal"));
        Path file = directory.resolve(DirectoryLock.FILE_NAME);
        try (FileChannel other = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            other.lock();
            assertThatThrownBy(() -> Journal.open(JournalFixture.small(directory)))
                    .isInstanceOf(JournalInUseException.class);
            Files.delete(file);
        }
        try (FileChannel another = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            another.lock();
            assertThatThrownBy(() -> Journal.open(JournalFixture.small(directory)))
                    .isInstanceOf(JournalInUseException.class);
        }
        open(directory).close();
    }

    /** Let in, it would cut the segment that this process has mapped: the next store there ends the process. */
    @ParameterizedTest
    @ValueSource(strings = {DirectoryLock.FILE_NAME, DirectoryLock.WRITER_NAME})
    void shouldKeepAnotherProcessOutWhenALockFileWasTakenAway(String name) throws IOException, InterruptedException {
        Path directory = base.resolve("journal");
        Journal journal = open(directory);
        fixture.write(journal.appender(), 100, 10);
        Files.delete(directory.resolve(name));
        assertThat(child("open", directory)).contains("JournalInUseException").contains("another process");
        fixture.write(journal.appender(), 10, 10);
        assertThat(EpochFile.read(directory, journal.info().journalId())).isEqualTo(1);
        assertThatThrownBy(journal::checkFence)
                .isInstanceOf(JournalFencedException.class)
                .hasMessageContaining(name);
        assertThatThrownBy(journal::force).isInstanceOf(JournalFencedException.class);
        assertThatThrownBy(() -> fixture.write(journal.appender(), 3_000, 10))
                .isInstanceOf(JournalFencedException.class);
        assertThatThrownBy(journal::close).isInstanceOf(JournalFencedException.class);
        assertThat(child("open", directory)).contains("opened at");
        try (Journal next = open(directory)) {
            assertThat(next.epoch()).isEqualTo(3);
            assertThat(next.lastSequence()).isGreaterThanOrEqualTo(110);
        }
    }

    @Test
    void shouldStopAWriterWhoseDirectoryHasVanished() throws IOException {
        Path directory = base.resolve("journal");
        Journal journal = open(directory);
        fixture.write(journal.appender(), 100, 10);
        Files.move(directory, base.resolve("elsewhere"));
        assertThatThrownBy(journal::checkFence)
                .isInstanceOf(JournalFencedException.class)
                .hasMessageContaining("vanished");
        assertThatThrownBy(journal::close).isInstanceOf(JournalFencedException.class);
        assertThat(directory).doesNotExist();
    }

    @Test
    void shouldStopAWriterWhoseDirectoryWasReplacedByACopyWithItsTimes() throws IOException {
        Path directory = base.resolve("journal");
        Journal journal = open(directory);
        fixture.write(journal.appender(), 100, 10);
        Path elsewhere = Files.move(directory, base.resolve("elsewhere"));
        DirectoryCopy.of(elsewhere, directory);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < Fence.GLANCES_PER_LOOK; i++) {
                        journal.checkFence();
                    }
                })
                .isInstanceOf(JournalFencedException.class);
        assertThatThrownBy(journal::close).isInstanceOf(JournalFencedException.class);
    }

    @Test
    void shouldBeginNoSegmentInADirectoryThatHasTakenThePlaceOfItsOwn() throws IOException {
        Path directory = base.resolve("journal");
        Journal journal = open(directory);
        Files.move(directory, base.resolve("elsewhere"));
        Files.createDirectory(directory);
        assertThatThrownBy(() -> fixture.write(journal.appender(), 1, 1)).isInstanceOf(JournalFencedException.class);
        assertThat(directory).isEmptyDirectory();
        assertThatThrownBy(journal::close).isInstanceOf(JournalFencedException.class);
    }

    @Test
    void shouldStopAWriterWhoseEpochIsOver() throws IOException {
        Path directory = base.resolve("journal");
        Journal journal = open(directory);
        Files.delete(directory.resolve(EpochFile.NAME));
        assertThatThrownBy(journal::checkFence)
                .isInstanceOf(JournalFencedException.class)
                .hasMessageContaining(EpochFile.NAME);
        assertThatThrownBy(journal::close).isInstanceOf(JournalFencedException.class);
    }

    @Test
    void shouldBeginAnEpochGreaterThanAnyOfTheBlocksWhateverTheFileSays() throws IOException {
        Path directory = base.resolve("journal");
        byte[] stale = null;
        for (int i = 0; i < 5; i++) {
            try (Journal journal = open(directory)) {
                fixture.write(journal.appender(), 10, 1);
            }
            stale = stale == null ? Files.readAllBytes(directory.resolve(EpochFile.NAME)) : stale;
        }
        Path other = base.resolve("other");
        open(other).close();
        byte[] foreign = Files.readAllBytes(other.resolve(EpochFile.NAME));
        int written = 50;
        int epoch = 5;
        for (byte[] content : new byte[][] {stale, foreign, {1, 2, 3}, null}) {
            if (content == null) {
                Files.delete(directory.resolve(EpochFile.NAME));
            } else {
                Files.write(directory.resolve(EpochFile.NAME), content);
            }
            try (Journal journal = Journal.open(JournalFixture.small(directory))) {
                assertThat(journal.recover(JournalFixture.IGNORE).notes())
                        .anyMatch(note -> note.contains("epoch file"));
                assertThat(journal.epoch()).isEqualTo(++epoch);
                assertThat(journal.lastSequence()).isEqualTo(written);
                fixture.write(journal.appender(), 10, 1);
                written += 10;
            }
        }
        try (Journal journal = open(directory)) {
            assertThat(journal.lastSequence()).isEqualTo(written);
        }
        assertThat(Journal.verify(directory).defects()).isEmpty();
    }

    @Test
    void shouldLetAnotherProcessReadWhileThisOneWrites() throws IOException, InterruptedException {
        Path directory = base.resolve("journal");
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            journal.recover(JournalFixture.IGNORE);
            fixture.write(journal.appender(), 100, 10);
            Process reader = ChildJvm.small(ChildJvm.flags(), ChildMain.class, "read", directory, 6_000);
            while (journal.lastSequence() < 6_000) {
                fixture.write(journal.appender(), 20, 7);
                if (journal.lastSequence() % 300 == 0) {
                    journal.sealBehind();
                    journal.force();
                }
            }
            assertThat(new String(reader.getInputStream().readAllBytes())).contains("read 6000");
            assertThat(reader.waitFor()).isZero();
            assertThat(journal.info().segments()).isGreaterThan(8);
        }
    }

    private static Journal open(Path directory) {
        Journal journal = Journal.open(JournalFixture.small(directory));
        journal.recover(JournalFixture.IGNORE);
        return journal;
    }

    private static String child(String what, Path directory) throws IOException, InterruptedException {
        return ChildJvm.output(ChildJvm.flags(), ChildMain.class, what, directory);
    }
}
