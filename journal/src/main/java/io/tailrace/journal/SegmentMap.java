package io.tailrace.journal;

import io.tailrace.error.JournalException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A read-only mapping of a segment file, as long as the file was when it was made. Any thread. Goes when it is
 * unreachable; {@link #close} is for whoever made one for itself and gave nothing of it away.
 */
final class SegmentMap implements AutoCloseable {
    private static final int LARGEST = Integer.MAX_VALUE & -4096;

    private final UnsafeBuffer buffer;
    private final int length;
    private final Object fileKey;

    private SegmentMap(MappedByteBuffer map, Object fileKey) {
        buffer = new UnsafeBuffer(map);
        length = map.capacity();
        this.fileKey = fileKey;
    }

    /** Maps a file; null when there is none. An interrupt is kept for whoever waits for it, and does not disturb. */
    static SegmentMap open(Path path) {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return map(path);
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new JournalException("cannot map the segment: file=" + path, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static SegmentMap map(Path path) throws IOException {
        // Asked first: a file that is replaced in between is looked at once more later, and that is all.
        Object fileKey = fileKey(path);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MappedByteBuffer map = null;
            while (map == null) {
                map = map(channel, Math.min(channel.size(), LARGEST));
            }
            map.order(ByteOrder.LITTLE_ENDIAN);
            return new SegmentMap(map, fileKey);
        }
    }

    /** Null where a writer has cut the file behind its end since its size was asked for. */
    private static MappedByteBuffer map(FileChannel channel, long size) throws IOException {
        try {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
        } catch (IOException e) {
            if (channel.isOpen() && channel.size() < size) {
                return null;
            }
            throw e;
        }
    }

    private static Object fileKey(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /** Whether another file stands at that path now; false as long as there is none. */
    boolean isReplaced(Path path) {
        try {
            return !Objects.equals(fileKey, fileKey(path));
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new JournalException("cannot look at the segment: file=" + path, e);
        }
    }

    @Override
    public void close() {
        IoUtil.unmap((MappedByteBuffer) buffer.byteBuffer());
    }

    int length() {
        return length;
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    /** The frame word there; everything the writer stored before it published the word is visible after. */
    int word(long position) {
        return buffer.getIntVolatile((int) position);
    }
}
