package io.tailrace.journal;

import io.tailrace.error.JournalException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import net.openhft.chronicle.core.io.IORuntimeException;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.posix.PosixRuntimeException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes blocks as excerpts of a Chronicle queue, one file a segment. Threads as in {@link BlockStore}.
 *
 * <p>A block is composed where the excerpt will be, in memory that {@link ChronicleSpace} has reserved, and is
 * published by the length word that Chronicle stores in front of it. Reading goes through {@link SegmentFiles}: a
 * tailer would grow a damaged file, wait for a half-made one, and unmap what a reader still looks at when the queue is
 * closed.
 */
final class ChronicleBlockStore implements BlockStore {
    private static final VarHandle WRITTEN_BYTES;

    static {
        try {
            WRITTEN_BYTES = MethodHandles.lookup().findVarHandle(ChronicleBlockStore.class, "writtenBytes", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SegmentFiles files;
    private final JournalConfig config;
    private final ForceOrder order;
    private final Fence fence;
    private final ChronicleSpace space;
    private final ChronicleClock clock;
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;

    private boolean rolled;
    private long usedBytes;
    private DocumentContext context;
    private UnsafeBuffer composing;
    private long position;
    private int mappedSegment;
    private volatile boolean closed;
    /** Written once, when it is closed: the newest segment got no block and was taken away. */
    private volatile boolean discarded;

    /** Guarded by {@link #space}: the segment that its used bytes belong to. */
    private int attached;

    /** Written by the writer, read by any thread: neither waits where the janitor reserves space meanwhile. */
    private volatile long writtenBytes;

    /** Guarded by itself. */
    private final SegmentForcing forcing;

    /** Guarded by {@link #preparing}: the newest segment whose file was made ahead. */
    private int preparedTo;

    /** The janitor's: the segment for whose file there was no room, which the writer will meet where it begins it. */
    private int refused;

    private final Object preparing = new Object();

    /**
     * @param segment the segment to go on with; made when there is none
     * @param usedBytes where its last block ends, 0 when there is none
     * @param watermark written after each force, null for a copy that nobody opens
     */
    ChronicleBlockStore(
            SegmentFiles files,
            int segment,
            long usedBytes,
            JournalConfig config,
            ForceOrder order,
            Fence fence,
            WatermarkFile watermark) {
        this.files = files;
        this.config = config;
        this.order = order;
        this.fence = fence;
        this.usedBytes = usedBytes;
        rolled = usedBytes == 0;
        clock = new ChronicleClock(rolled ? segment - 1 : segment);
        space = new ChronicleSpace(config);
        forcing = new SegmentForcing(files, segment, order, fence, watermark);
        attached = segment;
        writtenBytes = wholeBefore(segment) + usedBytes;
        boolean done = false;
        SingleChronicleQueue opening = null;
        try {
            files.removePrepared(order.disk());
            Path metadata = files.directory().resolve(ChronicleSettings.METADATA_FILE);
            order.disk().delete(metadata);
            space.create(metadata, ChronicleSettings.METADATA_BYTES);
            if (rolled) {
                prepare(segment);
            } else {
                space.attach(files.path(segment), usedBytes);
            }
            opening = ChronicleSettings.open(files.directory(), config, clock);
            opening.singleThreadedCheckDisabled(true);
            queue = opening;
            queue.tableStorePut(ChronicleSettings.ENDED_UP_TO, queue.lastCycle());
            appender = queue.createAppender();
            appender.singleThreadedCheckDisabled(true);
            files.newest(clock.segment());
            done = true;
        } catch (IOException e) {
            throw IoErrors.of("cannot prepare the segment", files.path(segment), e);
        } catch (IllegalStateException | IORuntimeException | PosixRuntimeException | UnsupportedOperationException e) {
            throw refused(files.directory(), e);
        } finally {
            if (!done) {
                space.close();
                if (opening != null) {
                    opening.close();
                }
            }
        }
    }

    /** It answers what its files do not let it do in ways of its own: one that it cannot grow it opens for reading. */
    private static JournalException refused(Path directory, RuntimeException cause) {
        return new JournalException(
                "Chronicle Queue cannot write: directory=" + directory + " cause=" + cause
                        + ": free space, for temporary files too, and look after the file system, then open it again",
                cause);
    }

    @Override
    public int segment() {
        return clock.segment() + (rolled ? 1 : 0);
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
        try {
            if (rolled) {
                beginSegment();
            } else {
                reserve(usedBytes + bytes);
                context = appender.writingDocument();
            }
            compose(block, bytes);
        } catch (Throwable e) {
            rollBackAfter(e);
            throw e;
        }
        return reservedOfBlock();
    }

    private void compose(UnsafeBuffer block, int bytes) {
        Bytes<?> target = context.wire().bytes();
        long start = target.writePosition();
        position = start - ExcerptDescriptor.WORD_LENGTH;
        int padding = ExcerptDescriptor.padding(position);
        long address = target.addressForWrite(start);
        reserve(start + padding + bytes);
        if (mappedSegment != clock.segment()) {
            mappedSegment = clock.segment();
            space.mapped(address - start);
        }
        block.wrap(address + padding, config.largestBlockBytes());
        composing = block;
    }

    @Override
    public int room(UnsafeBuffer block, int bytes) {
        reserve(ExcerptDescriptor.blockPosition(position) + bytes);
        return reservedOfBlock();
    }

    @Override
    public long commit(int length) {
        DocumentContext finished = context;
        finished.wire().bytes().writeSkip(ExcerptDescriptor.padding(position) + length);
        context = null; // what may have been published is not wiped, whatever comes
        composing = null;
        finished.close();
        usedBytes = ExcerptDescriptor.blockPosition(position) + length;
        space.used(usedBytes);
        WRITTEN_BYTES.setRelease(this, wholeBefore(clock.segment()) + usedBytes);
        return position;
    }

    @Override
    public void abort(int dirtyBytes) {
        composing.setMemory(0, dirtyBytes, (byte) 0);
        rollBack();
    }

    @Override
    public void roll() {
        if (!rolled) {
            fence.check();
            prepare(clock.segment() + 1);
            rolled = true;
        }
    }

    @Override
    public boolean maintain() {
        return space.ahead() || prepareAhead();
    }

    /**
     * Makes the file of the next segment, when the space of this one is all reserved and half of it used: it takes a
     * millisecond, which the writer would need where it begins that segment.
     */
    private boolean prepareAhead() {
        int next;
        synchronized (space) {
            next = attached + 1;
            if (refused == next || !space.endsSoon()) {
                return false;
            }
        }
        synchronized (preparing) {
            if (closed || preparedTo >= next || fence.hasFallen()) {
                return false;
            }
            try {
                fence.check();
                prepare(next);
            } catch (JournalException e) {
                refused = next; // the writer meets it there, and says so
            }
        }
        return true;
    }

    private void prepare(int segment) {
        synchronized (preparing) {
            if (preparedTo != segment) {
                space.create(files.prepared(segment));
                preparedTo = segment;
            }
        }
    }

    @Override
    public long force(Progress progress) {
        synchronized (forcing) {
            forcing.begin(progress);
            int segment;
            long offset;
            synchronized (space) {
                segment = attached;
                offset = space.used();
            }
            return forcing.force(segment, offset);
        }
    }

    @Override
    public long writtenBytes() {
        return (long) WRITTEN_BYTES.getAcquire(this);
    }

    /** Bytes of all segments before one, each counted whole. */
    private long wholeBefore(int segment) {
        return (long) (segment - 1) * config.segmentBytes();
    }

    @Override
    public long reservedBytes() {
        return Math.max(0, space.reserved() - space.used());
    }

    @Override
    public long touchedBytes() {
        return Math.max(0, space.touched() - space.used());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (context != null) {
                abort(reservedOfBlock()); // of a writer that failed: nobody knows how much it wrote
            }
        } finally {
            release();
        }
        if (!fence.hasFallen()) {
            removeUnused();
        }
    }

    private void release() {
        try {
            space.close();
            appender.close();
        } finally {
            queue.close();
            BackgroundResourceReleaser.releasePendingResources();
        }
    }

    @Override
    public int firstSegment() {
        return files.firstSegment();
    }

    @Override
    public int missing(int last) {
        return files.missing(last);
    }

    @Override
    public Retired retired() {
        return files.retired();
    }

    /** The clock says so earlier: while Chronicle still ends the segment before. */
    @Override
    public int lastSegment() {
        return discarded ? files.newest() - 1 : files.newest();
    }

    @Override
    public int checkedFrom() {
        return files.checkedFrom();
    }

    @Override
    public int newest() {
        return files.newest();
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
    public String name(int segment) {
        return files.name(segment);
    }

    /** Lets Chronicle end the file it writes and begin the one that {@link #roll} has made. */
    private void beginSegment() {
        fence.check(); // the file is made by its name, which may lead elsewhere by now
        synchronized (space) {
            space.close();
            clock.next();
            rolled = false;
            usedBytes = 0;
            context = appender.writingDocument();
            space.attach(files.path(clock.segment()), 0);
            attached = clock.segment();
        }
        WRITTEN_BYTES.setRelease(this, wholeBefore(clock.segment()));
        files.newest(clock.segment());
    }

    /** Bytes of the open block that are reserved, with what Chronicle needs after it. */
    private int reservedOfBlock() {
        long end = space.reserved() - ChronicleSettings.OVERHEAD_BYTES;
        long room = end - ExcerptDescriptor.blockPosition(position);
        return (int) Math.max(0, Math.min(composing.capacity(), room));
    }

    /** A segment that was prepared or begun and got no block is no segment. */
    private void removeUnused() {
        try {
            synchronized (preparing) {
                order.disk().delete(files.prepared(clock.segment() + 1));
            }
        } catch (IOException e) {
            throw new JournalException("cannot remove the prepared segment: directory=" + files.directory(), e);
        }
        if (!rolled && usedBytes == 0) {
            SegmentRepair.discard(order, files, clock.segment());
            discarded = files.newest() == clock.segment();
        }
    }

    private void reserve(long end) {
        long whole = end + ChronicleSettings.OVERHEAD_BYTES;
        if (!space.covers(whole)) {
            space.require(whole);
        }
    }

    /** An excerpt that was not begun as a whole is none, whatever came in between. */
    private void rollBackAfter(Throwable cause) {
        try {
            if (context != null) {
                rollBack();
            }
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private void rollBack() {
        DocumentContext abandoned = context;
        context = null;
        abandoned.rollbackOnClose();
        abandoned.close();
    }
}
