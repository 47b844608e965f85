package io.tailrace.journal;

import io.tailrace.testing.FuzzTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Takes bytes for the file that says how far the journal was forced. What it says has to come back when written. */
public final class WatermarkTarget implements FuzzTarget {
    private final FuzzDirectory directory = new FuzzDirectory();

    /** One with a directory of its own. */
    public WatermarkTarget() {}

    @Override
    public boolean takes(byte[] input) throws IOException {
        boolean taken = read(input);
        byte[] mended = input.clone();
        mendSlots(mended, WatermarkDescriptor.SLOT_LENGTH, WatermarkDescriptor.MAGIC, WatermarkDescriptor.VERSION);
        read(mended);
        return taken;
    }

    /** Puts magic, version and checksum of slots right that are laid out alike. */
    static void mendSlots(byte[] bytes, int slotLength, int magic, int version) {
        UnsafeBuffer file = new UnsafeBuffer(bytes);
        for (int at = 0; at + slotLength <= bytes.length; at += slotLength) {
            file.putInt(at, magic);
            file.putInt(at + WatermarkDescriptor.VERSION_OFFSET, version);
            int crc = at + WatermarkDescriptor.CRC_OFFSET;
            file.putInt(crc, Checksums.of(bytes, at, crc, crc + Integer.BYTES, at + slotLength));
        }
    }

    private boolean read(byte[] input) throws IOException {
        boolean whole = input.length >= WatermarkDescriptor.SLOT_LENGTH;
        long id = whole ? new UnsafeBuffer(input).getLong(WatermarkDescriptor.JOURNAL_ID_OFFSET) : 1;
        directory.write(WatermarkFile.NAME, input);
        Watermark said = WatermarkFile.read(directory.path, id);
        if (!said.isPresent()) {
            return false;
        }
        ByteBuffer slot = ByteBuffer.allocate(WatermarkDescriptor.SLOT_LENGTH);
        WatermarkDescriptor.put(slot, id, 1, said.segment(), said.offset(), said.sequence(), said.floorNs());
        if (WatermarkDescriptor.defect(slot, id) != null) {
            throw new AssertionError("cannot be said: " + said);
        }
        return said.defect() == null;
    }
}
