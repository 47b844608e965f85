package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;

/**
 * Looks for the newest two snapshots that a journal can be opened with, before anything is retired on the strength of
 * them, in bounded steps. Each is looked at as a whole once, and again where its file has changed since. Used once.
 */
final class SoundSnapshots {
    private static final int PAGES_PER_STEP = 4;
    private static final int BLOCKS_PER_STEP = 64;
    /** One to open with, and one for the case that it is damaged. */
    private static final int NEEDED = 2;

    private final SegmentFiles files;
    private final SnapshotFiles snapshots;
    private final JournalConfig config;
    private final long journalId;
    private final Iterator<Path> candidates;
    /** The one that is looked at, or null. */
    private Path path;

    private SnapshotCheck check;
    /** Null once it is known to be of this history. */
    private SnapshotHistory history;

    private int found;
    private int olderSegment;

    SoundSnapshots(SegmentFiles files, SnapshotFiles snapshots, JournalConfig config, long journalId) {
        this.files = files;
        this.snapshots = snapshots;
        this.config = config;
        this.journalId = journalId;
        candidates = snapshots.usable().iterator();
    }

    /**
     * Looks at some of what is left.
     *
     * @return whether there is more to look at
     * @throws CorruptJournalException where one is of no use; it is passed over from now on
     */
    boolean step() {
        if (olderSegment != 0) {
            return false;
        }
        if (path == null) {
            return next();
        }
        if (history != null) {
            if (!history.step(BLOCKS_PER_STEP)) {
                refuse(history.defect());
                history = null;
            }
            return true;
        }
        if (!check.step(PAGES_PER_STEP)) {
            refuse(check.defect());
            if (path != null) {
                snapshots.sound(path);
                take();
            }
        }
        return olderSegment == 0;
    }

    /** Begins with the next one; false where there is none. */
    private boolean next() {
        if (!candidates.hasNext()) {
            return false;
        }
        path = candidates.next();
        check = new SnapshotCheck(config, journalId);
        refuse(check.headerDefect(path));
        if (path == null) {
            return true;
        }
        if (check.header().segment() < files.retired().firstSegment()) {
            path = null; // it is removed with what is retired
        } else if (snapshots.isSound(path)) {
            take();
        } else {
            int segment = check.header().segment();
            history = snapshots.isOurs(path) ? null : new SnapshotHistory(files, journalId, check.header(), segment);
            check.begin(path);
        }
        return olderSegment == 0;
    }

    private void take() {
        path = null;
        found++;
        if (found == NEEDED) {
            olderSegment = check.header().segment();
        }
    }

    private void refuse(String defect) {
        if (defect == null) {
            return;
        }
        Path refused = path;
        path = null;
        history = null;
        check.end();
        if (!Files.exists(refused)) {
            return; // a newer one was taken meanwhile
        }
        if (check.isForeign()) {
            snapshots.foreign(refused);
        } else {
            snapshots.unfit(refused);
        }
        throw new CorruptJournalException(
                refused.toString(),
                0,
                "the snapshot is of no use: " + defect + ": no segment is retired on the strength of it, and the next"
                        + " one replaces it");
    }

    /** Segment of the older one of two, 0 where there are not as many. */
    int olderSegment() {
        return olderSegment;
    }

    /** Lets go of what is looked at. */
    void close() {
        if (check != null) {
            check.end();
        }
    }
}
