package io.tailrace.feed;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Value;
import io.tailrace.query.ChangeImages;
import io.tailrace.query.EntryPlace;
import io.tailrace.query.ListedEntries;
import io.tailrace.query.MembersAt;
import io.tailrace.query.MembersSource;
import io.tailrace.query.Source;
import io.tailrace.query.View;

/**
 * A branch that shows the first entries of an order: orderBy with limit, min, max. Not thread safe; it allocates only
 * when it grows, and little when the set has to be filled up from the engine.
 */
final class TopBranch extends Branch {
    private final TopSet set;
    private final TopDifference difference;
    private final TopChanges changes;
    private final long start;
    private final boolean withOffsets;
    private final EntryPlace place = new EntryPlace();
    private final Value oldVal;
    private final Value newVal;
    private boolean filled;
    private int initial;

    TopBranch(FeedStart start, Source source, View view) {
        this(
                source,
                view,
                start.settings().dictionary(),
                start.stateSequence(),
                start.options().showsOffsets(),
                sequence -> new MembersAt(start.context(), source, sequence, start.limitBytes()),
                TopSet.spare(source));
    }

    /**
     * @param source an order with a limit
     * @param view its transforms, which stand between order and limit
     * @param dictionary of the documents
     * @param start sequence whose state the branch starts from, 0 for an empty one
     * @param withOffsets whether places are wanted
     * @param members where the state is read from
     * @param spare how many entries are kept beyond the limit
     */
    TopBranch(
            Source source,
            View view,
            Dictionary dictionary,
            long start,
            boolean withOffsets,
            MembersSource members,
            int spare) {
        super(source, view);
        this.start = start;
        this.withOffsets = withOffsets;
        set = new TopSet(source, view, dictionary, members, spare);
        difference =
                new TopDifference(set, new ListedEntries(source, dictionary), new ListedEntries(source, dictionary));
        changes = new TopChanges(set.store, withOffsets);
        oldVal = new Value(dictionary);
        newVal = new Value(dictionary);
    }

    @Override
    void openInitial() {
        prepare();
    }

    @Override
    boolean nextInitial(ViewChange into) {
        prepare();
        if (initial >= set.shown()) {
            return false;
        }
        show(TopStore.NONE, Change.NO_OFFSET, set.list.entry(initial), initial, into);
        initial++;
        return true;
    }

    @Override
    void prepare() {
        if (!filled) {
            set.fill(start);
            filled = true;
        }
    }

    @Override
    int take(ChangeImages images) {
        if (!difference.take(images.at())) {
            return 0;
        }
        changes.pair(difference.left, difference.entered);
        return changes.count();
    }

    @Override
    void show(int index, ViewChange into) {
        show(
                changes.oldEntry(index),
                changes.oldOffset(index),
                changes.newEntry(index),
                changes.newOffset(index),
                into);
    }

    void show(int oldEntry, int oldOffset, int newEntry, int newOffset, ViewChange into) {
        into.values(
                oldEntry == TopStore.NONE ? null : set.store.value(oldEntry, oldVal),
                newEntry == TopStore.NONE ? null : set.store.value(newEntry, newVal));
        into.copy = 0;
        into.oldOffset = withOffsets ? oldOffset : Change.NO_OFFSET;
        into.newOffset = withOffsets ? newOffset : Change.NO_OFFSET;
        set.store.place(newEntry == TopStore.NONE ? oldEntry : newEntry, place);
        into.key(place.key, place.keyOffset, place.keyLength);
        into.replaces =
                oldEntry != TopStore.NONE && newEntry != TopStore.NONE && !set.store.sameDocument(oldEntry, newEntry);
    }

    @Override
    BranchPending pending(int limitBytes) {
        return new TopPending(this, set, difference, withOffsets);
    }
}
