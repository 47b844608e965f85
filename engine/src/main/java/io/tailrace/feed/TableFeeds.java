package io.tailrace.feed;

import io.tailrace.document.Dictionary;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.journal.JournalReader;
import io.tailrace.journal.RecordKind;
import io.tailrace.query.ChangeImages;
import io.tailrace.query.ChangedFields;
import io.tailrace.query.Marks;
import io.tailrace.query.PredicateIndex;
import io.tailrace.query.Selection;

/** The feeds of a dispatcher that read one table, and which of them a change may concern. Not thread safe. */
final class TableFeeds {
    private final Marks all = new Marks();
    private final PredicateIndex index;
    private final ChangedFields changed;

    TableFeeds(Dictionary dictionary) {
        index = new PredicateIndex(dictionary);
        changed = new ChangedFields(dictionary);
    }

    /** Adds one branch of a feed. */
    void add(FeedRun run, int branch) {
        all.mark(run.place.slot);
        Selection selection = run.source.start.selections().get(branch);
        EvaluationSettings settings = run.source.start.settings();
        run.subscriptions[branch] = index.add(selection, settings, run.place);
        if (usesFields(run, selection)) {
            run.reads = changed.mask(selection, settings);
        }
    }

    void remove(FeedRun run, int branch) {
        all.clear(run.place.slot);
        index.remove(run.subscriptions[branch]);
        Selection selection = run.source.start.selections().get(branch);
        if (usesFields(run, selection)) {
            changed.release(selection, run.source.start.settings(), run.reads);
        }
    }

    /** An ordered feed that folds takes down when an entry that waits was changed last, seen or not. */
    private static boolean usesFields(FeedRun run, Selection selection) {
        return run.subscriptions.length == 1 && !selection.source().isTop();
    }

    /** The feeds are numbered anew: forgets how they were. */
    void clearMarks() {
        all.clear();
    }

    /** One of them has another number. */
    void mark(FeedRun run) {
        all.mark(run.place.slot);
    }

    /** Marks the feeds that the record at hand may concern. */
    void mark(ChangeImages images, Marks into) {
        JournalReader at = images.at();
        if (at.kind() == RecordKind.CHANGE) {
            index.match(images, into);
        } else {
            for (int slot = all.next(0); slot >= 0; slot = all.next(slot + 1)) {
                into.mark(slot);
            }
        }
    }

    /** Whether a feed that is marked reads any field that the record at hand has changed. */
    boolean concerns(FeedRun run, ChangeImages images) {
        return run.reads == ChangedFields.ALL
                || images.at().kind() != RecordKind.CHANGE
                || (changed.mask(images) & run.reads) != 0;
    }
}
