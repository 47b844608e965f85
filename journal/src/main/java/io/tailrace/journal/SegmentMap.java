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
import org.agrona.SystemUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A read-only mapping of a segment file, as long as the file was when it was made. Any thread. Goes when it is
 * unreachable; {@link #close} is for whoever made one for itself and gave nothing of it away.
 */
final class SegmentMap implements AutoCloseable {
    static final int LARGEST = Integer.MAX_VALUE & -4096;

    private final UnsafeBuffer buffer;
    private final int length;
    private final Object fileKey;
    // Of those that are shared, by the lock of SharedMaps.
    /** How many cursors stand in it, with those that are closed and count for a while. */
    int standing;
    /** How many of them are closed. */
    int leaving;
    /** Newest segment when the last of these was closed. */
    int leftAt;
    /** Whether its segment is retired. */
    boolean gone;

    private boolean blanked;

    private SegmentMap(MappedByteBuffer map, Object fileKey) {
        buffer = new UnsafeBuffer(map);
        length = map.capacity();
        this.fileKey = fileKey;
    }

    /**
     * What to say of a file that is longer than any segment, so that nobody looks at all of it; or null. Chronicle
     * lengthens also what is sealed, by zeros, to what it maps at once.
     */
    static String tooLong(Path path) {
        long length = path.toFile().length();
        return length > LARGEST ? "file is longer than any segment: length=" + length + " limit=" + LARGEST : null;
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
            throw IoErrors.of("cannot map the segment", path, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static SegmentMap map(Path path) throws IOException {
        // Asked first: a file that is replaced in between is looked at once more later, and that is all.
        Object fileKey = RegularFile.look(path).fileKey();
        try (FileChannel channel = RegularFile.channel(path, StandardOpenOption.READ)) {
            MappedByteBuffer map = null;
            while (map == null) {
                map = map(channel, Math.min(channel.size(), LARGEST));
            }
            map.order(ByteOrder.LITTLE_ENDIAN);
            return new SegmentMap(map, fileKey);
        }
    }

    /** Null where a writer has cut the file after its end since its size was asked for. */
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

    /**
     * Lets go of the file and keeps the addresses: zeros are there from now on, also for who looks at them meanwhile.
     * Where the system does not do that the file is held until nobody has this any more.
     */
    void blank() {
        if (blanked || !SystemUtil.isLinux()) {
            return;
        }
        blanked = ChronicleSpace.blank(buffer.addressOffset(), length);
    }

    boolean isBlank() {
        return blanked;
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
