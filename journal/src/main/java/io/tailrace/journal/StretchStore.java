package io.tailrace.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes blocks one after the other into a file that is no journal. One segment, nothing is read back. Not thread safe.
 */
final class StretchStore implements BlockStore {
    private final Path path;
    private final RandomAccessFile file;
    private final UnsafeBuffer composing;
    private final byte[] bytes;
    private long position = StretchDescriptor.HEADER_LENGTH;
    private long blocks;
    private long sum;

    StretchStore(Path path, RandomAccessFile file, int largestBlockBytes) throws IOException {
        this.path = path;
        this.file = file;
        composing = new UnsafeBuffer(ByteBuffer.allocateDirect(largestBlockBytes + BlockDescriptor.ALIGNMENT)
                .alignedSlice(BlockDescriptor.ALIGNMENT)
                .order(ByteOrder.LITTLE_ENDIAN));
        bytes = new byte[largestBlockBytes];
        file.setLength(position);
        file.seek(position);
    }

    /** One for the name of the file alone. */
    StretchStore(Path path) {
        this.path = path;
        file = null;
        composing = new UnsafeBuffer(0, 0);
        bytes = new byte[0];
    }

    /** Writes the footer, and then the header, whose counts and sums it fills in. */
    void finish(UnsafeBuffer header) throws IOException {
        byte[] end = new byte[StretchDescriptor.FOOTER_LENGTH];
        UnsafeBuffer footer = new UnsafeBuffer(end);
        StretchDescriptor.footer(footer, footer, sum);
        file.write(end);
        header.putInt(0, StretchDescriptor.MAGIC);
        header.putInt(StretchDescriptor.VERSION_OFFSET, StretchDescriptor.VERSION);
        header.putLong(StretchDescriptor.BLOCKS_OFFSET, blocks);
        header.putLong(StretchDescriptor.LENGTH_OFFSET, position + StretchDescriptor.FOOTER_LENGTH);
        header.putLong(StretchDescriptor.SUM_OFFSET, sum);
        header.putInt(StretchDescriptor.CRC_OFFSET, StretchDescriptor.headerCrc(header));
        byte[] begin = new byte[StretchDescriptor.HEADER_LENGTH];
        header.getBytes(0, begin);
        file.seek(0);
        file.write(begin);
    }

    @Override
    public int segment() {
        return 1;
    }

    @Override
    public long usedBytes() {
        return blocks == 0 ? 0 : 1; // whatever its length, it is one segment
    }

    @Override
    public int begin(UnsafeBuffer block, int count) {
        block.wrap(composing, 0, bytes.length);
        return bytes.length;
    }

    @Override
    public int room(UnsafeBuffer block, int count) {
        return bytes.length;
    }

    @Override
    public long commit(int length) {
        long at = position;
        composing.getBytes(0, bytes, 0, length);
        try {
            file.write(bytes, 0, length);
        } catch (IOException e) {
            throw IoErrors.of("cannot write the stretch", path, e);
        }
        sum = StretchDescriptor.sum(sum, BlockDescriptor.crc(composing));
        blocks++;
        position += length;
        composing.setMemory(0, length, (byte) 0);
        return at;
    }

    @Override
    public void abort(int dirtyBytes) {
        composing.setMemory(0, dirtyBytes, (byte) 0);
    }

    @Override
    public void roll() {
        throw new IllegalStateException("a stretch is one segment");
    }

    @Override
    public boolean maintain() {
        return false;
    }

    @Override
    public long writtenBytes() {
        return position;
    }

    @Override
    public long reservedBytes() {
        return 0;
    }

    @Override
    public long touchedBytes() {
        return 0;
    }

    @Override
    public long force(Progress progress) {
        return progress.lastSequence();
    }

    @Override
    public int firstSegment() {
        return 1;
    }

    @Override
    public int lastSegment() {
        return 1;
    }

    @Override
    public int newest() {
        return 0;
    }

    @Override
    public int checkedFrom() {
        return 1;
    }

    @Override
    public int missing(int last) {
        return 0;
    }

    @Override
    public BlockCursor cursor() {
        throw new IllegalStateException("a stretch that is written is not read");
    }

    @Override
    public long bytes() {
        return position;
    }

    @Override
    public String name(int segment) {
        return path.toString();
    }

    @Override
    public void close() {
        composing.wrap(0, 0);
    }
}
