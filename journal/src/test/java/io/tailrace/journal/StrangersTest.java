package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.CorruptJournalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * That what does not belong to a journal is refused by whoever opens it for writing and seen by whoever verifies it.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StrangersTest {
    private static final int CHANGES = 1_500;

    @TempDir
    Path directory;

    @BeforeEach
    void write() {
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            journal.recover(JournalFixture.IGNORE);
            new JournalFixture().write(journal.appender(), CHANGES, 9);
        }
    }

    private void assertRefusedAndReported(Path file, String what) {
        for (int attempt = 0; attempt < 2; attempt++) {
            try (Journal journal = Journal.open(JournalFixture.small(directory))) {
                assertThatThrownBy(() -> journal.recover(JournalFixture.IGNORE))
                        .isInstanceOf(CorruptJournalException.class)
                        .hasMessageContaining(file.toString())
                        .hasMessageContaining(what);
            }
        }
        assertThat(Journal.verify(directory).defects())
                .anySatisfy(defect -> assertThat(directory.resolve(defect.file()) + " " + defect.what())
                        .contains(file.toString(), what));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "19700101-00F.cq4",
                "19691231-23F.cq4",
                "x.cq4",
                ".cq4",
                "19700101-02F.cq4 copy.cq4",
                "19700101-02.cq4",
                "+300000000101-05F.cq4"
            })
    void shouldNotLetChronicleMeetAFileThatIsNoSegment(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.copy(directory.resolve(SegmentFiles.fileName(1)), file);
        assertRefusedAndReported(file, "none of this journal");
        try (Journal journal =
                Journal.openReadOnly(JournalFixture.small(directory).readOnly(true))) {
            assertThat(journal.lastSequence()).isEqualTo(CHANGES);
        }
        Files.delete(file);
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            assertThat(journal.recover(JournalFixture.IGNORE).changes()).isEqualTo(CHANGES);
        }
        assertThat(Journal.verify(directory).defects()).isEmpty();
    }

    @Test
    void shouldRefuseBytesAfterTheEndOfASealedSegment() throws IOException {
        for (int segment = 1; segment <= 2; segment++) {
            Path file = directory.resolve(SegmentFiles.fileName(segment));
            byte[] sound = Files.readAllBytes(file);
            Files.write(file, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 7}, StandardOpenOption.APPEND);
            assertRefusedAndReported(file, "bytes after the end are not zero");
            Files.write(file, sound);
        }
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            assertThat(journal.recover(JournalFixture.IGNORE).changes()).isEqualTo(CHANGES);
        }
    }
}
