package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.JournalException;
import java.nio.file.Path;
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
}
