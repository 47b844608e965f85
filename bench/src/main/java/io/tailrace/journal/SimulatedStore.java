package io.tailrace.journal;

import io.tailrace.error.JournalException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes blocks into segments that are laid out as Chronicle Queue does it, without Chronicle Queue: same frames, same
 * end marks, same bookkeeping, one block late as its own. One thread.
 */
final class SimulatedStore implements BlockStore {
    private static final int LAST_POSITION = ChronicleHeader.WRITE_POSITION_OFFSET;
    private static final int PAGE_ENTRIES = 4_368;
    private static final int PAGE = 4_096;

    private final SimulatedDisk.Life disk;
    private final byte[] pattern;
    private final SegmentFiles files;
    private final JournalConfig config;
    private final ForceOrder order;
    private final Fence fence;
    private final SegmentForcing forcing;
    private final long limit;

    private int segment;
    private long usedBytes;
    private long frames;
    private long begunNs;
    private boolean rolled;
    private UnsafeBuffer mapping = new UnsafeBuffer(0, 0);
    private long reserved;
    private UnsafeBuffer composing;
    private long position;
    private boolean closed;
    private boolean discarded;
    /** The newest segment whose file was made ahead. */
    private int preparedTo;
    /** The segment whose file could not be made ahead, which the writer meets where it begins it. */
    private int refused;

    SimulatedStore(
            SimulatedDisk.Life disk,
            byte[] pattern,
            SegmentFiles files,
            int segment,
            long usedBytes,
            JournalConfig config,
            ForceOrder order,
            Fence fence,
            WatermarkFile watermark) {
        this.disk = disk;
        this.pattern = pattern;
        this.files = files;
        this.config = config;
        this.order = order;
        this.fence = fence;
        this.usedBytes = usedBytes;
        limit = (long) config.segmentBytes() + ChronicleSettings.OVERHEAD_BYTES;
        rolled = usedBytes == 0;
        begunNs = disk.device().nowNs();
        this.segment = rolled ? segment - 1 : segment;
        forcing = new SegmentForcing(files, segment, order, fence, watermark);
        try {
            files.removePrepared(order.disk());
            Path metadata = files.directory().resolve(ChronicleSettings.METADATA_FILE);
            order.disk().delete(metadata);
            make(metadata, PAGE);
            if (rolled) {
                prepare(segment);
            } else {
                attach();
            }
            files.newest(this.segment);
        } catch (IOException e) {
            throw IoErrors.of("cannot prepare the segment", files.path(segment), e);
        }
    }

    private long firstStep() {
        return Math.min(limit, config.reserveStepBytes());
    }

    private void make(Path file, long bytes) throws IOException {
        order.disk().create(file);
        try {
            disk.allocate(file, bytes);
        } catch (IOException e) {
            try {
                order.disk().delete(file);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private void prepare(int number) throws IOException {
        if (preparedTo != number) {
            make(files.prepared(number), firstStep());
            preparedTo = number;
        }
    }

    private void attach() throws IOException {
        map(files.path(segment));
        reserved = Math.max(firstStep(), ChronicleSpace.pages(usedBytes));
        frames = 0;
        FrameWalk walk = new FrameWalk(SegmentMap.open(files.path(segment)));
        while (walk.next()) {
            frames++;
        }
    }

    private void map(Path path) throws IOException {
        unmap();
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            mapping = new UnsafeBuffer(file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, limit));
        }
    }

    private void unmap() {
        ByteBuffer mapped = mapping.byteBuffer();
        mapping = new UnsafeBuffer(0, 0);
        if (mapped != null) {
            IoUtil.unmap((MappedByteBuffer) mapped);
        }
    }

    @Override
    public int segment() {
        return segment + (rolled ? 1 : 0);
    }

    @Override
    public long usedBytes() {
        return rolled ? 0 : usedBytes;
    }

    @Override
    public int begin(UnsafeBuffer block, int bytes) {
        if (fence.hasFallen()) {
            fence.check();
        }
        if (rolled) {
            beginSegment();
        }
        position = usedBytes == 0 ? Bookkeeping.LENGTH : ExcerptDescriptor.nextPosition(usedBytes);
        long start = ExcerptDescriptor.blockPosition(position);
        reserve(start + bytes);
        mapping.putIntRelease((int) position, ExcerptDescriptor.INCOMPLETE);
        int most = (int) Math.min(config.largestBlockBytes(), limit - start);
        composing = new UnsafeBuffer(mapping, (int) start, most);
        block.wrap(composing);
        return reservedOfBlock();
    }

    private void reserve(long end) {
        long whole = end + ChronicleSettings.OVERHEAD_BYTES;
        if (whole > reserved) {
            long wanted = Math.max(whole, Math.min(limit, reserved + config.reserveStepBytes()));
            try {
                disk.allocate(files.path(segment), wanted);
            } catch (IOException e) {
                throw IoErrors.of("cannot reserve space", files.path(segment), e);
            }
            reserved = wanted;
        }
    }

    private int reservedOfBlock() {
        long end = reserved - ChronicleSettings.OVERHEAD_BYTES;
        return (int) Math.max(0, Math.min(composing.capacity(), end - ExcerptDescriptor.blockPosition(position)));
    }

    @Override
    public int room(UnsafeBuffer block, int bytes) {
        reserve(ExcerptDescriptor.blockPosition(position) + bytes);
        return reservedOfBlock();
    }

    @Override
    public long commit(int length) {
        composing = null;
        mapping.putIntRelease((int) position, ExcerptDescriptor.padding(position) + length);
        usedBytes = ExcerptDescriptor.blockPosition(position) + length;
        note();
        return position;
    }

    /** What Chronicle notes for itself after it has published a frame. */
    private void note() {
        mapping.putLong(LAST_POSITION, position);
        mapping.putLong(LAST_POSITION + Long.BYTES, position << Integer.SIZE | frames);
        frames++;
    }

    @Override
    public void abort(int dirtyBytes) {
        composing.setMemory(0, dirtyBytes, (byte) 0);
        composing = null;
        mapping.putIntRelease((int) position, 0);
    }

    @Override
    public void roll() {
        if (rolled) {
            return;
        }
        fence.check();
        try {
            prepare(segment + 1);
        } catch (IOException e) {
            throw IoErrors.of("cannot create the segment", files.prepared(segment + 1), e);
        }
        rolled = true;
    }

    private void beginSegment() {
        fence.check();
        int next = segment + 1 + (segment == 0 ? 0 : disk.device().skippedSegments(begunNs));
        try {
            if (mapping.capacity() > 0) {
                int end = (int) ExcerptDescriptor.nextPosition(usedBytes);
                mapping.putInt(end + Integer.BYTES, ExcerptDescriptor.END_NAME);
                mapping.putIntRelease(end, ExcerptDescriptor.END);
            }
            order.disk().rename(files.prepared(segment + 1), files.path(next));
            map(files.path(next));
        } catch (IOException e) {
            throw IoErrors.of("cannot begin the segment", files.path(next), e);
        }
        segment = next;
        begunNs = disk.device().nowNs();
        rolled = false;
        usedBytes = 0;
        frames = 0;
        reserved = firstStep();
        mapping.putBytes(0, pattern);
        mapping.putLong(LAST_POSITION, 0);
        mapping.putLong(PAGE_ENTRIES, Bookkeeping.LENGTH);
        files.newest(segment);
    }

    /** Makes the file of the next segment once half of this one is used. */
    @Override
    public boolean maintain() {
        int next = segment + 1;
        if (closed || rolled || preparedTo >= next || refused == next || usedBytes < limit >> 1) {
            return false;
        }
        try {
            fence.check();
            prepare(next);
        } catch (IOException | JournalException e) {
            refused = next;
        }
        return true;
    }

    @Override
    public long writtenBytes() {
        return (long) (segment - 1) * config.segmentBytes() + usedBytes;
    }

    @Override
    public long reservedBytes() {
        return Math.max(0, reserved - usedBytes);
    }

    @Override
    public long touchedBytes() {
        return 0;
    }

    @Override
    public long force(Progress progress) {
        forcing.begin(progress);
        return forcing.force(segment, usedBytes);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (composing != null) {
            abort(composing.capacity());
        }
        unmap();
        if (!fence.hasFallen()) {
            removeUnused();
        }
    }

    private void removeUnused() {
        try {
            order.disk().delete(files.prepared(segment + 1));
        } catch (IOException e) {
            throw new JournalException("cannot remove the prepared segment: directory=" + files.directory(), e);
        }
        if (!rolled && usedBytes == 0) {
            SegmentRepair.discard(order, files, segment);
            discarded = files.newest() == segment;
        }
    }

    @Override
    public int firstSegment() {
        return files.firstSegment();
    }

    @Override
    public int lastSegment() {
        return discarded ? files.newest() - 1 : files.newest();
    }

    @Override
    public int newest() {
        return files.newest();
    }

    @Override
    public int checkedFrom() {
        return files.checkedFrom();
    }

    @Override
    public int missing(int last) {
        return files.missing(last);
    }

    @Override
    public Retired retired() {
        return files.retired();
    }

    @Override
    public BlockCursor cursor() {
        return files.cursor();
    }

    @Override
    public long bytes() {
        return files.bytes();
    }

    @Override
    public String name(int number) {
        return files.name(number);
    }
}
