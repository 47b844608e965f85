package io.tailrace.journal;

import io.tailrace.error.JournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file that says how far the journal has been forced: two slots, written in turn, so that one is whole whenever the
 * power goes. Of two sound slots the one of the later generation counts. Layout in {@link WatermarkDescriptor}.
 */
final class WatermarkFile {
    static final String NAME = "watermark.tailrace";

    private WatermarkFile() {}

    /** What the directory says of the journal with that id. */
    static Watermark read(Path directory, long journalId) {
        ByteBuffer file = bytes(directory.resolve(NAME));
        if (file == null) {
            return Watermark.ABSENT;
        }
        int newest = newest(file, journalId);
        if (newest < 0) {
            return Watermark.bad(defect(file, journalId));
        }
        ByteBuffer slot = slot(file, newest);
        return new Watermark(
                Watermark.State.PRESENT,
                slot.getInt(WatermarkDescriptor.SEGMENT_OFFSET),
                slot.getLong(WatermarkDescriptor.OFFSET_OFFSET),
                slot.getLong(WatermarkDescriptor.SEQUENCE_OFFSET),
                defect(file, journalId));
    }

    private static ByteBuffer bytes(Path file) {
        ByteBuffer bytes = ByteBuffer.allocate(WatermarkDescriptor.FILE_LENGTH);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                assert bytes.position() <= WatermarkDescriptor.FILE_LENGTH : "no more than two slots";
            }
            return bytes.flip();
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new JournalException("cannot read the watermark: file=" + file, e);
        }
    }

    private static ByteBuffer slot(ByteBuffer file, int slot) {
        int from = Math.min(file.limit(), slot * WatermarkDescriptor.SLOT_LENGTH);
        int to = Math.min(file.limit(), from + WatermarkDescriptor.SLOT_LENGTH);
        return file.slice(from, to - from).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Number of the slot that counts, negative when none does. */
    private static int newest(ByteBuffer file, long journalId) {
        int newest = -1;
        long generation = 0;
        for (int i = 0; i < WatermarkDescriptor.SLOTS; i++) {
            ByteBuffer slot = slot(file, i);
            if (WatermarkDescriptor.defect(slot, journalId) == null
                    && slot.getLong(WatermarkDescriptor.GENERATION_OFFSET) > generation) {
                generation = slot.getLong(WatermarkDescriptor.GENERATION_OFFSET);
                newest = i;
            }
        }
        return newest;
    }

    private static String defect(ByteBuffer file, long journalId) {
        for (int i = 0; i < WatermarkDescriptor.SLOTS; i++) {
            String defect = WatermarkDescriptor.defect(slot(file, i), journalId);
            if (defect != null) {
                return defect + ": slot=" + i;
            }
        }
        return null;
    }
}
