package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.JournalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NewJournalTest {
    @TempDir
    Path base;

    @Test
    void shouldLeaveWhatAnotherOneMakesAloneWhereThatBeganLater() throws IOException {
        Path into = base.resolve("into");
        NewJournal second = new NewJournal(into);
        second.refuseOccupied();
        long made = new NewJournal(into).make(new JournalConfig(), journal -> {
            assertThatThrownBy(() -> second.make(new JournalConfig(), other -> 0L))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("another salvage or import makes it");
            assertThat(base.resolve("into.unfinished").resolve(FormatFile.NAME)).exists();
            return 7L;
        });
        assertThat(made).isEqualTo(7);
        try (Journal journal = Journal.open(new JournalConfig().directory(into))) {
            assertThat(journal.recover(change -> {}).changes()).isZero();
        }
    }

    @Test
    void shouldLeaveNothingOfOneThatFails() {
        NewJournal target = new NewJournal(base.resolve("into"));
        assertThatThrownBy(() -> target.make(new JournalConfig(), journal -> {
                    throw new IllegalStateException("planted");
                }))
                .hasMessage("planted");
        assertThat(base).isEmptyDirectory();
    }

    @Test
    void shouldLeaveTheJournalThatAnotherOneHasMadeMeanwhile() throws IOException {
        Path into = base.resolve("into");
        NewJournal target = new NewJournal(into);
        assertThatThrownBy(() -> target.make(new JournalConfig(), journal -> {
                    write(into);
                    return 0L;
                }))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(into.toString());
        assertThat(base.resolve("into.unfinished")).doesNotExist();
        assertThat(into.resolve("theirs")).hasContent("theirs");
    }

    private static void write(Path into) {
        try {
            Files.writeString(Files.createDirectory(into).resolve("theirs"), "theirs");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
