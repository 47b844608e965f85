package io.tailrace.feed;

import io.tailrace.document.Dictionary;
import io.tailrace.journal.JournalReader;
import io.tailrace.query.ChangeImages;
import io.tailrace.query.Matches;
import io.tailrace.query.SharedViews;

/**
 * What feeds need only while a change is at hand, or while changes wait, and therefore have in common where one
 * dispatcher serves them. Not thread safe.
 */
final class DispatcherStores {
    /** The documents of the change that the dispatcher's reader stands at. */
    final ChangeImages images;
    /** What the transforms of all make of them. */
    final SharedViews views;
    /** Where changes wait. */
    final PendingStores pendings = new PendingStores();
    /** The read at hand. */
    final ReadStart read;

    private final Dictionary dictionary;
    /** The view that handlers get, one for each kind of event. */
    private final Change[] changes = new Change[4];

    DispatcherStores(JournalReader reader, ReadStart read) {
        this.read = read;
        dictionary = reader.dictionary();
        views = new SharedViews(dictionary);
        images = new ChangeImages(dictionary).move(reader);
    }

    /** Shows the change at hand as it stands, to one to whom it is of concern by these of its documents. */
    void show(Change change, int sides, String table) {
        JournalReader at = images.at();
        ViewChange shown = change.shown;
        shown.copy = 0;
        shown.values(
                images,
                (sides & Matches.BEFORE) != 0 ? images.oldView() : null,
                (sides & Matches.AFTER) != 0 ? images.newView() : null);
        shown.key(at.block(), at.keyOffset(), at.keyLength());
        change.show(ChangeKind.CHANGE, table, at.sequence(), at.transactionEnd(), at.timeNs(), 0, shown);
    }

    /** The view of the events of a feed. */
    Change change(ChangesOptions options) {
        int kind = (options.showsTypes() ? 1 : 0) + (options.showsOffsets() ? 2 : 0);
        if (changes[kind] == null) {
            changes[kind] = new Change(dictionary, options.showsTypes(), options.showsOffsets());
        }
        return changes[kind];
    }
}
