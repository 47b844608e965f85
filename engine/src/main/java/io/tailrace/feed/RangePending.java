package io.tailrace.feed;

import io.tailrace.document.Value;
import io.tailrace.journal.JournalReader;
import io.tailrace.query.ChangeImages;
import io.tailrace.query.View;

/**
 * Squashed changes of a branch without an order, folded for each document and copy of it. Not thread safe.
 *
 * <p>Folding works on view values. A change that cannot be seen leaves no trace; an entry whose two values have become
 * equal is cancelled, and what comes next queues anew at the end.
 */
final class RangePending extends BranchPending {
    private final RangeBranch branch;
    private final View view;
    private final int limitBytes;
    /** Where the next store comes from, null for one of its own. */
    private PendingStores stores;
    /** Null while nothing has to be kept. */
    private PendingChanges pending;

    private Value oldImage;
    private boolean oldKnown;
    /** Copies of the change at hand that are folded already. */
    private int folded;

    RangePending(RangeBranch branch, int limitBytes) {
        this.branch = branch;
        view = branch.view;
        this.limitBytes = limitBytes;
    }

    @Override
    boolean fold(ChangeImages images) {
        JournalReader at = images.at();
        int before = branch.oldCopies(at);
        int after = branch.newCopies(at);
        if ((before | after) == 0) {
            return true;
        }
        Value newImage = after > 0 ? branch.newImage(images) : null;
        oldKnown = false;
        int copies = Math.max(before, after);
        while (folded < copies) {
            if (!foldCopy(images, folded < before, folded < after ? newImage : null)) {
                return false;
            }
            folded++;
        }
        folded = 0;
        if (after > 0) {
            branch.countError();
        }
        return true;
    }

    private PendingChanges pending() {
        if (pending == null) {
            pending = stores == null ? new PendingChanges(limitBytes) : stores.take(limitBytes);
        }
        return pending;
    }

    private boolean foldCopy(ChangeImages images, boolean wasMember, Value value) {
        JournalReader at = images.at();
        int entry = count() == 0 ? PendingEntry.NONE : pending.find(at.block(), at.keyOffset(), at.keyLength(), folded);
        return entry == PendingEntry.NONE
                ? addEntry(at, wasMember ? oldImage(images) : null, value)
                : foldInto(at, entry, value);
    }

    private Value oldImage(ChangeImages images) {
        if (!oldKnown) {
            oldKnown = true;
            Value seen = branch.oldImage(images);
            if (oldImage != seen) { // see ViewChange.values
                oldImage = seen;
            }
        }
        return oldImage;
    }

    private boolean addEntry(JournalReader at, Value before, Value after) {
        if (!view.changed(before, after)) {
            return true;
        }
        boolean added = pending()
                .add(at.block(), at.keyOffset(), at.keyLength(), folded, at.sequence(), at.timeNs(), before, after);
        if (added) {
            pending.transactionEnd(at.transactionEnd());
            pending.stands(tally.join(false));
            if (bound != null) {
                bound.added(at.sequence());
            }
        }
        return added;
    }

    private boolean foldInto(JournalReader at, int entry, Value after) {
        boolean isWhole = view.showsDocuments() && after != null && pending.hasNew(entry);
        if (!isWhole && !view.changed(pending.newImage(entry, view.keptOld()), after)) {
            return true;
        }
        if (!(isWhole && differsInChangedField(at, entry, after))
                && !view.differ(pending.oldImage(entry, view.keptOld()), after)) {
            cut.cancelled(pending.firstSequence(entry), at.sequence());
            tally.undo(pending.stands(entry));
            pending.remove(entry);
            return true;
        }
        boolean replaced = pending.replace(entry, at.sequence(), at.timeNs(), after);
        if (replaced) {
            pending.transactionEnd(at.transactionEnd());
            boolean stood = pending.stands(entry);
            if (tally.join(stood) != stood) {
                pending.stands(!stood);
            }
        }
        return replaced;
    }

    /** What this change has changed is most likely to be other than it was at first. */
    private boolean differsInChangedField(JournalReader at, int entry, Value after) {
        int place = at.changedField();
        return place >= 0 && pending.oldDiffersAt(place, entry, after.document());
    }

    @Override
    int count() {
        return pending == null ? 0 : pending.count();
    }

    @Override
    long firstSequence() {
        return pending.firstSequence(pending.head());
    }

    @Override
    long leastSequence() {
        return firstSequence();
    }

    @Override
    long lastSequence() {
        return pending.lastSequence(pending.head());
    }

    @Override
    long transactionEnd() {
        return pending.transactionEnd(pending.head());
    }

    @Override
    long lastTimeNs() {
        return pending.lastTime(pending.head());
    }

    @Override
    boolean isBounded() {
        return true;
    }

    @Override
    void show(ViewChange into) {
        int entry = pending.head();
        into.values(
                view.deliveredOld(pending.oldImage(entry, view.keptOld())),
                view.deliveredNew(pending.newImage(entry, view.keptNew())));
        into.copy = pending.copy(entry);
        into.key(pending.buffer(), pending.keyOffset(entry), pending.keyLength(entry));
    }

    @Override
    void delivered() {
        int entry = pending.head();
        tally.deliver(pending.stands(entry) ? 1 : 0);
        pending.remove(entry);
    }

    @Override
    void use(PendingStores from) {
        stores = from;
    }

    @Override
    void rest() {
        if (pending != null && stores != null) {
            stores.give(pending);
            pending = null;
        }
    }

    @Override
    void clear() {
        if (pending != null) {
            tally.drop(pending.standing());
            pending.clear();
        }
    }
}
