package io.tailrace.journal;

import java.nio.file.Path;
import java.util.List;

/**
 * Looks for the newest snapshot that a journal can be opened with: sound, and of the history that the journal holds.
 * What is wrong with those before it is noted. Used once, under the directory's lock, when the segments are known.
 */
final class SnapshotChoice {
    static final String OLDER_THAN_RETIRED = "changes after it are retired: oldest sequence=";

    private final SegmentFiles files;
    private final SealFile seals;
    private final JournalConfig config;
    private final long journalId;
    private final SnapshotFiles snapshots;
    private final List<String> notes;

    private Path path;
    private SnapshotHeader header;
    private int firstSegment;
    private long firstSequence;

    SnapshotChoice(
            SegmentFiles files,
            SealFile seals,
            JournalConfig config,
            long journalId,
            SnapshotFiles snapshots,
            List<String> notes) {
        this.files = files;
        this.seals = seals;
        this.config = config;
        this.journalId = journalId;
        this.snapshots = snapshots;
        this.notes = notes;
    }

    /** Whether there is one. */
    boolean find(int lastSegment) {
        for (Path candidate : SnapshotFiles.newestFirst(files.directory())) {
            SnapshotCheck check = new SnapshotCheck(config, journalId);
            String defect = check.headerDefect(candidate);
            if (defect == null) {
                header = check.header();
                defect = misfit(lastSegment);
            }
            if (defect == null) {
                defect = check.defect(candidate);
            }
            if (defect == null) {
                path = candidate;
                return true;
            }
            notes.add("a snapshot was not used: file=" + candidate + " " + defect);
            if (check.isForeign()) {
                snapshots.foreign(candidate);
            } else {
                snapshots.unfit(candidate);
            }
        }
        header = null;
        return false;
    }

    /** Hands out the state; names and definitions go into the catalogue. */
    void load(Catalogue catalogue, StateHandler handler) {
        new SnapshotLoad(path, catalogue, handler).run();
    }

    SnapshotHeader header() {
        return header;
    }

    /** Segment that the replay begins with: all before it are sealed, and older than the state. */
    int firstSegment() {
        return firstSegment;
    }

    /** Sequence with which that segment begins. */
    long firstSequence() {
        return firstSequence;
    }

    /** Null where the journal holds the block that the snapshot was made at, and all before it in its segment. */
    private String misfit(int lastSegment) {
        if (header.segment() > lastSegment) {
            return "the journal ends before it: segment=" + header.segment() + " segments=" + lastSegment;
        }
        firstSegment = files.retired().firstSegment();
        if (header.segment() < firstSegment) {
            return OLDER_THAN_RETIRED + files.retired().firstSequence();
        }
        while (firstSegment < header.segment() && isVouchedFor(firstSegment)) {
            firstSegment++;
        }
        SnapshotHistory history = new SnapshotHistory(files, journalId, header, firstSegment);
        boolean more = true;
        while (more) {
            more = history.step(Integer.MAX_VALUE);
        }
        firstSequence = history.firstSequence();
        return history.defect();
    }

    private boolean isVouchedFor(int segment) {
        SealFile.Seal seal = seals.of(segment);
        return seal != null && seal.firstSequence() > 0;
    }
}
