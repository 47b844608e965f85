package io.tailrace.feed;

import io.tailrace.journal.JournalReader;
import io.tailrace.query.ChangeImages;
import org.agrona.collections.IntArrayList;

/**
 * Squashed changes of a branch with a limit: what leads from the result that the receiver holds to the one there is
 * now. Not thread safe; it allocates only when it grows.
 *
 * <p>An entry that changed in its place is one change; of the others what leaves goes with what enters, both in the
 * order of first touch. An entry that is again what the receiver holds vanishes. Pairs that the receiver could not see
 * are dropped as soon as they are first. With offsets, places are those in the list that the receiver holds when the
 * change arrives, so that folding by offsets gives the result.
 *
 * <p>What it keeps is bounded by the limit of the query, so there is always room.
 */
final class TopPending extends BranchPending {
    private final TopBranch branch;
    private final TopSet set;
    private final TopDifference difference;
    /** What the receiver holds, null without offsets. */
    private final TopList held;

    private final TouchedPlaces touched;
    private final TouchQueue changed;
    private final TouchQueue leaving;
    private final TouchQueue entering;
    private final IntArrayList folded = new IntArrayList();
    private boolean started;
    /** Places touched by what is first: two, or one for both, or NONE for one of them. */
    private int leaves = TouchedPlaces.NONE;

    private int enters = TouchedPlaces.NONE;
    private int oldOffset;
    /** Of the change at hand. */
    private long transactionEnd;

    private int newOffset;

    TopPending(TopBranch branch, TopSet set, TopDifference difference, boolean withOffsets) {
        this.branch = branch;
        this.set = set;
        this.difference = difference;
        held = withOffsets ? new TopList(set.store) : null;
        touched = new TouchedPlaces(set.store);
        changed = new TouchQueue(touched);
        leaving = new TouchQueue(touched);
        entering = new TouchQueue(touched);
    }

    @Override
    boolean fold(ChangeImages images) {
        JournalReader at = images.at();
        if (!started) {
            started = true;
            holdAll();
        }
        if (!difference.take(at)) {
            return true;
        }
        long sequence = at.sequence();
        folded.clear();
        TopEntries left = difference.left;
        for (int i = 0; i < left.count; i++) {
            touch(left.entries[i], TopStore.NONE, sequence);
        }
        TopEntries entered = difference.entered;
        for (int i = 0; i < entered.count; i++) {
            touch(entered.entries[i], set.store.hold(entered.entries[i]), sequence);
        }
        long timeNs = at.timeNs();
        transactionEnd = at.transactionEnd();
        for (int i = 0; i < folded.size(); i++) {
            settle(folded.getInt(i), sequence, timeNs, i);
        }
        findFirst();
        return true;
    }

    /** An entry has left, or taken a place that is free. */
    private void touch(int entry, int now, long sequence) {
        TouchedPlaces places = touched;
        int number = places.find(entry);
        if (number == TouchedPlaces.NONE) {
            number = places.add(entry, sequence);
            if (now == TopStore.NONE) {
                places.shown[number] = set.store.hold(entry);
            }
        }
        // The entry before may be in the difference at hand, which keeps it readable.
        set.store.letGo(places.now[number]);
        places.now[number] = now;
        folded.addInt(number);
    }

    /** Puts a place into the queue that it belongs to, or forgets it when the receiver holds what there is. */
    private void settle(int number, long sequence, long timeNs, int ordinal) {
        TouchedPlaces places = touched;
        if (!places.isUsed(number)) {
            return;
        }
        int shown = places.shown[number];
        int now = places.now[number];
        TouchQueue queue = shown == TopStore.NONE ? entering : now == TopStore.NONE ? leaving : changed;
        if (shown == now || queue == changed && isSame(shown, now)) {
            if (places.firstSequences[number] < sequence) {
                cut.cancelled(places.firstSequences[number], sequence);
                tally.undo(places.stands[number]);
            }
            places.remove(number);
            return;
        }
        places.lastSequences[number] = sequence;
        places.lastTimes[number] = timeNs;
        places.transactionEnds[number] = transactionEnd;
        places.lastOrdinals[number] = ordinal;
        places.stands[number] = tally.join(places.stands[number]);
        if (places.queues[number] != queue) {
            if (places.queues[number] != null) {
                places.queues[number].remove(number);
            }
            queue.add(number);
            places.queues[number] = queue;
        }
    }

    private boolean isSame(int shown, int now) {
        return set.store.sameValue(shown, now) && (held == null || set.store.compare(shown, now) == 0);
    }

    /** Finds what is to be shown first, and drops what cannot be seen. */
    private void findFirst() {
        while (true) {
            leaves = leaving.first();
            enters = entering.first();
            int both = changed.first();
            if (both != TouchedPlaces.NONE && isBefore(both, leaves) && isBefore(both, enters)) {
                leaves = both;
                enters = both;
            }
            if (leaves == TouchedPlaces.NONE && enters == TouchedPlaces.NONE) {
                return;
            }
            findOffsets();
            if (leaves == TouchedPlaces.NONE
                    || enters == TouchedPlaces.NONE
                    || oldOffset != newOffset
                    || !set.store.sameValue(touched.shown[leaves], touched.now[enters])) {
                return;
            }
            cut.cancelled(firstSequence(), lastSequence());
            tally.undo(standing());
            forgetFirst();
        }
    }

    private boolean isBefore(int number, int other) {
        return other == TouchedPlaces.NONE || touched.touches[number] < touched.touches[other];
    }

    private void findOffsets() {
        oldOffset = Change.NO_OFFSET;
        newOffset = Change.NO_OFFSET;
        if (held == null) {
            return;
        }
        if (leaves != TouchedPlaces.NONE) {
            oldOffset = held.find(touched.shown[leaves]);
        }
        if (enters != TouchedPlaces.NONE) {
            int found = held.find(touched.now[enters]);
            newOffset = found < 0 ? -1 - found : found;
            if (leaves != TouchedPlaces.NONE && newOffset > oldOffset) {
                newOffset--;
            }
        }
    }

    /** From now on the receiver holds what is first. Its entries stay readable until the next fold. */
    private void forgetFirst() {
        if (held != null) {
            if (leaves != TouchedPlaces.NONE) {
                set.leave(held.remove(oldOffset));
            }
            if (enters != TouchedPlaces.NONE) {
                held.insert(newOffset, set.store.hold(touched.now[enters]));
            }
        }
        if (leaves != TouchedPlaces.NONE) {
            keep(leaves);
            touched.remove(leaves);
        }
        if (enters != TouchedPlaces.NONE && enters != leaves) {
            keep(enters);
            touched.remove(enters);
        }
    }

    private void keep(int number) {
        if (touched.shown[number] != TopStore.NONE) {
            set.leave(set.store.hold(touched.shown[number]));
        }
        if (touched.now[number] != TopStore.NONE) {
            set.leave(set.store.hold(touched.now[number]));
        }
    }

    /** The receiver holds the result there is now. */
    private void holdAll() {
        if (held != null) {
            for (int i = 0; i < set.shown(); i++) {
                held.append(set.store.hold(set.list.entry(i)));
            }
        }
    }

    @Override
    int count() {
        return changed.size() + Math.max(leaving.size(), entering.size());
    }

    @Override
    long firstSequence() {
        long left = leaves == TouchedPlaces.NONE ? Long.MAX_VALUE : touched.firstSequences[leaves];
        long entered = enters == TouchedPlaces.NONE ? Long.MAX_VALUE : touched.firstSequences[enters];
        return Math.min(left, entered);
    }

    /** What is first was touched before all else that waits. */
    @Override
    long leastSequence() {
        return firstSequence();
    }

    @Override
    long lastSequence() {
        return touched.lastSequences[last()];
    }

    @Override
    long transactionEnd() {
        return touched.transactionEnds[last()];
    }

    @Override
    long lastTimeNs() {
        return touched.lastTimes[last()];
    }

    private int last() {
        if (leaves == TouchedPlaces.NONE || enters == TouchedPlaces.NONE) {
            return Math.max(leaves, enters);
        }
        return touched.lastSequences[leaves] > touched.lastSequences[enters] ? leaves : enters;
    }

    @Override
    void show(ViewChange into) {
        branch.show(
                leaves == TouchedPlaces.NONE ? TopStore.NONE : touched.shown[leaves],
                oldOffset,
                enters == TouchedPlaces.NONE ? TopStore.NONE : touched.now[enters],
                newOffset,
                into);
        into.copy = touched.lastOrdinals[last()];
    }

    /** How many changes what is first stands for. */
    private int standing() {
        int standing = leaves != TouchedPlaces.NONE && touched.stands[leaves] ? 1 : 0;
        return enters != TouchedPlaces.NONE && enters != leaves && touched.stands[enters] ? standing + 1 : standing;
    }

    @Override
    void delivered() {
        tally.deliver(standing());
        forgetFirst();
        findFirst();
    }

    @Override
    void clear() {
        for (int number = 0; number < touched.bound(); number++) {
            if (touched.isUsed(number)) {
                tally.drop(touched.stands[number] ? 1 : 0);
                keep(number);
                touched.remove(number);
            }
        }
        if (held != null) {
            for (int i = 0; i < held.size(); i++) {
                set.leave(held.entry(i));
            }
            held.clear();
            holdAll();
        }
        findFirst();
    }
}
