package io.tailrace.feed;

import io.tailrace.journal.JournalReader;
import io.tailrace.journal.RecordKind;
import io.tailrace.query.ChangeImages;
import io.tailrace.query.Source;

/**
 * Reads ahead of a feed that delivers every change and counts what a bounded buffer would hold: with one event too many
 * all that waits is thrown away. Not thread safe. It has branches of its own, as those of the feed are in the middle of
 * a record; branches with a limit are not bounded and not counted.
 */
final class QueueScan {
    private static final long NONE = -1;

    private final JournalReader reader;
    private final ChangeImages images;
    private final Source[] sources;
    private final Branch[] branches;
    private final long stateSequence;
    private final long size;
    private final boolean boundsAll;
    private long waiting;
    private long skipped;
    private long droppedSequence = NONE;
    private int droppedOrdinal;
    private long droppedWhole = NONE;
    /** Nothing more is counted: the feed fails when it comes here. */
    private boolean over;

    /**
     * @param start of the feed
     * @param reader of its own
     * @param sources of all branches of the feed
     * @param branches like those of the feed, null for those that are not bounded
     * @param size most events that may wait
     */
    QueueScan(FeedStart start, JournalReader reader, Source[] sources, Branch[] branches, long size) {
        this.reader = reader;
        images = new ChangeImages(reader.dictionary());
        this.sources = sources;
        this.branches = branches;
        this.size = size;
        stateSequence = start.stateSequence();
        boolean all = true;
        for (Branch branch : branches) {
            all &= branch != null;
        }
        boundsAll = all;
    }

    /** Counts the changes up to the end of a read. */
    void countTo(long end) {
        while (!over && reader.nextUpTo(end)) {
            if (reader.kind() != RecordKind.CHANGE) {
                over = isDrop();
            } else if (reader.sequence() > stateSequence) {
                count();
            }
        }
    }

    /** Whether the reader stands at the drop of a table or an index of the feed. */
    private boolean isDrop() {
        for (Source source : sources) {
            if (SourceDrop.isAt(reader, source)) {
                return true;
            }
        }
        return false;
    }

    private void count() {
        int ordinal = 0;
        images.move(reader);
        try {
            for (Branch branch : branches) {
                if (branch != null && branch.tableId == reader.tableId()) {
                    for (int i = branch.take(images); i > 0; i--) {
                        add(ordinal++);
                    }
                }
            }
        } catch (Throwable e) {
            // The feed comes to the same change and ends there, with this error.
            over = true;
        }
        if (droppedSequence == reader.sequence()) {
            droppedWhole = waiting == 0 && boundsAll ? droppedSequence : droppedWhole;
        }
    }

    private void add(int ordinal) {
        if (++waiting > size) {
            skipped += waiting;
            waiting = 0;
            droppedSequence = reader.sequence();
            droppedOrdinal = ordinal;
            droppedWhole = boundsAll ? droppedSequence - 1 : NONE;
        }
    }

    /** How many were thrown away and nobody was told of. */
    long skipped() {
        return skipped;
    }

    /** Where the last one lies that was thrown away. */
    long droppedSequence() {
        return droppedSequence;
    }

    /** Everything up to here was thrown away or delivered before. */
    long droppedWhole() {
        return droppedWhole;
    }

    /**
     * Whether an event was thrown away.
     *
     * @param sequence of its change
     * @param ordinal among the bounded events of the change
     * @param branch whose it is
     */
    boolean drops(long sequence, int ordinal, int branch) {
        return bounds(branch)
                && (sequence < droppedSequence || sequence == droppedSequence && ordinal <= droppedOrdinal);
    }

    /** Whether events of a branch are counted. */
    boolean bounds(int branch) {
        return branches[branch] != null;
    }

    /** An event that was waiting has arrived. */
    void delivered(int branch) {
        if (bounds(branch)) {
            waiting--;
        }
    }

    void overflowDelivered() {
        skipped = 0;
    }

    void close() {
        reader.close();
    }
}
