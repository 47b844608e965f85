package io.tailrace.feed;

import io.tailrace.document.Value;
import io.tailrace.error.EvaluationException;
import io.tailrace.error.FeedException;
import io.tailrace.error.LimitException;
import io.tailrace.error.UnknownIndexException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.journal.JournalReader;
import io.tailrace.query.ChangeImages;
import io.tailrace.query.EntryPlace;
import io.tailrace.query.ListedEntries;
import io.tailrace.query.Matches;
import io.tailrace.query.MembersAt;
import io.tailrace.query.SharedViews;
import io.tailrace.query.Source;
import io.tailrace.query.SourceRanges;
import io.tailrace.query.View;

/**
 * A branch without an order: a table, or the documents whose keys, primary or of an index, lie in ranges. Not thread
 * safe.
 *
 * <p>A document is a member as often as its entries lie in the ranges, copies counted. A change has so many copies
 * before it and so many after: as far as there are both they pair up, what is left over leaves or enters. All of them
 * show the same two view values. A whole table has one copy of each document and needs no look at keys.
 */
final class RangeBranch extends Branch {
    private final FeedStart start;
    private final SourceRanges ranges;
    private final ListedEntries entries;
    /** Members of the initial state, null unless they are wanted. */
    private MembersAt members;

    private int initialCopies;
    private boolean anyInitial;

    private Value oldImage;
    private Value newImage;
    private int oldCopies;
    private int newCopies;
    private int firstCopy;
    private ChangeImages taken;
    /** Documents of the change at hand that have to be looked at. */
    private int sides = Matches.BOTH;

    RangeBranch(FeedStart start, Source source, View view) {
        super(source, view);
        this.start = start;
        ranges = source.kind() == Source.Kind.TABLE ? null : new SourceRanges(source);
        entries = source.index() == null
                ? null
                : new ListedEntries(source, start.settings().dictionary());
    }

    @Override
    void openInitial() {
        members = new MembersAt(start.context(), source, start.stateSequence(), start.limitBytes());
    }

    @Override
    boolean nextInitial(ViewChange into) {
        while (true) {
            if (initialCopies > 0) {
                initialCopies--;
                EntryPlace place = members.place();
                into.initial(newImage, place.key, place.keyOffset, place.keyLength);
                return true;
            }
            if (members == null) {
                return placeholder(into);
            }
            if (looks == 0) {
                return false;
            }
            looks--;
            if (!nextMember()) {
                close(); // lets go of the documents that have changed meanwhile, once their copies were shown
                looks = Integer.MAX_VALUE;
                return placeholder(into);
            }
            newImage = initialValue();
            initialCopies = newImage == null ? 0 : members.copies();
            anyInitial |= newImage != null;
        }
    }

    private boolean nextMember() {
        try {
            return members.next();
        } catch (UnknownTableException e) {
            throw new FeedException(FeedException.Reason.TABLE_DROPPED, start.stateSequence(), e);
        } catch (UnknownIndexException e) {
            throw new FeedException(FeedException.Reason.INDEX_DROPPED, start.stateSequence(), e);
        } catch (LimitException e) {
            throw new FeedException(FeedException.Reason.ENGINE, start.stateSequence(), e);
        }
    }

    /** A document that is asked for by its key and is not there is shown as null, once. */
    private boolean placeholder(ViewChange into) {
        boolean shown = source.kind() == Source.Kind.POINT && !anyInitial;
        anyInitial = true;
        if (shown) {
            into.initial(null, null, 0, 0);
        }
        return shown;
    }

    private Value initialValue() {
        Value image;
        try {
            image = view.deliveredNew(view.image(members.buffer(), members.offset(), members.length()));
        } catch (Throwable e) {
            throw new FeedException(start.stateSequence(), e);
        }
        if (view.failed()) {
            throw new FeedException(
                    FeedException.Reason.INITIAL_READ,
                    start.stateSequence(),
                    new EvaluationException(view.error() + ", a document of table=" + source.table()
                            + ": filter it out, or give a default"));
        }
        return image;
    }

    @Override
    void prepare() {
        // The old image of every change is all that a later one depends on.
    }

    /** Whether every document of the table is a member, once. */
    boolean isWholeTable() {
        return ranges == null;
    }

    @Override
    int take(ChangeImages images) {
        if (ranges == null) {
            return takeWhole(images);
        }
        JournalReader at = images.at();
        int before = oldCopies(at);
        int after = newCopies(at);
        if ((before | after) == 0) {
            return 0;
        }
        return take(images, before > 0 ? oldImage(images) : null, before, after > 0 ? newImage(images) : null, after);
    }

    /** Takes in a change where every document is a member. */
    int takeWhole(ChangeImages images) {
        Value oldSeen = oldImage(images);
        Value newSeen = newImage(images);
        if (oldSeen == null && newSeen == null && !hasFailed()) {
            return 0; // by far the most frequent answer to a filter
        }
        return take(images, oldSeen, 1, newSeen, 1);
    }

    private int take(ChangeImages images, Value oldSeen, int before, Value newSeen, int after) {
        if (after > 0 && images.at().hasNew()) {
            countError();
        }
        if (oldImage != oldSeen) { // see ViewChange.values
            oldImage = oldSeen;
        }
        if (newImage != newSeen) {
            newImage = newSeen;
        }
        if (taken != images) {
            taken = images;
        }
        return count(oldSeen == null ? 0 : before, newSeen == null ? 0 : after);
    }

    /** Whether a step has failed on the document after the change, if that was looked at. */
    private boolean hasFailed() {
        return (sides & Matches.AFTER) != 0 && view.failed();
    }

    /** Counts that. */
    void countError() {
        if (hasFailed()) {
            view.countError();
        }
    }

    private int count(int before, int after) {
        oldCopies = before;
        newCopies = after;
        int pairs = Math.min(before, after);
        firstCopy = pairs > 0 && !view.changed(oldImage, newImage) ? pairs : 0;
        return Math.max(before, after) - firstCopy;
    }

    @Override
    void show(int index, ViewChange into) {
        int copy = firstCopy + index;
        into.copy = copy;
        into.values(
                copy < oldCopies ? view.deliveredOld(oldImage, taken) : null,
                copy < newCopies ? view.deliveredNew(newImage, taken) : null);
        JournalReader at = taken.at();
        into.key(at.block(), at.keyOffset(), at.keyLength());
    }

    /** How often the old document of a change is a member by its keys. */
    int oldCopies(JournalReader at) {
        if (!at.hasOld()) {
            return 0;
        }
        if (entries != null) {
            return entries.copies(at.oldBuffer(), at.oldOffset(), at.oldLength());
        }
        return ranges == null ? 1 : ranges.copies(at.block(), at.keyOffset(), at.keyLength());
    }

    /** How often the new document of a change is a member by its keys. */
    int newCopies(JournalReader at) {
        if (!at.hasNew()) {
            return 0;
        }
        if (entries != null) {
            return entries.copies(at.block(), at.newOffset(), at.newLength());
        }
        return ranges == null ? 1 : ranges.copies(at.block(), at.keyOffset(), at.keyLength());
    }

    Value oldImage(ChangeImages images) {
        Value document = (sides & Matches.BEFORE) != 0 ? images.oldValue() : null;
        return document == null ? null : view.oldSide().image(document, images);
    }

    Value newImage(ChangeImages images) {
        Value document = (sides & Matches.AFTER) != 0 ? images.newValue() : null;
        return document == null ? null : view.newSide().image(document, images);
    }

    @Override
    void join(SharedViews views, int answered) {
        oldImage = null;
        newImage = null;
        taken = null;
        views.add(view, answered);
    }

    @Override
    void look(int atSides) {
        sides = atSides;
    }

    @Override
    void separate(SharedViews views) {
        views.remove(view);
        sides = Matches.BOTH;
    }

    @Override
    int sharedBy(SharedViews views) {
        return views.sharedBy(view);
    }

    @Override
    BranchPending pending(int limitBytes) {
        return new RangePending(this, limitBytes);
    }

    @Override
    void close() {
        if (members != null) {
            members.close();
            members = null;
        }
    }
}
