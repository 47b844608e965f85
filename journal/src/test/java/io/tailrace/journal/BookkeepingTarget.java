package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import io.tailrace.testing.FuzzTarget;
import java.io.IOException;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Takes bytes for one of the other small files, which the first one of them chooses: format, epoch, seals, and what is
 * retired.
 */
public final class BookkeepingTarget implements FuzzTarget {
    static final String[] FILES = {FormatFile.NAME, EpochFile.NAME, SealFile.NAME, RetiredFile.NAME};
    private static final int[] MAGICS = {FormatFile.MAGIC, EpochFile.MAGIC, SealFile.MAGIC};
    private static final int[] VERSIONS = {FormatFile.VERSION, 1, 3};
    /** Where the id of the journal stands in each. */
    private static final int[] IDS = {
        SmallFile.HEADER_LENGTH,
        SmallFile.HEADER_LENGTH + Long.BYTES,
        SmallFile.HEADER_LENGTH + 2 * Long.BYTES,
        RetiredDescriptor.JOURNAL_ID_OFFSET
    };

    private final FuzzDirectory directory = new FuzzDirectory();

    /** One with a directory of its own. */
    public BookkeepingTarget() {}

    @Override
    public boolean takes(byte[] input) throws IOException {
        if (input.length == 0) {
            return false;
        }
        int which = (input[0] & 0xFF) % FILES.length;
        byte[] file = Arrays.copyOfRange(input, 1, input.length);
        boolean taken = read(which, file);
        if (which < MAGICS.length && file.length >= SmallFile.HEADER_LENGTH) {
            UnsafeBuffer mended = new UnsafeBuffer(file);
            mended.putInt(0, MAGICS[which]);
            mended.putInt(Integer.BYTES, VERSIONS[which]);
            int crc = 2 * Integer.BYTES;
            mended.putInt(crc, Checksums.of(file, 0, crc, crc + Integer.BYTES, file.length));
        } else {
            int slot = RetiredDescriptor.SLOT_LENGTH;
            WatermarkTarget.mendSlots(file, slot, RetiredDescriptor.MAGIC, RetiredDescriptor.VERSION);
        }
        read(which, file);
        return taken;
    }

    private boolean read(int which, byte[] file) throws IOException {
        long id = file.length < IDS[which] + Long.BYTES ? 1 : new UnsafeBuffer(file).getLong(IDS[which]);
        java.nio.file.Path path = directory.write(FILES[which], file);
        try {
            return switch (which) {
                case 0 -> FormatFile.read(directory.path, null).journalId() == id;
                case 1 -> EpochFile.read(directory.path, id) > 0;
                case 2 -> SealFile.read(directory.path, id).newest() != Integer.MIN_VALUE;
                default -> RetiredFile.read(directory.path, id).isWhole();
            };
        } catch (CorruptJournalException e) {
            return false;
        } finally {
            java.nio.file.Files.delete(path);
        }
    }
}
