package io.tailrace.journal;

import io.tailrace.error.TailraceException;
import io.tailrace.testing.FuzzTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Takes bytes for a segment file: frames, and between them what Chronicle Queue writes. Both who walks over all of them
 * and who reads from block to block stay inside, come to an end, and leave the file as long as it is.
 */
public final class SegmentTarget implements FuzzTarget {
    private final FuzzDirectory directory = new FuzzDirectory();
    private final UnsafeBuffer block = new UnsafeBuffer(0, 0);

    /** One with a directory of its own. */
    public SegmentTarget() {}

    /** @param input the id of the journal, and then the file */
    @Override
    public boolean takes(byte[] input) throws IOException {
        if (input.length < Long.BYTES) {
            return false;
        }
        long journalId = ByteBuffer.wrap(input).getLong();
        byte[] bytes = Arrays.copyOfRange(input, Long.BYTES, input.length);
        directory.write(FormatFile.NAME, format(journalId));
        Path file = directory.write(SegmentFiles.fileName(1), bytes);
        int blocks = blocks(journalId, bytes.length);
        boolean isSound;
        try {
            VerifyReport report = Journal.verify(directory.path);
            isSound = report.lastSequence() > 0;
        } catch (TailraceException e) {
            isSound = false;
        }
        if (Files.size(file) != bytes.length) {
            throw new AssertionError("the file has changed: length=" + Files.size(file) + " before=" + bytes.length);
        }
        return isSound && blocks > 0;
    }

    private int blocks(long journalId, int length) {
        int blocks = 0;
        SegmentCursor cursor = new SegmentCursor(new SegmentFiles(directory.path), 1);
        try {
            while (cursor.next(block)) {
                if (block.capacity() > length) {
                    throw new AssertionError("a block is longer than its file: " + block.capacity());
                }
                blocks += BlockCheck.defect(block, journalId) == null ? 1 : 0;
            }
            return blocks;
        } catch (TailraceException e) {
            return blocks;
        }
    }

    private static byte[] format(long journalId) {
        byte[] format = ByteBuffer.allocate(SmallFile.HEADER_LENGTH + 2 * Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(FormatFile.MAGIC)
                .putInt(FormatFile.VERSION)
                .putInt(0)
                .putLong(journalId)
                .putLong(1)
                .array();
        int crc = 2 * Integer.BYTES;
        ByteBuffer.wrap(format)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(crc, Checksums.of(format, 0, crc, crc + Integer.BYTES, format.length));
        return format;
    }
}
