package io.tailrace.journal;

import io.tailrace.testing.FuzzTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/** Takes bytes for an exported stretch. What is imported has to open and to be sound; of what is not, nothing stays. */
public final class StretchTarget implements FuzzTarget {
    private final FuzzDirectory directory = new FuzzDirectory();

    /** One with a directory of its own. */
    public StretchTarget() {}

    @Override
    public boolean takes(byte[] input) throws IOException {
        boolean taken = read(input);
        if (input.length >= StretchDescriptor.HEADER_LENGTH + StretchDescriptor.FOOTER_LENGTH && !taken) {
            byte[] mended = mended(input);
            if (!java.util.Arrays.equals(mended, input)) {
                read(mended);
            }
        }
        return taken;
    }

    private boolean read(byte[] input) throws IOException {
        Path file = directory.write("stretch", input);
        Path into = directory.path.resolve("into");
        try {
            StretchImport.read(file, into);
            VerifyReport report = Journal.verify(into);
            if (!report.sound()) {
                throw new AssertionError("what was imported is not sound: " + report);
            }
            return true;
        } catch (io.tailrace.error.TailraceException e) {
            if (Files.exists(into)) {
                throw new AssertionError("half of a journal stays", e);
            }
            return false;
        } finally {
            if (Files.exists(into)) {
                FuzzDirectory.remove(into);
            }
        }
    }

    /** With checksums, lengths and the number of blocks as they have to be. */
    private static byte[] mended(byte[] input) {
        byte[] bytes = input.clone();
        UnsafeBuffer file = new UnsafeBuffer(bytes);
        long id = file.getLong(StretchDescriptor.JOURNAL_ID_OFFSET);
        int end = bytes.length - StretchDescriptor.FOOTER_LENGTH;
        int at = StretchDescriptor.HEADER_LENGTH;
        long sum = 0;
        long blocks = 0;
        while (end - at >= BlockDescriptor.HEADER_LENGTH) {
            int length = file.getInt(at + BlockDescriptor.LENGTH_OFFSET);
            length = length < BlockDescriptor.HEADER_LENGTH || length > end - at ? end - at : length;
            UnsafeBuffer block = new UnsafeBuffer(ByteBuffer.allocateDirect(length));
            block.putBytes(0, bytes, at, length);
            BlockTarget.mend(block, id);
            block.getBytes(0, bytes, at, length);
            sum = StretchDescriptor.sum(sum, BlockDescriptor.crc(block));
            blocks++;
            at += length;
        }
        UnsafeBuffer footer = new UnsafeBuffer(new byte[StretchDescriptor.FOOTER_LENGTH]);
        StretchDescriptor.footer(footer, footer, sum);
        file.putBytes(end, footer, 0, StretchDescriptor.FOOTER_LENGTH);
        file.putInt(0, StretchDescriptor.MAGIC);
        file.putInt(StretchDescriptor.VERSION_OFFSET, StretchDescriptor.VERSION);
        file.putLong(StretchDescriptor.BLOCKS_OFFSET, blocks);
        file.putLong(StretchDescriptor.LENGTH_OFFSET, bytes.length);
        file.putLong(StretchDescriptor.SUM_OFFSET, sum);
        file.putInt(StretchDescriptor.CRC_OFFSET, StretchDescriptor.headerCrc(file));
        return bytes;
    }
}
