package io.tailrace.journal;

import io.tailrace.error.JournalException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Looks at what lies after the end of a segment that may be cut at any moment. It is read through the file, a bounded
 * part at a time: how long the file is, or how much of it is dirty, says nothing of what is worth holding. Stateless.
 */
final class SegmentTail {
    /** Small enough that the copy which a read goes through is not mapped anew each time. */
    private static final int STEP_BYTES = 64 << 10;

    private static final int WINDOW_BYTES = 16 << 20;
    private static final int PAGE_BYTES = 4_096;
    private static final int LONGEST_FRAME = JournalConfig.LARGEST_BLOCK_BYTES_DEFAULT + BlockDescriptor.ALIGNMENT;

    private SegmentTail() {}

    /** Position after the last byte that is not zero, not before {@code from}. */
    static long dirtyEnd(Path path, long from) {
        try (RandomAccessFile file = RegularFile.open(path, "r")) {
            byte[] step = new byte[STEP_BYTES];
            byte[] zeros = new byte[STEP_BYTES];
            long dirtyEnd = from;
            long at = from;
            for (int count = fill(file, at, step); count > 0; count = fill(file, at, step)) {
                int last = Arrays.equals(step, 0, count, zeros, 0, count) ? -1 : count - 1;
                while (last >= 0 && step[last] == 0) {
                    last--;
                }
                dirtyEnd = last < 0 ? dirtyEnd : at + last + 1;
                at += count;
            }
            return dirtyEnd;
        } catch (NoSuchFileException e) {
            return from;
        } catch (IOException e) {
            throw cannotRead(path, e);
        }
    }

    /**
     * Position after all that can be of any meaning: the frames and what ends them, every byte that is not zero, and
     * every block that says how long it is, as one that was being composed may end with zeros. What lies after need not
     * be looked at.
     */
    static long contentEnd(Path path) {
        try (RandomAccessFile file = RegularFile.open(path, "r")) {
            byte[] step = new byte[STEP_BYTES];
            UnsafeBuffer bytes = new UnsafeBuffer(step);
            long frames = framesEnd(file);
            long end = frames + ExcerptDescriptor.END_LENGTH;
            long at = frames & -BlockDescriptor.ALIGNMENT;
            int count;
            do {
                count = fill(file, at, step);
                int content = contentEnd(bytes, count);
                end = content == 0 ? end : Math.max(end, at + content);
                at += count - BlockDescriptor.HEADER_LENGTH; // a header may lie across the end of the step
            } while (count == STEP_BYTES);
            return end;
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw cannotRead(path, e);
        }
    }

    /** The same for one step, 0 where it is all zeros. */
    private static int contentEnd(UnsafeBuffer bytes, int count) {
        Arrays.fill(bytes.byteArray(), count, bytes.capacity(), (byte) 0);
        int end = 0;
        for (int i = 0; i < count; i += BlockDescriptor.ALIGNMENT) {
            if (bytes.getLong(i) != 0) {
                end = Math.max(end, i + BlockDescriptor.ALIGNMENT);
                if (i + BlockDescriptor.HEADER_LENGTH <= count
                        && bytes.getInt(i + BlockDescriptor.MAGIC_OFFSET) == BlockDescriptor.MAGIC) {
                    int length = bytes.getInt(i + BlockDescriptor.LENGTH_OFFSET);
                    end = Math.max(end, i + Math.min(length, JournalConfig.LARGEST_BLOCK_BYTES_DEFAULT));
                }
            }
        }
        return end;
    }

    /** Where the frames end or stop making sense. */
    private static long framesEnd(RandomAccessFile file) throws IOException {
        byte[] page = new byte[PAGE_BYTES];
        UnsafeBuffer words = new UnsafeBuffer(page);
        long from = 0;
        int count = fill(file, from, page);
        long position = 0;
        while (true) {
            if (position + ExcerptDescriptor.WORD_LENGTH > from + count) {
                from = position;
                count = fill(file, from, page);
            }
            int word = count < ExcerptDescriptor.WORD_LENGTH ? 0 : words.getInt((int) (position - from));
            if (!ExcerptDescriptor.isComplete(word) || ExcerptDescriptor.length(word) > LONGEST_FRAME) {
                return position;
            }
            position = ExcerptDescriptor.nextPosition(
                    position + ExcerptDescriptor.WORD_LENGTH + ExcerptDescriptor.length(word));
        }
    }

    /**
     * Position of the first sound block of that journal that begins at or after {@code from} and before {@code to}, and
     * whose sequence is at least that, or {@link TailScan#NONE}. Each window that is searched has the largest block
     * after it, so that none lies across its end.
     */
    static long findSound(Path path, long from, long to, long journalId, long sequence) {
        long start = from & -BlockDescriptor.ALIGNMENT;
        if (start >= to) {
            return TailScan.NONE;
        }
        try (RandomAccessFile file = RegularFile.open(path, "r")) {
            long wanted = Math.min(to - start, WINDOW_BYTES) + JournalConfig.LARGEST_BLOCK_BYTES_DEFAULT;
            int length = (int) Math.max(0, Math.min(wanted, file.length() - start));
            UnsafeBuffer window = new UnsafeBuffer(ByteBuffer.allocateDirect(length));
            byte[] step = new byte[STEP_BYTES];
            for (long at = start; at < to; at += WINDOW_BYTES) {
                int count = fill(file, at, window, step);
                long found = new TailScan(window, count, journalId).findSound(Math.max(0, from - at), sequence);
                if (found != TailScan.NONE) {
                    return at + found;
                }
            }
            return TailScan.NONE;
        } catch (NoSuchFileException e) {
            return TailScan.NONE;
        } catch (IOException e) {
            throw cannotRead(path, e);
        }
    }

    private static JournalException cannotRead(Path path, IOException e) {
        return new JournalException("cannot read the segment: file=" + path, e);
    }

    /** Returns how many bytes there were. */
    private static int fill(RandomAccessFile file, long from, UnsafeBuffer window, byte[] step) throws IOException {
        int filled = 0;
        int count;
        do {
            count = Math.min(fill(file, from + filled, step), window.capacity() - filled);
            window.putBytes(filled, step, 0, count);
            filled += count;
        } while (count == step.length);
        return filled;
    }

    private static int fill(RandomAccessFile file, long from, byte[] step) throws IOException {
        file.seek(from);
        int filled = 0;
        int count;
        do {
            count = file.read(step, filled, step.length - filled);
            filled += Math.max(0, count);
        } while (count > 0);
        return filled;
    }
}
