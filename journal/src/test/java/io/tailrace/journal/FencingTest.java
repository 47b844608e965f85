package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.JournalInUseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
            assertThat(EpochFile.read(directory)).isEqualTo(1);
            fixture.write(journal.appender(), 10, 1);
        }
        assertThat(child("open", directory)).contains("opened at 20");
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            assertThat(journal.epoch()).isEqualTo(3);
        }
    }

    @Test
    void shouldSeeThroughSymbolicLinks() throws IOException {
        Path directory = Files.createDirectory(base.resolve("real"));
        Path link = Files.createSymbolicLink(base.resolve("link"), directory);
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            assertThat(journal.epoch()).isEqualTo(1);
            assertThatThrownBy(() -> Journal.open(JournalFixture.small(link)))
                    .isInstanceOf(JournalInUseException.class);
        }
        try (Journal journal = Journal.open(JournalFixture.small(link))) {
            assertThat(journal.epoch()).isEqualTo(2);
        }
    }

    @Test
    void shouldGiveTheDirectoryFreeWhenOpeningFails() throws IOException {
        Path directory = base.resolve("journal");
        Journal.open(JournalFixture.small(directory)).close();
        byte[] epoch = Files.readAllBytes(directory.resolve(EpochFile.NAME));
        Files.write(directory.resolve(EpochFile.NAME), new byte[] {1, 2, 3});
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> Journal.open(JournalFixture.small(directory)))
                    .isInstanceOf(io.tailrace.error.CorruptJournalException.class)
                    .hasMessageContaining(EpochFile.NAME);
        }
        Files.write(directory.resolve(EpochFile.NAME), epoch);
        Journal.open(JournalFixture.small(directory)).close();
    }

    @Test
    void shouldLetAnotherProcessReadWhileThisOneWrites() throws IOException, InterruptedException {
        Path directory = base.resolve("journal");
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            journal.recover(JournalFixture.IGNORE);
            fixture.write(journal.appender(), 100, 10);
            Process reader = ChildJvm.start(true, ChildMain.class, "read", directory.toString(), "6000");
            while (journal.lastSequence() < 6_000) {
                fixture.write(journal.appender(), 20, 7);
                if (journal.lastSequence() % 300 == 0) {
                    journal.maintain();
                    journal.force();
                }
            }
            assertThat(ChildJvm.output(reader)).contains("read 6000");
            assertThat(reader.waitFor()).isZero();
            assertThat(journal.info().segments()).isGreaterThan(8);
        }
    }

    private static String child(String what, Path directory) throws IOException, InterruptedException {
        Process process = ChildJvm.start(true, ChildMain.class, what, directory.toString());
        String output = ChildJvm.output(process);
        process.waitFor();
        return output;
    }
}
