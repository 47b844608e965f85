package io.tailrace.feed;

import io.tailrace.journal.CursorPlace;
import io.tailrace.journal.JournalReader;

/**
 * Every visible change as it stands in the journal, shown in place. Not thread safe. A record that is visible to
 * several branches, or several times to one, makes several events in the order of the branches; it is passed when the
 * last of them has arrived.
 */
final class VerbatimEvents extends EventSource {
    /** How many events the record at hand makes in each branch, null where there is one only: all of them. */
    private final int[] counts;
    /** The only branch where that is a whole table, the usual case: the way to "not seen" is short then. */
    private final RangeBranch plain;
    /** What a bounded buffer would hold, or null without a bound. */
    private final QueueScan queue;

    private int branch;
    private int index;
    private int ordinal;
    /** Like the ordinal, but without the branches that no queue bounds. */
    private int boundedOrdinal;

    private int remaining;
    /** What has become of the events of the record at hand that are over. */
    private boolean anyDelivered;

    private boolean anyDropped;
    private boolean overflow;
    /** An event of that record could not be shown. */
    private boolean isBroken;

    VerbatimEvents(FeedStart start, JournalReader reader, Branch[] branches, InitialEvents initial, QueueScan queue) {
        super(start, reader, branches, initial);
        this.queue = queue;
        counts = branches.length == 1 ? null : new int[branches.length];
        plain = branches.length == 1 && branches[0] instanceof RangeBranch only && only.isWholeTable() ? only : null;
    }

    @Override
    boolean advanceLive() {
        if (queue != null && overflows()) {
            return true;
        }
        if (remaining > 0) {
            if (showNext()) {
                return true;
            }
            if (failure == null) {
                passVisible();
            }
        }
        while (failure == null && !stopped() && nextRecord()) {
            boolean isVisible = isChange() && (plain == null ? isVisible() : isVisiblePlainly());
            if (isVisible && showNext()) {
                return true;
            }
            if (failure == null && isVisible) {
                passVisible();
            } else if (failure == null) {
                passRecord();
            }
        }
        if (failure != null) {
            throw failure;
        }
        return false;
    }

    private boolean isVisiblePlainly() {
        JournalReader at = reader;
        if (at.tableId() != plain.tableId) {
            return false;
        }
        try {
            int found = plain.takeWhole(images);
            if (found == 0) {
                tally.filter(at.sequence());
                return false;
            }
            return begin(found);
        } catch (Throwable e) {
            fail(at.sequence(), e);
            return false;
        }
    }

    private boolean begin(int found) {
        tally.begin(reader.sequence());
        tally.join(false);
        anyDelivered = false;
        anyDropped = false;
        remaining = found;
        branch = 0;
        index = 0;
        ordinal = 0;
        boundedOrdinal = 0;
        return true;
    }

    private boolean isVisible() {
        JournalReader at = reader;
        try {
            int table = at.tableId();
            int found = 0;
            boolean isOfTable = false;
            for (int i = 0; i < branches.length; i++) {
                boolean isOfBranch = branches[i].tableId == table;
                int count = isOfBranch ? branches[i].take(images) : 0;
                if (counts != null) {
                    counts[i] = count;
                }
                found += count;
                isOfTable |= isOfBranch;
            }
            if (found == 0 && isOfTable) {
                tally.filter(at.sequence());
            }
            return found > 0 && begin(found);
        } catch (Throwable e) {
            fail(at.sequence(), e);
            return false;
        }
    }

    /** Shows the next event of the record that was not thrown away; false when there is none, or it has failed. */
    private boolean showNext() {
        while (remaining > 0) {
            while (counts != null && index == counts[branch]) {
                branch++;
                index = 0;
            }
            if (start.cursor() != null && start.cursor().hasShown(reader.sequence(), ordinal)) {
                anyDelivered = true;
                step();
            } else if (queue != null && queue.drops(reader.sequence(), boundedOrdinal, branch)) {
                anyDropped = true;
                step();
            } else {
                return show();
            }
        }
        return false;
    }

    private boolean show() {
        try {
            ViewChange shown = change().shown;
            Branch at = plain != null ? plain : branches[branch];
            at.show(index, shown);
            long end = reader.transactionEnd();
            change().show(ChangeKind.CHANGE, at.table, reader.sequence(), end, reader.timeNs(), ordinal, shown);
            return true;
        } catch (Throwable e) {
            remaining = 0;
            isBroken = true;
            fail(reader.sequence(), e);
            return false;
        }
    }

    private void step() {
        if (queue != null && queue.bounds(branch)) {
            boundedOrdinal++;
        }
        index++;
        ordinal++;
        remaining--;
    }

    private boolean overflows() {
        queue.countTo(end);
        overflow = queue.skipped() > 0;
        if (overflow) {
            change().show(ChangeKind.OVERFLOW, queue.droppedSequence(), queue.skipped());
        }
        return overflow;
    }

    @Override
    void deliveredLive() {
        if (overflow) {
            overflow = false;
            queue.overflowDelivered();
            processed = Math.max(processed, queue.droppedWhole());
            return;
        }
        if (queue != null) {
            queue.delivered(branch);
        }
        anyDelivered |= !tally.leavesOut;
        step();
        if (remaining == 0) {
            passVisible();
        }
    }

    /** All events of the record at hand are over. */
    private void passVisible() {
        if (anyDropped && !anyDelivered) {
            tally.drop(1);
        } else {
            tally.arrive(anyDelivered);
        }
        passRecord();
    }

    @Override
    void placeLive(CursorPlace into, boolean withShown) {
        int delivered = withShown ? ordinal + 1 : ordinal;
        int left = withShown ? remaining - 1 : remaining;
        if (isBroken && ordinal > 0) {
            into.set(processed, reader.sequence(), ordinal);
        } else if (remaining == 0 || delivered == 0) {
            placeBetween(into);
        } else if (left == 0) {
            into.set(reader.sequence());
        } else {
            into.set(processed, reader.sequence(), delivered);
        }
    }

    /** A place where a feed before has stopped, within a record, stays until that is looked at. */
    private void placeBetween(CursorPlace into) {
        FeedCursor cursor = start.cursor();
        if (cursor != null
                && cursor.start().ordinal() > 0
                && processed < cursor.start().end()) {
            into.set(cursor.start());
        } else {
            into.set(processed);
        }
    }

    @Override
    EventSource shareable() {
        return queue == null && start.cursor() == null ? this : null;
    }

    @Override
    boolean showsAtOnce() {
        return plain != null && queue == null && policy == null && until == Long.MAX_VALUE && plain.view.isWhole();
    }

    @Override
    boolean isBounded() {
        return queue != null;
    }

    @Override
    String whyAlone() {
        return start.cursor() != null
                ? "its position is kept under a name"
                : queue == null
                        ? null
                        : "its queue is bounded without squashing, so it reads ahead of what it delivers";
    }

    @Override
    boolean isSettled() {
        return remaining == 0 && super.isSettled();
    }

    @Override
    void close() {
        super.close();
        if (queue != null) {
            queue.close();
        }
    }

    @Override
    long position() {
        return processed;
    }
}
