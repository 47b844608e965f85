package io.tailrace.journal;

import io.tailrace.error.JournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Mends what a dying writer left in the newest segment. Only under the directory's lock, before anything is appended.
 */
final class SegmentRepair {
    private static final String WORK_DIRECTORY = "rewrite";
    private static final int CHUNK_BYTES = 1 << 20;

    private SegmentRepair() {}

    /**
     * Makes a segment of which nobody knows how a writer left it one that can be looked at through a mapping: cuts the
     * empty part after its content, and makes sure of the room for the content.
     *
     * @throws io.tailrace.error.DiskFullException where there is none
     */
    static void makeReadable(ForceOrder order, Path file) {
        try {
            long end = ChronicleSpace.pages(SegmentTail.contentEnd(file));
            long length = RegularFile.look(file).size();
            if (end < length) {
                order.disk().truncate(file, end);
            }
            if (length > 0) {
                ChronicleSpace.fillHoles(file, Math.min(end, length));
            }
        } catch (NoSuchFileException e) {
            assert !Files.exists(file) : "who asks for it next is told";
        } catch (IOException e) {
            throw IoErrors.of("cannot cut the segment after its end", file, e);
        }
    }

    /**
     * Replaces a segment by a new file with the blocks before {@code end} and, where there is one, a whole block that
     * was never published. Chronicle's own bookkeeping is made anew with it, so that nothing is appended after a hole.
     */
    static void rewrite(
            ForceOrder order,
            SegmentFiles files,
            int segment,
            long end,
            long extraStart,
            int extraLength,
            JournalConfig c) {
        Path work = files.directory().resolve(WORK_DIRECTORY);
        try {
            deleteTree(order.disk(), work);
            order.disk().makeDirectory(work);
            SegmentFiles copy = new SegmentFiles(work);
            try (BlockStore store = copyOf(copy, segment, c, order)) {
                SegmentMap map = files.map(segment, end);
                FrameWalk walk = new FrameWalk(map);
                while (walk.position() < end && walk.next() && walk.blockStart() < end) {
                    append(store, map, walk.blockStart(), walk.blockLength());
                }
                if (extraLength > 0) {
                    append(store, map, extraStart, extraLength);
                }
            }
            order.place(copy.path(segment), files.path(segment));
            deleteTree(order.disk(), work);
        } catch (IOException e) {
            throw IoErrors.of("cannot rewrite the segment", files.path(segment), e);
        }
        files.forget(segment);
    }

    /**
     * Makes what Chronicle has written for itself anew where it is not what it must be; see {@link Bookkeeping}. Where
     * that is not known, the whole segment.
     *
     * @return whether something was made anew; blocks may lie elsewhere then
     */
    static boolean renewBookkeeping(ForceOrder order, SegmentFiles files, int segment, JournalConfig config) {
        try (SegmentMap map = SegmentMap.open(files.path(segment))) {
            ByteBuffer wanted = Bookkeeping.of(map, pattern(order, files, segment, config));
            if (wanted == null) {
                rewrite(order, files, segment, map.length(), 0, 0, config);
                return true;
            }
            if (Bookkeeping.equal(map, wanted)) {
                return false;
            }
            order.overwrite(files.path(segment), wanted, 0);
            return true;
        } catch (IOException e) {
            throw IoErrors.of("cannot mend the header of the segment", files.path(segment), e);
        }
    }

    /** Has Chronicle make a segment with one block, apart from the journal, and takes what it wrote for itself. */
    private static byte[] pattern(ForceOrder order, SegmentFiles files, int segment, JournalConfig config) {
        Path work = files.directory().resolve(WORK_DIRECTORY);
        try {
            deleteTree(order.disk(), work);
            order.disk().makeDirectory(work);
            SegmentFiles copy = new SegmentFiles(work);
            try (BlockStore store = copyOf(copy, segment, config, order)) {
                UnsafeBuffer block = new UnsafeBuffer(0, 0);
                store.begin(block, Long.BYTES);
                block.putLong(0, 1);
                store.commit(Long.BYTES);
            }
            byte[] pattern = new byte[Bookkeeping.LENGTH];
            try (SegmentMap map = SegmentMap.open(copy.path(segment))) {
                FrameWalk walk = new FrameWalk(map);
                if (!walk.next() || walk.framePosition() != Bookkeeping.LENGTH) {
                    throw new JournalException(
                            "this version of Chronicle Queue lays a segment out in another way: block="
                                    + walk.framePosition() + " expected=" + Bookkeeping.LENGTH);
                }
                map.buffer().getBytes(0, pattern);
            }
            deleteTree(order.disk(), work);
            return pattern;
        } catch (IOException e) {
            throw IoErrors.of("cannot make a pattern of the segment", files.path(segment), e);
        }
    }

    private static BlockStore copyOf(SegmentFiles copy, int segment, JournalConfig config, ForceOrder order) {
        ForceOrder inside = new ForceOrder(copy.directory(), order.disk());
        return config.stores().open(copy, segment, 0, config, inside, Fence.NONE, null);
    }

    /** Removes what a rewrite left behind that did not come to its end. */
    static void removeLeftovers(ForceOrder order) {
        try {
            deleteTree(order.disk(), order.directory().resolve(WORK_DIRECTORY));
        } catch (IOException e) {
            throw new JournalException("cannot remove the work directory: directory=" + order.directory(), e);
        }
    }

    private static void append(BlockStore store, SegmentMap map, long start, int length) {
        UnsafeBuffer block = new UnsafeBuffer(0, 0);
        store.begin(block, length);
        block.putBytes(0, map.buffer(), (int) start, length);
        store.commit(length);
    }

    /**
     * Writes again what is in a file already. Where a force has failed, the system takes the pages that the device did
     * not take for clean, and shows them all the same: whoever forces them then, without writing them again, is told
     * that they are there, and they are not.
     */
    static void writeAgain(ForceOrder order, Path file, SegmentMap map, long from, long to) {
        ByteBuffer bytes = map.buffer().byteBuffer().duplicate();
        byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, Math.max(0, to - from))];
        try {
            for (long at = from; at < to; at += chunk.length) {
                int count = (int) Math.min(chunk.length, to - at);
                bytes.limit((int) at + count).position((int) at);
                bytes.get(chunk, 0, count);
                order.disk().write(file, ByteBuffer.wrap(chunk, 0, count), at);
            }
        } catch (IOException e) {
            throw IoErrors.of("cannot write the end of the segment again", file, e);
        }
    }

    /** Zeroes what was being composed when the writer died. */
    static void zero(ForceOrder order, Path file, long from, long to) {
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, to - from));
        try {
            for (long at = from; at < to; at += zeros.capacity()) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), to - at));
                order.disk().write(file, zeros, at);
            }
            order.forceFile(file);
        } catch (IOException e) {
            throw IoErrors.of("cannot clean the segment", file, e);
        }
    }

    /**
     * Writes the end mark that the writer did not come to write when it began the next segment. What is left of a block
     * that was being composed is removed.
     */
    static void end(ForceOrder order, Path file) {
        try (SegmentMap map = SegmentMap.open(file)) {
            FrameWalk walk = FrameWalk.whole(map);
            if (!walk.isOpen()) {
                return;
            }
            long dirtyEnd = new TailScan(map, 0).dirtyEnd(walk.position());
            if (dirtyEnd > walk.position()) {
                zero(order, file, walk.position(), dirtyEnd);
            }
            ByteBuffer mark = SmallFile.buffer(ExcerptDescriptor.END_LENGTH)
                    .putInt(ExcerptDescriptor.END)
                    .putInt(ExcerptDescriptor.END_NAME)
                    .flip();
            order.overwrite(file, mark, walk.position());
        } catch (IOException e) {
            throw IoErrors.of("cannot end the segment", file, e);
        }
    }

    /** Takes a segment away that has nothing in it: Chronicle would wait for whoever was making it. */
    static void discard(ForceOrder order, SegmentFiles files, int segment) {
        try {
            order.remove(files.path(segment));
        } catch (IOException e) {
            throw new JournalException("cannot remove the half-made segment: file=" + files.path(segment), e);
        }
        files.forget(segment);
    }

    static void deleteTree(Disk disk, Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> tree = Files.walk(root)) {
            all = tree.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
        }
        for (Path path : all) {
            disk.delete(path);
        }
    }
}
