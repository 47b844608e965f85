package io.tailrace.journal;

import java.nio.file.Path;
import org.agrona.DirectBuffer;

/** Checks one snapshot, and while the journal is read, whether it is of the same history. Used once. */
final class SnapshotVerification {
    private final Path file;
    private final SnapshotCheck check;
    private final String headerDefect;
    private boolean found;

    SnapshotVerification(Path file, long journalId) {
        this.file = file;
        check = new SnapshotCheck(new JournalConfig(), journalId);
        headerDefect = check.headerDefect(file);
    }

    Path file() {
        return file;
    }

    /** Looks at a sound block of the journal. */
    void onBlock(int segment, DirectBuffer block) {
        found |= headerDefect == null && check.header().isMadeAt(segment, block);
    }

    /** Whether changes that come after it are retired. */
    boolean isOlderThan(Retired retired) {
        return headerDefect == null && retired.includes(check.header().segment());
    }

    /**
     * What is wrong with it, or null.
     *
     * @param lastSequence up to which the journal was read
     */
    String defect(long lastSequence) {
        if (headerDefect != null) {
            return headerDefect;
        }
        if (!found) {
            return lastSequence < check.header().sequence()
                    ? "the journal ends before it: sequence=" + lastSequence
                    : SnapshotHistory.ANOTHER_HISTORY;
        }
        return check.defect(file);
    }
}
