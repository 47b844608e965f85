package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.UnsupportedFormatException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That a build which would take something for damage is refused by the version before it comes to it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FormatVersionTest {
    @TempDir
    Path base;

    private final JournalFixture fixture = new JournalFixture();

    private JournalConfig config() {
        return JournalFixture.small(base);
    }

    private static SmallFile file(int version) {
        return new SmallFile(FormatFile.NAME, FormatFile.MAGIC, version, 2 * Long.BYTES, "");
    }

    private void write(int version, long id, long seed) {
        ByteBuffer content =
                SmallFile.buffer(2 * Long.BYTES).putLong(id).putLong(seed).flip();
        file(version).write(new ForceOrder(base, config().disk()), content);
    }

    @Test
    void shouldRaiseTheVersionOfAnOlderJournalWhenItIsOpenedForWritingOnly() {
        try (Journal journal = Journal.open(config())) {
            journal.recover(JournalFixture.IGNORE);
            fixture.write(journal.appender(), 10, 1);
            assertThat(journal.info().formatVersion()).isEqualTo(2);
        }
        FormatFile.Format format = FormatFile.read(base, null);
        write(1, format.journalId(), format.hashSeed());
        try (Journal reader = Journal.openReadOnly(config().readOnly(true))) {
            assertThat(reader.info().formatVersion()).isEqualTo(1);
            assertThat(reader.lastSequence()).isEqualTo(10);
        }
        assertThat(Journal.verify(base).defects()).isEmpty();
        assertThat(FormatFile.read(base, null).version()).isEqualTo(1);
        try (Journal journal = Journal.open(config())) {
            assertThat(journal.recover(JournalFixture.IGNORE).notes())
                    .singleElement()
                    .asString()
                    .contains(FormatFile.NAME, "version=2", "before=1");
            assertThat(journal.lastSequence()).isEqualTo(10);
            assertThat(journal.hashSeed()).isEqualTo(format.hashSeed());
        }
        assertThat(FormatFile.read(base, null)).isEqualTo(format);
    }

    @Test
    void shouldLetABuildOfTheVersionBeforeSayWhatItMisses() {
        Journal.open(config()).close();
        assertThatThrownBy(() -> file(1).read(base))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessageContaining("version=2")
                .hasMessageContaining("supported=1")
                .hasMessageContaining("or a newer one");
    }
}
