package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.DiskFullException;
import io.tailrace.error.JournalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NewFileTest {
    @TempDir
    Path base;

    @Test
    void shouldAppearWhenItIsComplete() {
        Path file = base.resolve("file");
        NewFile.write(file, "the lines", open -> {
            open.writeBytes("whole");
            assertThat(file).doesNotExist();
            return null;
        });
        assertThat(file).hasContent("whole");
        assertThat(base).isDirectoryNotContaining("glob:**.unfinished");
    }

    @Test
    void shouldLeaveNothingWhereTheDiskIsFull() {
        assertThatThrownBy(() -> NewFile.write(base.resolve("file"), "the lines", open -> {
                    open.writeBytes("half");
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(DiskFullException.class)
                .hasMessageContaining("file=" + base.resolve("file"));
        assertThat(base).isEmptyDirectory();
    }

    @Test
    void shouldLeaveWhatIsThereAsItIs() throws IOException {
        Path file = Files.writeString(base.resolve("file"), "of another");
        assertThatThrownBy(() -> NewFile.write(file, "the lines", open -> null))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("the file is there");
        assertThat(file).hasContent("of another");
        assertThat(base.resolve("file.unfinished")).doesNotExist();
    }
}
