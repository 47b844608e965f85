package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.CorruptJournalException;
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

    /** Makes of the watermark what a build of version 1 wrote: slots that end with the sequence. */
    private static void watermarkOfVersionOne(Path directory) throws IOException {
        Path path = directory.resolve(WatermarkFile.NAME);
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path));
        for (int i = 0; i < WatermarkDescriptor.SLOTS; i++) {
            int from = i * WatermarkDescriptor.SLOT_LENGTH;
            ByteBuffer slot = file.slice(from, WatermarkDescriptor.SLOT_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
            slot.putInt(WatermarkDescriptor.VERSION_OFFSET, 1).putLong(WatermarkDescriptor.FLOOR_OFFSET, 0);
            slot.putInt(WatermarkDescriptor.CRC_OFFSET, WatermarkDescriptor.crc(slot));
        }
        Files.write(path, file.array());
    }

    @Test
    void shouldTakeTheWatermarkOfAnOlderJournalAsItIs() throws IOException {
        try (Journal journal = Journal.open(config())) {
            journal.recover(JournalFixture.IGNORE);
            fixture.write(journal.appender(), 10, 1);
        }
        FormatFile.Format format = FormatFile.read(base, null);
        Watermark before = WatermarkFile.read(base, format.journalId());
        write(1, format.journalId(), format.hashSeed());
        watermarkOfVersionOne(base);
        assertThat(WatermarkFile.read(base, format.journalId()))
                .isEqualTo(new Watermark(
                        Watermark.State.PRESENT,
                        before.segment(),
                        before.offset(),
                        before.sequence(),
                        Long.MIN_VALUE,
                        null));
        assertThat(Journal.verify(base).defects()).isEmpty();
        try (Journal reader = Journal.openReadOnly(config().readOnly(true))) {
            assertThat(reader.lastSequence()).isEqualTo(10);
        }
        try (Journal journal = Journal.open(config())) {
            assertThat(journal.recover(JournalFixture.IGNORE).notes())
                    .singleElement()
                    .asString()
                    .contains(FormatFile.NAME);
        }
        assertThat(WatermarkFile.read(base, format.journalId()).floorNs()).isEqualTo(before.floorNs());
    }

    @Test
    void shouldRefuseDamageBelowTheWatermarkOfAnOlderJournal() throws IOException {
        CrashImage image;
        try (Journal journal = Journal.open(config())) {
            journal.recover(JournalFixture.IGNORE);
            fixture.write(journal.appender(), 10, 1);
            journal.force();
            image = CrashImage.of(base, copy);
        }
        watermarkOfVersionOne(copy);
        image.putWord(1, image.frames(1).get(5), 0);
        try (Journal journal = Journal.open(JournalFixture.small(copy))) {
            assertThatThrownBy(() -> journal.recover(JournalFixture.IGNORE))
                    .isInstanceOf(CorruptJournalException.class);
        }
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
