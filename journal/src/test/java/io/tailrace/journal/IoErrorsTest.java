package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.JournalException;
import io.tailrace.error.ReadOnlyJournalException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class IoErrorsTest {
    private static final Path FILE = Path.of("planted");

    @TempDir
    Path base;

    @Test
    void shouldAskForTheRightToReadWhereReadingIsDenied() {
        AccessDeniedException denied = new AccessDeniedException(FILE.toString());
        assertThat(IoErrors.reading("cannot read the file", FILE, denied))
                .isExactlyInstanceOf(JournalException.class)
                .hasMessageContaining("file=" + FILE)
                .hasMessageEndingWith("give this user the right to read there");
        assertThat(IoErrors.of("cannot write the file", FILE, denied))
                .isExactlyInstanceOf(ReadOnlyJournalException.class)
                .hasMessageContaining("the right to write there");
    }

    @Test
    void shouldSayWhyADirectoryCannotBeListed() {
        SegmentFiles files = new SegmentFiles(base.resolve("none"));
        assertThatThrownBy(files::list)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("cause=" + NoSuchFileException.class.getName());
    }
}
