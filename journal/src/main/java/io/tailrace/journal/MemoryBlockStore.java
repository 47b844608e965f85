package io.tailrace.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Keeps blocks in direct memory, framed as on disk: a length word, then the block. For simulations and caches.
 *
 * <p>Pieces are linked; a reader holds on to the piece it stands in, so memory is never taken from under it. A position
 * is (piece number in the segment, offset).
 */
final class MemoryBlockStore implements BlockStore {
    static final int FRAME_LENGTH = 8;
    private static final int MOVED_ON = -1;

    private final int pieceBytes;
    private final List<Piece> pieces = new ArrayList<>();
    /** Written by the writer under this object's lock. */
    private volatile Piece tail;

    private Piece open;
    private int usedInPiece;
    private long usedInSegment;
    private boolean rolled;

    MemoryBlockStore(JournalConfig config) {
        pieceBytes = Math.min(config.reserveStepBytes(), config.segmentBytes());
        add(new Piece(1, 0, pieceBytes));
    }

    @Override
    public int segment() {
        return tail.segment + (rolled ? 1 : 0);
    }

    @Override
    public long usedBytes() {
        return rolled ? 0 : usedInSegment;
    }

    @Override
    public int begin(UnsafeBuffer block, int bytes) {
        if (rolled) {
            startPiece(tail.segment + 1, 0, bytes);
            rolled = false;
            usedInSegment = 0;
        } else if (usedInPiece + FRAME_LENGTH + bytes + FRAME_LENGTH > tail.bytes) {
            startPiece(tail.segment, tail.number + 1, bytes);
        }
        open = tail;
        wrapOpen(block);
        return block.capacity();
    }

    @Override
    public int room(UnsafeBuffer block, int bytes) {
        if (bytes > block.capacity()) {
            Piece before = open;
            int from = usedInPiece + FRAME_LENGTH;
            int length = block.capacity();
            startPiece(before.segment, before.number + 1, Math.max(bytes, 2 * length));
            open = tail;
            open.buffer.putBytes(FRAME_LENGTH, before.buffer, from, length);
            before.buffer.setMemory(from, length, (byte) 0);
            wrapOpen(block);
        }
        return block.capacity();
    }

    @Override
    public long commit(int length) {
        long position = position(open.number, usedInPiece);
        open.buffer.putIntRelease(usedInPiece, length);
        usedInPiece += FRAME_LENGTH + length;
        usedInSegment += FRAME_LENGTH + length;
        open = null;
        return position;
    }

    @Override
    public void abort(int dirtyBytes) {
        open.buffer.setMemory(usedInPiece + FRAME_LENGTH, dirtyBytes, (byte) 0);
        open = null;
    }

    @Override
    public void roll() {
        rolled = true;
    }

    @Override
    public boolean maintain() {
        return false;
    }

    @Override
    public long force(Progress progress) {
        return progress.lastSequence();
    }

    @Override
    public void close() {}

    @Override
    public int missing(int last) {
        return 0;
    }

    @Override
    public synchronized int firstSegment() {
        return pieces.get(0).segment;
    }

    @Override
    public int lastSegment() {
        return tail.segment;
    }

    @Override
    public long writtenBytes() {
        return bytes();
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
    public int checkedFrom() {
        return 1;
    }

    @Override
    public int newest() {
        return tail.segment;
    }

    @Override
    public BlockCursor cursor() {
        return new Cursor(pieceAt(firstSegment(), 0));
    }

    @Override
    public synchronized long bytes() {
        return pieces.stream().mapToLong(piece -> piece.bytes).sum();
    }

    @Override
    public String name(int segment) {
        return "memory segment " + segment;
    }

    private void wrapOpen(UnsafeBuffer block) {
        int start = usedInPiece + FRAME_LENGTH;
        block.wrap(open.buffer, start, open.bytes - FRAME_LENGTH - start);
    }

    private void startPiece(int segment, int number, int bytes) {
        Piece before = tail;
        int where = usedInPiece;
        add(new Piece(segment, number, Math.max(pieceBytes, bytes + 2 * FRAME_LENGTH)));
        usedInPiece = 0;
        before.next = tail;
        before.buffer.putIntRelease(where, MOVED_ON);
    }

    private synchronized void add(Piece piece) {
        pieces.add(piece);
        tail = piece;
    }

    private synchronized Piece pieceAt(int segment, int number) {
        for (Piece piece : pieces) {
            if (piece.segment == segment && piece.number == number) {
                return piece;
            }
        }
        throw new IllegalArgumentException("no such place in memory: segment=" + segment + " piece=" + number);
    }

    private static long position(int piece, int offset) {
        return (long) piece << Integer.SIZE | offset;
    }

    private static final class Piece {
        final int segment;
        final int number;
        final int bytes;
        final UnsafeBuffer buffer;
        /** Written by the writer before the mark that says there is one. */
        Piece next;

        Piece(int segment, int number, int bytes) {
            this.segment = segment;
            this.number = number;
            this.bytes = BlockDescriptor.align(bytes);
            buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(this.bytes + BlockDescriptor.ALIGNMENT)
                    .alignedSlice(BlockDescriptor.ALIGNMENT)
                    .order(ByteOrder.LITTLE_ENDIAN));
        }
    }

    private final class Cursor implements BlockCursor {
        private Piece piece;
        private int offset;
        private int segment;
        private long position;

        Cursor(Piece piece) {
            this.piece = piece;
        }

        @Override
        public boolean next(UnsafeBuffer block) {
            int length = piece.buffer.getIntVolatile(offset);
            while (length == MOVED_ON) {
                piece = piece.next;
                offset = 0;
                length = piece.buffer.getIntVolatile(offset);
            }
            if (length == 0) {
                return false;
            }
            block.wrap(piece.buffer, offset + FRAME_LENGTH, length);
            segment = piece.segment;
            position = MemoryBlockStore.position(piece.number, offset);
            offset += FRAME_LENGTH + length;
            return true;
        }

        @Override
        public void seek(int toSegment, long toPosition) {
            piece = pieceAt(toSegment, (int) (toPosition >>> Integer.SIZE));
            offset = (int) toPosition;
        }

        @Override
        public int segment() {
            return segment;
        }

        @Override
        public long position() {
            return position;
        }
    }
}
