package io.tailrace.journal;

import io.tailrace.testing.DirectoryCopy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The files of a journal as a killed process leaves them, to be damaged. */
final class CrashImage {
    final Path directory;

    private CrashImage(Path directory) {
        this.directory = directory;
    }

    /** Copies a directory that is being written. */
    static CrashImage of(Path live, Path copy) throws IOException {
        return new CrashImage(DirectoryCopy.of(live, copy));
    }

    /** What lies there itself, not a copy of it. */
    static CrashImage at(Path directory) {
        return new CrashImage(directory);
    }

    Path segment(int segment) {
        return directory.resolve(SegmentFiles.fileName(segment));
    }

    /** Positions of the frame words of all blocks of a segment, and of the end. */
    List<Long> frames(int segment) {
        List<Long> frames = new ArrayList<>();
        SegmentCursor cursor = new SegmentCursor(new SegmentFiles(directory), segment);
        org.agrona.concurrent.UnsafeBuffer block = new org.agrona.concurrent.UnsafeBuffer(0, 0);
        while (cursor.next(block) && cursor.segment() == segment) {
            frames.add(cursor.position());
        }
        frames.add(cursor.nextPosition());
        return frames;
    }

    int word(int segment, long position) throws IOException {
        ByteBuffer word = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(segment(segment), StandardOpenOption.READ)) {
            channel.read(word, position);
        }
        return word.getInt(0);
    }

    void putWord(int segment, long position, int value) throws IOException {
        ByteBuffer word = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        put(segment, position, word.putInt(0, value));
    }

    void put(int segment, long position, ByteBuffer bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(segment(segment), StandardOpenOption.WRITE)) {
            channel.write(bytes, position);
        }
    }

    void flip(int segment, long position, int bit) throws IOException {
        int word = word(segment, position);
        putWord(segment, position, word ^ 1 << bit);
    }
}
