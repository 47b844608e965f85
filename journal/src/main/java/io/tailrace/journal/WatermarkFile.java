package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The file that says how far the journal has been forced: two slots, written in turn, so that one is whole whenever the
 * power goes. Of two sound slots the one of the later generation counts. Layout in {@link WatermarkDescriptor}.
 */
final class WatermarkFile {
    static final String NAME = "watermark.tailrace";

    private final ForceOrder order;
    private final long journalId;
    /** That of the newest sound slot, 0 when the file has to be made. */
    private long generation;

    private int slot;

    /** For writing; what is there stays until the first write. */
    WatermarkFile(ForceOrder order, long journalId) {
        this.order = order;
        this.journalId = journalId;
        ByteBuffer file = bytes(order.directory().resolve(NAME));
        int newest = file == null ? -1 : newest(file, journalId);
        if (newest >= 0 && file.limit() == WatermarkDescriptor.FILE_LENGTH) {
            slot = newest;
            generation = slot(file, newest).getLong(WatermarkDescriptor.GENERATION_OFFSET);
        }
    }

    /** Writes the slot that counts less, or where there is no sound one, a new file with two. */
    void write(int segment, long offset, long sequence, long floorNs) throws IOException {
        Path file = order.directory().resolve(NAME);
        if (generation == 0) {
            ByteBuffer both = ByteBuffer.allocate(WatermarkDescriptor.FILE_LENGTH);
            for (int i = 0; i < WatermarkDescriptor.SLOTS; i++) {
                WatermarkDescriptor.put(slot(both, i), journalId, i + 1, segment, offset, sequence, floorNs);
            }
            order.replace(file, both);
            generation = WatermarkDescriptor.SLOTS;
            slot = WatermarkDescriptor.SLOTS - 1;
            return;
        }
        int next = (slot + 1) % WatermarkDescriptor.SLOTS;
        ByteBuffer one = ByteBuffer.allocate(WatermarkDescriptor.SLOT_LENGTH);
        WatermarkDescriptor.put(one, journalId, generation + 1, segment, offset, sequence, floorNs);
        order.overwrite(file, one, (long) next * WatermarkDescriptor.SLOT_LENGTH);
        generation++;
        slot = next;
    }

    /** What the directory says of the journal with that id. */
    static Watermark read(Path directory, long journalId) {
        ByteBuffer file;
        try {
            file = bytes(directory.resolve(NAME));
        } catch (CorruptJournalException e) {
            return Watermark.bad(e.getMessage());
        }
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
                WatermarkDescriptor.floorNs(slot),
                defect(file, journalId));
    }

    private static ByteBuffer bytes(Path file) {
        try {
            return ByteBuffer.wrap(
                    SmallFile.bytes(file, WatermarkDescriptor.FILE_LENGTH + 1)); // to see that it is longer
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw IoErrors.reading("cannot read the watermark", file, e);
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
        return file.limit() > WatermarkDescriptor.FILE_LENGTH ? "file is too long" : null;
    }
}
