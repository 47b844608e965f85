package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.UnsupportedFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
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

    @TempDir
    Path copy;

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

    /** Says in both slots of the watermark that another version wrote them. */
    private static void watermarkOfVersionOne(Path directory) throws IOException {
        Path path = directory.resolve(WatermarkFile.NAME);
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path));
        for (int i = 0; i < WatermarkDescriptor.SLOTS; i++) {
            int from = i * WatermarkDescriptor.SLOT_LENGTH;
            ByteBuffer slot = file.slice(from, WatermarkDescriptor.SLOT_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
            slot.putInt(WatermarkDescriptor.VERSION_OFFSET, 1);
            slot.putInt(WatermarkDescriptor.CRC_OFFSET, WatermarkDescriptor.crc(slot));
        }
        Files.write(path, file.array());
    }

    @Test
    void shouldNotBelieveAWatermarkOfAnotherVersion() throws IOException {
        try (Journal journal = Journal.open(config())) {
            journal.recover(JournalFixture.IGNORE);
            fixture.write(journal.appender(), 10, 1);
        }
        FormatFile.Format format = FormatFile.read(base, null);
        assertThat(WatermarkFile.read(base, format.journalId()).isPresent()).isTrue();
        watermarkOfVersionOne(base);
        Watermark found = WatermarkFile.read(base, format.journalId());
        assertThat(found.isPresent()).isFalse();
        assertThat(found.toString()).contains("another format: version=1 supported=2");
        try (Journal journal = Journal.open(config())) {
            assertThat(journal.recover(JournalFixture.IGNORE).changes()).isEqualTo(10);
        }
        assertThat(WatermarkFile.read(base, format.journalId()).isPresent()).isTrue();
    }

    @Test
    void shouldRefuseAJournalOfAnOlderVersion() {
        try (Journal journal = Journal.open(config())) {
            journal.recover(JournalFixture.IGNORE);
            fixture.write(journal.appender(), 10, 1);
            assertThat(journal.info().formatVersion()).isEqualTo(5);
        }
        FormatFile.Format format = FormatFile.read(base, null);
        for (int version = 1; version < FormatFile.VERSION; version++) {
            write(version, format.journalId(), format.hashSeed());
            assertThatThrownBy(() -> Journal.open(config()))
                    .isInstanceOf(UnsupportedFormatException.class)
                    .hasMessageContaining("version=" + version)
                    .hasMessageContaining("supported=5")
                    .hasMessageEndingWith("use the version of Tailrace that wrote it");
            assertThatThrownBy(() -> Journal.openReadOnly(config().readOnly(true)))
                    .isInstanceOf(UnsupportedFormatException.class);
            assertThat(Journal.verify(base).defects())
                    .anyMatch(defect -> defect.what().contains("supported=5"));
            assertThatThrownBy(() -> Journal.salvage(base, copy.resolve("salvaged"), false))
                    .isInstanceOf(UnsupportedFormatException.class);
        }
        write(FormatFile.VERSION, format.journalId(), format.hashSeed());
        try (Journal journal = Journal.open(config())) {
            journal.recover(JournalFixture.IGNORE);
            assertThat(journal.lastSequence()).isEqualTo(10);
        }
    }

    @Test
    void shouldLetABuildOfTheVersionBeforeSayWhatItMisses() {
        Journal.open(config()).close();
        assertThatThrownBy(() -> file(4).read(base))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessageContaining("version=5")
                .hasMessageContaining("supported=4")
                .hasMessageContaining("or a newer one");
    }
}
