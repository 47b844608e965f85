package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Steps over the blocks in the segment files of a directory, while they are written by this or another process. Reads
 * the frames itself, so that it never waits, never grows a file and never crashes on hostile bytes.
 *
 * <p>It goes on to the next segment at the end mark of a file, and where that is missing (the writer died before it
 * could write it) once the next segment holds a block: the writer never goes back.
 */
final class SegmentCursor implements BlockCursor {
    /** Looking for a file costs microseconds: once in so many empty polls. */
    private static final int POLLS_PER_LOOK = 64;

    private final SegmentFiles files;
    private SegmentMap map;
    /** Where a block lies that somebody looks at; the same as the other but between two segments. */
    private SegmentMap shown;
    /** Whether a block was given since of the mapping that it stands in. */
    private boolean turned;

    private int segment;
    /** Of the next frame word. */
    private long next;

    private int blockSegment;
    private long blockPosition;
    private int emptyPolls;
    private boolean closed;

    SegmentCursor(SegmentFiles files, int segment) {
        this.files = files;
        this.segment = segment;
    }

    @Override
    public boolean next(UnsafeBuffer block) {
        while (true) {
            int word = word();
            if (ExcerptDescriptor.isComplete(word)) {
                emptyPolls = 0;
                if (take(word, block)) {
                    return true;
                }
            } else if (!moveOn(word)) {
                return false;
            }
        }
    }

    @Override
    public void look() {
        emptyPolls = 0;
    }

    @Override
    public void seek(int toSegment, long toPosition) {
        if (segment != toSegment) {
            segment = toSegment;
            stand(null);
        }
        next = toPosition;
        emptyPolls = 0;
    }

    @Override
    public int segment() {
        return blockSegment;
    }

    @Override
    public long position() {
        return blockPosition;
    }

    /** The file it stands in has been replaced. */
    void reopen(long position) {
        stand(null);
        next = position;
    }

    /** Segment in which the next frame is expected. */
    int nextSegment() {
        return segment;
    }

    /** Position at which the next frame is expected. */
    long nextPosition() {
        return next;
    }

    /**
     * Stands in another mapping, or in none, also where that one is retired and was taken away since it was asked for.
     * What was shown of the one before is looked at until two blocks were given of another.
     */
    private void stand(SegmentMap other) {
        if (other == map) {
            return;
        }
        boolean isThere = other != null && (other == shown || files.enter(other));
        if (map != null && map != shown) {
            files.leave(map);
        }
        map = isThere ? other : null;
        turned = false;
    }

    /** A block is given, the second one of another mapping: who compares two has let go of those before. */
    private void show() {
        if (shown != null && !turned) {
            turned = true;
            return;
        }
        if (shown != null) {
            files.leave(shown);
        }
        shown = map;
        turned = false;
    }

    /** Nobody asks for more, though somebody may look at what was shown last. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (map != null && map != shown) {
            files.leave(map);
        }
        if (shown != null) {
            files.leaveLater(shown);
        }
    }

    /** The word at that position, 0 when it lies beyond the file. */
    int word() {
        long end = next + ExcerptDescriptor.WORD_LENGTH;
        return map != null && end <= map.length() || extend(end) ? map.word(next) : 0;
    }

    private boolean extend(long end) {
        SegmentMap longer = files.map(segment, end);
        if (longer != null) {
            stand(longer);
        }
        return map != null && end <= map.length();
    }

    private boolean take(int word, UnsafeBuffer block) {
        long position = next;
        long end = position + ExcerptDescriptor.WORD_LENGTH + ExcerptDescriptor.length(word);
        if (end > map.length() && !extend(end)) {
            refuseRetired(segment);
            throw new CorruptJournalException(
                    files.name(segment),
                    position,
                    "frame reaches beyond the file: length=" + ExcerptDescriptor.length(word) + " file="
                            + map.length());
        }
        if (ExcerptDescriptor.isMetaData(word)) {
            int first = (int) position + ExcerptDescriptor.WORD_LENGTH;
            if (!ChronicleHeader.isNamed(map.buffer(), first, ExcerptDescriptor.length(word))) {
                throw new CorruptJournalException(
                        files.name(segment), position, "frame is neither a block nor one of Chronicle's");
            }
            next = ExcerptDescriptor.nextPosition(end);
            return false;
        }
        next = ExcerptDescriptor.nextPosition(end);
        long start = Math.min(ExcerptDescriptor.blockPosition(position), end);
        block.wrap(map.buffer(), (int) start, (int) (end - start));
        if (shown != map) {
            show();
        }
        blockSegment = segment;
        blockPosition = position;
        return true;
    }

    /** Whether the cursor now stands in the next segment. */
    private boolean moveOn(int word) {
        int newest = files.newest();
        boolean look = newest != 0 ? newest > segment : emptyPolls % POLLS_PER_LOOK == 0;
        if (look && moveOn(word, newest)) { // where that throws, the next call looks again
            return true;
        }
        emptyPolls++;
        return false;
    }

    private boolean moveOn(int word, int newest) {
        boolean ended = word == ExcerptDescriptor.END;
        if (map == null) {
            refuseRetired(segment);
        }
        if (newest == 0) {
            SegmentMap replacement = map != null && map.isReplaced(files.path(segment)) ? files.fresh(segment) : null;
            if (replacement != null) {
                turnTo(replacement);
                return true;
            }
            if (!begun(segment + 1)) {
                // Whoever recovers takes a segment away that holds nothing, and makes another one in its place.
                files.forget(segment + 1);
                refuseRetired(segment + 1); // a list that is made meanwhile need not have those after it
                refuseHole();
                return false;
            }
        }
        if (!ended && !(begun(segment + 1) && word() == word)) {
            return false;
        }
        if (!ended) {
            refuseRetired(segment); // it has an end, beyond what was mapped before it was taken away
        }
        if (!ended && blockSegment != segment && !begun(segment)) {
            throw missing(segment);
        }
        SegmentMap following = files.map(segment + 1, ExcerptDescriptor.WORD_LENGTH);
        if (following == null || following.length() < ExcerptDescriptor.WORD_LENGTH) {
            refuseRetired(segment + 1);
            return false;
        }
        seek(segment + 1, START);
        stand(following); // or in none: what it finds there then is that it is retired
        return true;
    }

    /** An end has at most a segment that is being made after it; where later ones are, something is missing. */
    private void refuseHole() {
        if (files.lastSegment() > segment + 1 && !begun(segment + 1)) {
            refuseRetired(segment + 1);
            throw missing(segment + 1);
        }
    }

    /** Where a segment is not there. */
    private void refuseRetired(int number) {
        if (files.isRetired(number)) {
            throw new RetiredSegmentException(number, files.retired());
        }
    }

    private CorruptJournalException missing(int number) {
        return new CorruptJournalException(
                files.name(number),
                0,
                "segment is missing or holds nothing, though later ones do: newest=" + files.lastSegment());
    }

    /**
     * Goes on in the file that has taken the place of this one, after the block that was taken last: whoever recovers
     * rewrites a torn segment with the blocks that are whole.
     */
    private void turnTo(SegmentMap replacement) {
        SegmentMap old = map;
        stand(replacement);
        if (blockSegment != segment) {
            next = START;
            return;
        }
        if (blockPosition >= next) {
            return;
        }
        int last = (int) ExcerptDescriptor.blockPosition(blockPosition);
        FrameWalk walk = new FrameWalk(replacement);
        while (walk.next()) {
            if (walk.blockLength() >= BlockDescriptor.HEADER_LENGTH && sameHeader(old, last, walk.blockStart())) {
                next = walk.position();
                return;
            }
        }
        throw new CorruptJournalException(
                files.name(segment), blockPosition, "file was replaced by one without the block that was read last");
    }

    private boolean sameHeader(SegmentMap old, int oldStart, long start) {
        for (int i = 0; i < BlockDescriptor.HEADER_LENGTH; i += Integer.BYTES) {
            if (old.word(oldStart + i) != map.word(start + i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether that segment holds a block. */
    private boolean begun(int candidate) {
        try (SegmentCursor probe = new SegmentCursor(files, candidate)) {
            return probe.isAtBlock();
        }
    }

    private boolean isAtBlock() {
        while (ExcerptDescriptor.isComplete(word())) {
            int word = word();
            if (!ExcerptDescriptor.isMetaData(word)) {
                return true;
            }
            next = ExcerptDescriptor.nextPosition(
                    next + ExcerptDescriptor.WORD_LENGTH + ExcerptDescriptor.length(word));
        }
        return false;
    }
}
