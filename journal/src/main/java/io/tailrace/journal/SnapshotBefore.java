package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.ExpiredException;
import io.tailrace.error.JournalException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Takes in the newest state before a sequence that a snapshot holds, of the history that the journal holds, or tells
 * which comes next. Used once.
 */
final class SnapshotBefore {
    private final JournalConfig config;
    private final BlockSource source;
    private final long journalId;

    SnapshotBefore(JournalConfig config, BlockSource source, long journalId) {
        this.config = config;
        this.source = source;
        this.journalId = journalId;
    }

    /** Hands the state out. Returns its sequence, 0 where there is none. */
    long load(long last, Catalogue catalogue, StateHandler handler) {
        for (Path path : SnapshotFiles.newestFirst(config.directory())) {
            SnapshotCheck check = new SnapshotCheck(config, journalId);
            boolean fits = SnapshotFiles.sequenceOf(path.getFileName().toString()) <= last
                    && check.headerDefect(path) == null
                    && isOfThisHistory(check.header())
                    && check.defect(path) == null;
            if (fits && hasLoaded(path, catalogue, handler)) {
                return check.header().sequence();
            }
        }
        return 0;
    }

    /** The oldest state after a sequence, {@link Long#MAX_VALUE} where there is none. */
    long oldestAfter(long sequence) {
        if (config.directory() == null) {
            return Long.MAX_VALUE;
        }
        // A snapshot of before what is held is of no use, and about to be removed.
        long least = Math.max(sequence + 1, source.lookWhatIsRetired().firstSequence());
        long oldest = Long.MAX_VALUE;
        for (Snapshot snapshot : SnapshotCheck.list(config, journalId)) {
            oldest = snapshot.sequence() < least ? oldest : Math.min(oldest, snapshot.sequence());
        }
        return oldest;
    }

    /** That no state at or before a sequence can be made any more. */
    ExpiredException expired(long sequence) {
        long oldest = oldestAfter(sequence);
        return new ExpiredException(sequence, oldest == Long.MAX_VALUE ? sequence + 1 : oldest);
    }

    /** Whoever writes takes old ones away at any time. */
    private static boolean hasLoaded(Path path, Catalogue catalogue, StateHandler handler) {
        try {
            new SnapshotLoad(path, catalogue, catalogue, handler, true).run();
            return true;
        } catch (JournalException e) {
            if (Files.exists(path)) {
                throw e;
            }
            return false;
        }
    }

    private boolean isOfThisHistory(SnapshotHeader header) {
        UnsafeBuffer block = new UnsafeBuffer(0, 0);
        try (BlockCursor cursor = source.cursor()) {
            cursor.seek(header.segment(), BlockCursor.START);
            while (cursor.next(block) && cursor.segment() == header.segment()) {
                if (block.capacity() < BlockDescriptor.HEADER_LENGTH) {
                    return false;
                }
                if (BlockDescriptor.sequence(block) == header.blockSequence() && BlockDescriptor.changes(block) > 0) {
                    return BlockCheck.defect(block, journalId) == null && header.isMadeAt(cursor.segment(), block);
                }
            }
            return false;
        } catch (CorruptJournalException | RetiredSegmentException e) {
            return false; // its state cannot be compared with the journal
        }
    }
}
