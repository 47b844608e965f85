package io.tailrace.journal;

import io.tailrace.error.JournalException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/** A copy of what lies behind the end of a segment that may be cut at any moment. Not thread safe. */
final class SegmentTail {
    private static final int STEP_BYTES = 1 << 20;

    private final long start;
    private final long dirtyEnd;
    private final UnsafeBuffer copy;

    private SegmentTail(long start, long dirtyEnd, UnsafeBuffer copy) {
        this.start = start;
        this.dirtyEnd = dirtyEnd;
        this.copy = copy;
    }

    /** Reads from that position, or a few bytes before it, to the last byte that is not zero and a block beyond. */
    static SegmentTail read(Path path, long from) {
        long start = from & -BlockDescriptor.ALIGNMENT;
        try (RandomAccessFile file =
                new RandomAccessFile(path.toFile(), "r")) { // no channel: an interrupt would close it
            long dirtyEnd = dirtyEnd(file, from);
            if (dirtyEnd == from) {
                return new SegmentTail(start, from, new UnsafeBuffer(0, 0));
            }
            long end = Math.min(file.length(), dirtyEnd + JournalConfig.LARGEST_BLOCK_BYTES_DEFAULT);
            byte[] bytes = new byte[(int) Math.max(dirtyEnd - start, end - start)];
            fill(file, bytes, start);
            UnsafeBuffer copy = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes.length));
            copy.putBytes(0, bytes);
            return new SegmentTail(start, dirtyEnd, copy);
        } catch (FileNotFoundException e) {
            return new SegmentTail(start, from, new UnsafeBuffer(0, 0));
        } catch (IOException e) {
            throw new JournalException("cannot read the segment: file=" + path, e);
        }
    }

    private static long dirtyEnd(RandomAccessFile file, long from) throws IOException {
        byte[] step = new byte[STEP_BYTES];
        long dirtyEnd = from;
        long at = from;
        for (int count = fill(file, step, at); count > 0; count = fill(file, step, at)) {
            int last = count - 1;
            while (last >= 0 && step[last] == 0) {
                last--;
            }
            dirtyEnd = last < 0 ? dirtyEnd : at + last + 1;
            at += count;
        }
        return dirtyEnd;
    }

    /** Returns how many bytes there were. */
    private static int fill(RandomAccessFile file, byte[] bytes, long from) throws IOException {
        file.seek(from);
        int filled = 0;
        int count;
        do {
            count = file.read(bytes, filled, bytes.length - filled);
            filled += Math.max(0, count);
        } while (count > 0);
        return filled;
    }

    /** Position behind the last byte that is not zero. */
    long dirtyEnd() {
        return dirtyEnd;
    }

    /** Position of the first sound block at or behind {@code from} of that journal whose sequence is at least that. */
    long findSound(long from, long journalId, long sequence) {
        long found = new TailScan(copy, copy.capacity(), journalId).findSound(from - start, sequence);
        return found == TailScan.NONE ? TailScan.NONE : start + found;
    }
}
