package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the watermark is the newest that can be believed, and is never believed where it cannot. */
class WatermarkFileTest {
    private static final long ID = 0x5EED;

    @TempDir
    Path directory;

    private void slots(ByteBuffer first, ByteBuffer second) throws IOException {
        byte[] file = new byte[WatermarkDescriptor.FILE_LENGTH];
        first.get(0, file, 0, first.capacity());
        second.get(0, file, WatermarkDescriptor.SLOT_LENGTH, second.capacity());
        Files.write(directory.resolve(WatermarkFile.NAME), file);
    }

    private static ByteBuffer slot(long id, long generation, int segment, long offset, long sequence) {
        ByteBuffer slot = ByteBuffer.allocate(WatermarkDescriptor.SLOT_LENGTH);
        WatermarkDescriptor.put(slot, id, generation, segment, offset, sequence, 10 * sequence);
        return slot;
    }

    @Test
    void shouldSayThatThereIsNone() {
        assertThat(WatermarkFile.read(directory, ID)).isEqualTo(Watermark.ABSENT);
    }

    @Test
    void shouldBelieveTheSlotOfTheLaterGeneration() throws IOException {
        ByteBuffer older = slot(ID, 6, 2, 4_000, 90);
        ByteBuffer newer = slot(ID, 7, 3, 1_000, 120);
        Watermark expected = new Watermark(Watermark.State.PRESENT, 3, 1_000, 120, 1_200, null);
        slots(older, newer);
        assertThat(WatermarkFile.read(directory, ID)).isEqualTo(expected);
        slots(newer, older);
        assertThat(WatermarkFile.read(directory, ID)).isEqualTo(expected);
    }

    @Test
    void shouldBelieveTheOtherSlotWhereAnyByteOfOneHasChanged() throws IOException {
        for (int at = 0; at < WatermarkDescriptor.SLOT_LENGTH; at += at < 64 ? 1 : 101) {
            ByteBuffer newer = slot(ID, 7, 3, 1_000, 120);
            newer.put(at, (byte) (newer.get(at) ^ 4));
            slots(slot(ID, 6, 2, 4_000, 90), newer);
            Watermark found = WatermarkFile.read(directory, ID);
            assertThat(found.isPresent()).as("at=%d", at).isTrue();
            assertThat(found.sequence()).isEqualTo(90);
            assertThat(found.defect()).contains("slot=1");
        }
    }

    @Test
    void shouldBeBadWhereNoSlotCanBeBelieved() throws IOException {
        ByteBuffer empty = ByteBuffer.allocate(WatermarkDescriptor.SLOT_LENGTH);
        slots(empty, empty);
        assertThat(WatermarkFile.read(directory, ID).state()).isEqualTo(Watermark.State.BAD);
        ByteBuffer foreign = slot(ID + 1, 1, 1, 8, 1);
        slots(foreign, empty);
        assertThat(WatermarkFile.read(directory, ID).defect()).contains("another journal");
        slots(slot(ID, 1, 0, 8, 1), empty);
        assertThat(WatermarkFile.read(directory, ID).defect()).contains("impossible");
        Files.write(directory.resolve(WatermarkFile.NAME), new byte[] {1, 2, 3});
        assertThat(WatermarkFile.read(directory, ID).defect()).contains("cut off");
        Files.write(directory.resolve(WatermarkFile.NAME), new byte[0]);
        assertThat(WatermarkFile.read(directory, ID).state()).isEqualTo(Watermark.State.BAD);
    }
}
