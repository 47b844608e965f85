package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.ExpiredException;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads ahead of everybody where another process writes: how far the journal has got, what it knows, and with which
 * sequences its segments begin. Any thread.
 */
final class Scout {
    private final BlockSource source;
    private final SegmentMarks marks;
    private final Catalogue catalogue;
    private final Progress progress;
    private final Known known;
    private final long journalId;
    private final Path directory;
    /** Null before the first look. Guarded by this. */
    private JournalReader reader;

    /** Whether all that is known was there and read, so that no look asks for files again. Guarded by this. */
    private boolean passed;

    Scout(
            BlockSource source,
            SegmentMarks marks,
            Catalogue catalogue,
            Progress progress,
            Known known,
            long journalId,
            Path directory) {
        this.source = source;
        this.marks = marks;
        this.catalogue = catalogue;
        this.progress = progress;
        this.known = known;
        this.journalId = journalId;
        this.directory = directory;
    }

    /** Reads what was written since the last look. */
    synchronized void look() {
        if (reader == null) {
            begin();
        }
        // A list that is made while segments come and go may have none of the new ones: what it lacks may be retired.
        boolean whole = passed
                || source.lastSegment() >= known.segment()
                || source.lookWhatIsRetired().includes(known.segment());
        while (whole && next()) {
            progress.publish(reader.sequence(), Math.max(reader.timeNs(), reader.markedTimeNs()), 0);
        }
        long last = Math.max(reader.expected() - 1, progress.lastSequence());
        long floorNs = Math.max(progress.timeFloorNs(), reader.markedTimeNs());
        if (last > progress.lastSequence() || floorNs > progress.timeFloorNs()) {
            progress.publish(last, floorNs, 0);
        }
        if (!passed) {
            checkWhatIsKnown(whole, last, floorNs);
            passed = true;
        }
    }

    /** Throws where something is missing of what is known, now that all there is was read. */
    private void checkWhatIsKnown(boolean found, long last, long floorNs) {
        boolean whole = found && reader.segment() >= known.sealed();
        int absent = whole ? 0 : source.missing(known.segment());
        if (absent > 0) {
            throw damage(absent, "a segment is missing: segment=" + absent + " known=" + known.segment());
        }
        String missing = known.missing(whole, last, floorNs);
        if (missing != null) {
            throw damage(whole ? source.lastSegment() : reader.segment() + 1, missing);
        }
    }

    private void begin() {
        markSegments();
        BlockCursor cursor = source.cursor();
        marks.seek(cursor, Long.MAX_VALUE);
        if (reader != null) {
            reader.close();
        }
        reader = new JournalReader(source, cursor, catalogue, true, journalId, 1);
    }

    /** Where nobody has looked for so long that what comes next is retired, it goes on with the newest segment. */
    private boolean next() {
        try {
            return reader.next();
        } catch (ExpiredException e) {
            begin();
            return reader.next();
        }
    }

    CorruptJournalException damage(int segment, String what) {
        return new CorruptJournalException(
                source.name(Math.max(1, segment)),
                0,
                what + ": restore it from a copy, or take what is whole: " + Salvage.command(directory)
                        + "; verify tells how much is");
    }

    /** Notes with which sequences segments begin that another process has made. */
    synchronized void markSegments() {
        try (BlockCursor cursor = source.cursor()) {
            markSegments(cursor);
        }
    }

    private void markSegments(BlockCursor cursor) {
        UnsafeBuffer block = new UnsafeBuffer(0, 0);
        Retired retired = source.lookWhatIsRetired();
        marks.forgetBefore(retired.firstSegment());
        int last = source.lastSegment();
        for (int segment = retired.firstSegment(); segment <= last; segment++) {
            if (!marks.knows(segment)) {
                cursor.seek(segment, BlockCursor.START);
                if (!begins(cursor, block, segment)) {
                    return; // whoever reads on to it is told
                }
                long first = BlockCheck.defect(block, journalId) == null ? BlockDescriptor.sequence(block) : 0;
                if (first == 0 || segment == retired.firstSegment() && first != retired.firstSequence()) {
                    return;
                }
                marks.mark(segment, BlockCursor.START, first);
            }
        }
    }

    private static boolean begins(BlockCursor cursor, UnsafeBuffer block, int segment) {
        try {
            return cursor.next(block) && cursor.segment() == segment;
        } catch (CorruptJournalException | RetiredSegmentException e) {
            return false; // whoever asks next looks again
        }
    }
}
