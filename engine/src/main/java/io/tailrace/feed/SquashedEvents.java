package io.tailrace.feed;

import io.tailrace.journal.CursorPlace;
import io.tailrace.journal.JournalReader;

/**
 * Changes folded per key: the first old value with the last new value, in the order in which keys were first touched,
 * over all branches. Not thread safe.
 *
 * <p>Squash on read folds everything up to the end of the read, and then shows what is pending; what is left when the
 * caller stops goes on folding in the next read. A window folds the changes of one window of journal time; it is closed
 * by a change of a later one, by a mark in the journal that its end is past, or by the end of the stream, and then all
 * of it is shown before anything else is folded. So the events of windows depend on the journal and the start, and on
 * nothing else.
 *
 * <p>A resumed feed does not squash what was committed before it was opened. The feed before it may have delivered some
 * of that, and what was delivered must not be cancelled unseen by what follows it.
 *
 * <p>Where the position is kept under a name, a read of which events were delivered is ended before another one begins,
 * so that it is told by where it began, where it ended, and how many of its events were delivered. A feed that goes on
 * in the midst of one folds all of it again, and leaves out what was delivered.
 *
 * <p>Where a feed conflates, each change is shown before the next is folded, until a read begins too far behind: from
 * its first visible change on the feed squashes on read, until a read ends that began closer.
 *
 * <p>With a bounded queue, what waits is thrown away when it is one too many; a window in which more than half of it
 * waits at the end of a read does not wait for its end.
 */
final class SquashedEvents extends EventSource {
    private final BranchPending[] pendings;
    private final QueueBound bound;
    private final long widthNs;
    /** What follows is folded only where a read is far behind; else every change is shown before the next. */
    private final boolean conflates;

    private final SafePosition cut = new SafePosition();
    /** Up to here changes are shown one by one. */
    private final long separateUntil;

    private long windowEnd;
    /** The reader stands at a record that has not been folded yet. */
    private boolean held;
    /** Branches that have folded that record already. */
    private int foldedBranches;
    /** All that is pending is shown before the next record is folded. */
    private boolean flushing;

    private boolean early;
    /** The record at hand is folded in part, by some branches, or for some copies of its document. */
    private boolean isPartial;
    /** Nothing waited there, and all that waits or was shown since comes from after it. */
    private long base;
    /** Events delivered that come from after that. */
    private int delivered;
    /** A read has so many events left out that a feed before has delivered. */
    private int skips;
    /** Where that read ended. */
    private final long skipEnd;
    /** A read that ends where the one at hand has ended, or later, and what was there when it was to begin. */
    private long wanted;

    private long wantedOf;
    /** The branch whose change is shown. */
    private BranchPending showing;

    private boolean overflow;
    /** Written by the polling thread, read by any. */
    private volatile long earlyEmissions;

    SquashedEvents(
            FeedStart start, JournalReader reader, Branch[] branches, InitialEvents initial, ChangesOptions options) {
        super(start, reader, branches, initial);
        conflates = policy != null && policy.conflates();
        widthNs = conflates ? ChangesOptions.ON_READ : options.squashNs();
        pendings = new BranchPending[branches.length];
        bound = options.isBounded() ? new QueueBound(options.queueLimit(), pendings, this::positionOfPending) : null;
        for (int i = 0; i < pendings.length; i++) {
            pendings[i] = branches[i].pending(start.limitBytes());
            pendings[i].cut = cut;
            pendings[i].bound = bound;
            pendings[i].tally = tally;
        }
        boolean resumed = start.cursor() != null && start.cursor().isResumed();
        skips = resumed ? start.cursor().start().ordinal() : 0;
        skipEnd = resumed ? start.cursor().start().end() : 0;
        // What was delivered and not saved comes again, and has to undo what the receiver made of it: event by event.
        boolean isExact = conflates && resumed && options.isCursorByTransaction();
        boolean isSeparated = options.resumes() || resumed && !isExact;
        separateUntil = isSeparated && widthNs == ChangesOptions.ON_READ
                ? start.context().lastSequence()
                : 0;
        base = processed;
        if (conflates && skips > 0 && skipEnd > base + 1) {
            policy.turnOn(); // else it would have been one change
        }
    }

    @Override
    void begin(long last, long committed) {
        wanted = last;
        wantedOf = committed;
        if (policy != null && policy.goesOn()) {
            return;
        }
        if (start.cursor() == null || delivered == 0 || widthNs != ChangesOptions.ON_READ) {
            super.begin(last, committed);
            end = skips > 0 ? Math.max(end, skipEnd) : end;
        }
    }

    /** Whether a read was kept from going on by what was left of the one before. */
    private boolean beginsNext() {
        boolean begins = start.cursor() != null && Math.min(wanted, until) > end;
        if (begins) {
            super.begin(wanted, wantedOf);
        }
        return begins;
    }

    @Override
    boolean advanceLive() {
        while (true) {
            if (isAnnouncing()) {
                change().show(policy.announced(), positionOfPending(), 0);
                return true;
            }
            if (flushing) {
                if (showNext()) {
                    return true;
                }
                flushing = false;
                early = false;
                skips = processed >= skipEnd ? 0 : skips;
            }
            if (failure != null) {
                throw failure;
            }
            if (stopped()) {
                return false;
            }
            if (held || nextRecord()) {
                foldRecord();
            } else if (!isEnding()) {
                return false;
            } else if (widthNs == ChangesOptions.ON_READ) {
                if (showNext()) {
                    return true;
                } else if (!(conflates && policy.rests()) && !beginsNext()) {
                    return false;
                }
            } else if (isEmpty()) {
                return false;
            } else if (windowIsOver()) {
                flushing = true;
            } else if (bound != null && (bound.skipped() > 0 || bound.isHalfFull())) {
                flushing = true;
                early = true;
            } else {
                return false;
            }
        }
    }

    @Override
    void deliveredLive() {
        if (isAnnouncing()) {
            policy.told();
            return;
        }
        if (overflow) {
            overflow = false;
            bound.delivered();
            return;
        }
        if (early) {
            earlyEmissions = earlyEmissions + 1;
        }
        cut.delivered(showing.lastSequence());
        showing.delivered();
        delivered = count() == 0 && !isPartial ? 0 : delivered + 1;
    }

    @Override
    void placeLive(CursorPlace into, boolean withShown) {
        int events = withShown && !isAnnouncing() ? delivered + 1 : delivered;
        if (skips > 0) {
            into.set(start.cursor().start());
        } else if (count() == 0 && !isPartial) {
            into.set(processed);
        } else if (events == 0) {
            into.set(base);
        } else {
            into.set(base, isPartial ? reader.sequence() : processed, events);
        }
    }

    /** Whether the event that is shown, or is next, is a state. */
    private boolean isAnnouncing() {
        return conflates && policy.announced() != null;
    }

    @Override
    boolean slice(int records) {
        if (conflates) {
            policy.slice(records);
        }
        return conflates;
    }

    /** Shows what was touched first and not delivered by a feed before; false when nothing is pending. */
    private boolean showNext() {
        while (showFirst()) {
            if (skips == 0) {
                return true;
            }
            skips--;
            tally.leavesOut = true;
            deliveredLive();
            tally.leavesOut = false;
        }
        return false;
    }

    @Override
    void join(DispatcherStores stores) {
        super.join(stores);
        for (BranchPending pending : pendings) {
            pending.use(stores.pendings);
        }
    }

    @Override
    void leave(DispatcherStores stores) {
        super.leave(stores);
        for (BranchPending pending : pendings) {
            pending.use(null);
        }
    }

    @Override
    void rest() {
        for (BranchPending pending : pendings) {
            pending.rest();
        }
    }

    @Override
    boolean isBounded() {
        return bound != null;
    }

    @Override
    EventSource shareable() {
        return start.cursor() == null ? this : null;
    }

    @Override
    String whyAlone() {
        return start.cursor() == null ? null : "its position is kept under a name";
    }

    @Override
    boolean isSettled() {
        return !held && !flushing && processed >= separateUntil && !isAnnouncing() && super.isSettled();
    }

    @Override
    boolean folds() {
        return true;
    }

    @Override
    boolean isWaiting() {
        return !isEmpty();
    }

    @Override
    boolean waitsForEnd() {
        return isWaiting() && (widthNs == ChangesOptions.ON_READ || bound != null)
                || conflates && (policy.isConflating() || isAnnouncing());
    }

    @Override
    long windowEnd() {
        return widthNs != ChangesOptions.ON_READ && isWaiting() ? windowEnd : Long.MAX_VALUE;
    }

    @Override
    void endWindow() {
        flushing = true;
    }

    @Override
    long position() {
        long position = positionOfPending();
        return bound != null && bound.skipped() > 0 ? Math.min(position, bound.before()) : position;
    }

    private long positionOfPending() {
        if (count() == 0) {
            return cut.all(processed);
        }
        long least = Long.MAX_VALUE;
        for (BranchPending pending : pendings) {
            if (pending.count() > 0) {
                least = Math.min(least, pending.leastSequence());
            }
        }
        if (widthNs == ChangesOptions.ON_READ) {
            return least - 1;
        }
        return early ? cut.held() : cut.before(least - 1);
    }

    @Override
    boolean ended() {
        return super.ended() && isEmpty();
    }

    @Override
    boolean ready() {
        return super.ready()
                || widthNs != ChangesOptions.ON_READ
                        && count() > 0
                        && start.context().isPast(windowEnd);
    }

    @Override
    long earlyEmissions() {
        return earlyEmissions;
    }

    private boolean isEmpty() {
        return count() == 0 && (bound == null || bound.skipped() == 0);
    }

    private int count() {
        int count = 0;
        for (BranchPending pending : pendings) {
            count += pending.count();
        }
        return count;
    }

    private boolean windowIsOver() {
        // What is committed meanwhile can belong to the window, and waits for the next read.
        return processed >= until
                || processed >= end
                        && start.context().isPast(windowEnd)
                        && start.context().lastSequence() <= processed;
    }

    private void foldRecord() {
        held = true;
        if (widthNs != ChangesOptions.ON_READ && reader.timeNs() >= windowEnd && !isEmpty()) {
            flushing = true;
            return;
        }
        if (isChange() && !foldChange()) {
            flushing = true;
            early = failure == null;
        }
        if (failure != null) {
            flushing = true;
        } else if (!flushing) {
            held = false;
            passRecord();
            flushing = isAlone();
        }
    }

    /** Whether what was folded is shown before anything else is. */
    private boolean isAlone() {
        if (skips > 0) {
            return processed >= skipEnd;
        } else if (processed <= separateUntil) {
            return processed > skipEnd;
        }
        return conflates && count() > 0 && !policy.holds();
    }

    /** Folds the change the reader stands at; false when there is no room for it, or it has failed. */
    private boolean foldChange() {
        JournalReader at = reader;
        boolean opens = false;
        if (count() == 0) {
            if (!isPartial) {
                base = processed;
                delivered = 0;
            }
            if (widthNs != ChangesOptions.ON_READ) {
                cut.all(processed); // also where an overflow is still to be told, which has a position of its own
                opens = isEmpty();
            }
        }
        try {
            for (; foldedBranches < pendings.length; foldedBranches++) {
                if (branches[foldedBranches].tableId == at.tableId()) {
                    tally.begin(at.sequence());
                    isPartial = !pendings[foldedBranches].fold(images);
                    if (isPartial) {
                        return false;
                    }
                }
            }
            tally.end(at.sequence());
        } catch (Throwable e) {
            fail(at.sequence(), e);
            return false;
        } finally {
            if (opens && !isEmpty()) {
                openWindow(at.timeNs());
            }
        }
        foldedBranches = 0;
        return true;
    }

    private void openWindow(long timeNs) {
        long window = Math.floorDiv(timeNs, widthNs);
        long windowStart = window * widthNs;
        windowEnd = windowStart > Long.MAX_VALUE - widthNs ? Long.MAX_VALUE : windowStart + widthNs;
    }

    /** Shows the overflow, or what was touched first in all branches; false when nothing is pending. */
    private boolean showFirst() {
        if (bound != null && bound.skipped() > 0) {
            overflow = true;
            change().show(ChangeKind.OVERFLOW, bound.last(), bound.skipped());
            return true;
        }
        int first = -1;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < pendings.length; i++) {
            if (pendings[i].count() > 0 && pendings[i].firstSequence() < least) {
                first = i;
                least = pendings[i].firstSequence();
            }
        }
        return first >= 0 && show(first);
    }

    private boolean show(int branch) {
        showing = pendings[branch];
        long sequence = showing.lastSequence();
        try {
            ViewChange shown = change().shown;
            showing.show(shown);
            int ordinal = shown.copy * pendings.length + branch;
            String table = branches[branch].table;
            long end = showing.transactionEnd();
            change().show(ChangeKind.CHANGE, table, sequence, end, showing.lastTimeNs(), ordinal, shown);
            return true;
        } catch (Throwable e) {
            fail(sequence, e);
            throw failure;
        }
    }
}
