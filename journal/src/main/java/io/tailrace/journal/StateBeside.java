package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.JournalException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes in the newest state of a journal that another process may write, take snapshots of and retire at the same time.
 * Used once.
 */
final class StateBeside {
    private final SegmentFiles files;
    private final JournalConfig config;
    private final long journalId;
    private final List<String> refused = new ArrayList<>();

    StateBeside(SegmentFiles files, JournalConfig config, long journalId) {
        this.files = files;
        this.config = config;
        this.journalId = journalId;
    }

    /**
     * Hands the state out.
     *
     * @return its sequence
     * @throws CorruptJournalException where there is no sound snapshot
     */
    long load(Catalogue readers, StateHandler handler) {
        Retired before = null;
        List<Path> listed = List.of();
        while (true) {
            Retired now = files.lookWhatIsRetired();
            List<Path> all = SnapshotFiles.newestFirst(files.directory());
            if (now.equals(before) && all.equals(listed)) {
                break; // else there are newer ones by now
            }
            before = now;
            listed = all;
            refused.clear();
            for (Path path : all) {
                SnapshotCheck check = new SnapshotCheck(config, journalId);
                String defect = defect(path, check);
                if (defect == null && hasLoaded(path, readers, handler)) {
                    return check.header().sequence();
                }
                refused.add(path.getFileName() + " " + defect);
            }
        }
        throw new CorruptJournalException(
                files.directory().resolve(RetiredFile.NAME).toString(),
                0,
                "no sound snapshot is left of a journal whose first segments were retired: segments="
                        + before.segments() + " oldest sequence=" + before.firstSequence() + " snapshots tried="
                        + refused
                        + ": what tables held before is lost; restore the directory from a copy, or follow feeds from"
                        + " that sequence on");
    }

    /** Whoever writes takes old ones away at any time; nothing was handed out then, as one that is open stays. */
    private boolean hasLoaded(Path path, Catalogue readers, StateHandler handler) {
        try {
            new SnapshotLoad(path, new Catalogue(config), readers, handler, false).run();
            return true;
        } catch (JournalException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                return false;
            }
            throw e;
        }
    }

    private String defect(Path path, SnapshotCheck check) {
        String defect = check.headerDefect(path);
        if (defect != null) {
            return defect;
        }
        int segment = check.header().segment();
        if (files.retired().includes(segment)) {
            return SnapshotChoice.OLDER_THAN_RETIRED + files.retired().firstSequence();
        }
        SnapshotHistory history = new SnapshotHistory(files, journalId, check.header(), segment);
        try {
            boolean more = true;
            while (more) {
                more = history.step(Integer.MAX_VALUE);
            }
        } catch (RetiredSegmentException e) {
            return SnapshotChoice.OLDER_THAN_RETIRED + e.oldest();
        }
        return history.defect() == null ? check.defect(path) : history.defect();
    }
}
