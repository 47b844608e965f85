package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.JournalException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the seed of the hash of keys is a secret of each journal, and stays the same. */
class HashSeedTest {
    @TempDir
    Path base;

    private static long seed(JournalConfig config) {
        try (Journal journal = Journal.open(config)) {
            journal.recover(JournalFixture.IGNORE);
            return journal.hashSeed();
        }
    }

    private JournalConfig config(String name) {
        return JournalFixture.small(base.resolve(name));
    }

    @Test
    void shouldDrawASeedForEachJournalAndKeepIt() {
        long first = seed(config("first"));
        assertThat(seed(config("second"))).isNotEqualTo(first);
        assertThat(seed(config("first"))).isEqualTo(first);
        try (Journal reader = Journal.openReadOnly(config("first").readOnly(true))) {
            assertThat(reader.hashSeed()).isEqualTo(first);
        }
        try (Journal one = Journal.inMemory(JournalFixture.small(null));
                Journal other = Journal.inMemory(JournalFixture.small(null))) {
            assertThat(one.hashSeed()).isNotEqualTo(other.hashSeed());
        }
    }

    @Test
    void shouldTakeTheSeedThatIsAskedForWhenAJournalIsMadeAndRefuseAnotherLater() {
        assertThat(seed(config("journal").hashSeed(7))).isEqualTo(7);
        assertThat(seed(config("journal"))).isEqualTo(7);
        assertThat(seed(config("journal").hashSeed(7))).isEqualTo(7);
        assertThatThrownBy(() -> Journal.open(config("journal").hashSeed(8)))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("hashSeed=8");
        assertThatThrownBy(() -> Journal.openReadOnly(config("journal").hashSeed(8)))
                .isInstanceOf(JournalException.class);
        try (Journal memory = Journal.inMemory(JournalFixture.small(null).hashSeed(9))) {
            assertThat(memory.hashSeed()).isEqualTo(9);
        }
    }

    @Test
    void shouldGiveASeedToAJournalOfAnOlderVersionAndSaySo() {
        long seed = seed(config("journal"));
        Path directory = base.resolve("journal");
        JournalConfig writing = config("journal");
        List<String> notes = new ArrayList<>();
        ForceOrder order = new ForceOrder(directory, writing.disk());
        long id = FormatFile.readOrCreate(order, null, notes).journalId();
        new SmallFile(FormatFile.NAME, FormatFile.MAGIC, 1, Long.BYTES, "")
                .write(order, SmallFile.buffer(Long.BYTES).putLong(id).flip());
        try (Journal reader = Journal.openReadOnly(config("journal").readOnly(true))) {
            assertThat(reader.info().journalId()).isEqualTo(id);
            assertThat(reader.info().formatVersion()).isEqualTo(1);
        }
        long given;
        try (Journal journal = Journal.open(writing)) {
            assertThat(journal.recover(JournalFixture.IGNORE).notes())
                    .anyMatch(note -> note.contains("had no hash seed"));
            given = journal.hashSeed();
        }
        assertThat(given).isNotEqualTo(seed);
        assertThat(seed(config("journal"))).isEqualTo(given);
    }
}
