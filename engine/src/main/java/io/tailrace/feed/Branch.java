package io.tailrace.feed;

import io.tailrace.error.QueryException;
import io.tailrace.query.ChangeImages;
import io.tailrace.query.Matches;
import io.tailrace.query.Selection;
import io.tailrace.query.SharedViews;
import io.tailrace.query.Source;
import io.tailrace.query.Subscription;
import io.tailrace.query.View;

/**
 * One branch of a feed: a source with its transforms, and what has to be known of its members. Not thread safe: the
 * polling thread's.
 */
abstract class Branch {
    final Source source;
    final View view;
    final int tableId;
    /** Name of the table, which every event shows. */
    final String table;
    /** What a dispatcher waits for to serve it, null while none does. */
    Subscription subscription;
    /** How many documents may still be looked at for an initial value, before others have their turn. */
    int looks = Integer.MAX_VALUE;

    Branch(Source source, View view) {
        this.source = source;
        this.view = view;
        tableId = source.tableId();
        table = source.table();
    }

    /** A branch for one selection of a query. */
    static Branch of(FeedStart start, Selection selection) {
        View view = new View(start.settings(), selection.transforms());
        if (selection.source().isTop()) {
            return new TopBranch(start, selection.source(), view);
        }
        return new RangeBranch(start, selection.source(), view);
    }

    /**
     * Gets hold of the initial values, if they are wanted; called once, before anything else.
     *
     * @throws QueryException when an index is not ready
     */
    void openInitial() {}

    /**
     * Shows the next initial value of the state that the feed starts from, without old value.
     *
     * @param into takes it
     * @return false when there is none any more, or none yet and no {@link #looks} are left
     */
    abstract boolean nextInitial(ViewChange into);

    /** Makes the branch ready for changes where nobody asked for initial values; called once instead of these. */
    abstract void prepare();

    /**
     * Takes in a change of this branch's table.
     *
     * @param images its documents
     * @return how many changes of the result it makes
     */
    abstract int take(ChangeImages images);

    /**
     * Shows one of the changes of the result that {@link #take} has found.
     *
     * @param index from 0
     * @param into takes it
     */
    abstract void show(int index, ViewChange into);

    /**
     * Squashing for this branch.
     *
     * @param limitBytes bound of what it keeps
     * @return pending changes that use this branch; nothing else may call {@link #take} then
     */
    abstract BranchPending pending(int limitBytes);

    /**
     * Looks at the changes of a dispatcher from now on, with the views of its feeds, if it has nothing of its own.
     *
     * @param views of those feeds
     * @param answered how many of its first steps every document has passed that {@link #look} tells of
     */
    void join(SharedViews views, int answered) {}

    /** Which documents of the change at hand can be part of the result, or an error: {@link Matches#BOTH} or less. */
    void look(int atSides) {}

    /** Looks at changes by itself again. */
    void separate(SharedViews views) {}

    /** How many of those it has views in common with look at a change together, itself counted. */
    int sharedBy(SharedViews views) {
        return 1;
    }

    /** Lets go of what lies outside the heap. */
    void close() {}
}
