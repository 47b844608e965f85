package io.tailrace.feed;

import io.tailrace.document.Dictionary;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.journal.RecordKind;
import io.tailrace.query.ChangeImages;
import io.tailrace.query.ChangedFields;
import io.tailrace.query.Lookups;
import io.tailrace.query.Marks;
import io.tailrace.query.PredicateIndex;
import io.tailrace.query.Selection;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The feeds of a dispatcher that read one table, and which of them a change may concern. Not thread safe. */
final class TableFeeds {
    private static final VarHandle PASSED;
    private static final VarHandle LAST_PASSED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PASSED = lookup.findVarHandle(TableFeeds.class, "passed", long.class);
            LAST_PASSED = lookup.findVarHandle(TableFeeds.class, "lastPassed", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** This table alone, as most feeds read one. */
    final TableFeeds[] alone = {this};

    private final Marks all = new Marks();
    private final PredicateIndex index;
    private final ChangedFields changed;

    /** Of the table, as events show it. */
    String name;

    /** How many changes of documents were offered to all whom they may concern, and the last; read by any thread. */
    private long passed;

    private long lastPassed;

    TableFeeds(Dictionary dictionary) {
        this(new PredicateIndex(dictionary), new ChangedFields(dictionary));
    }

    TableFeeds(PredicateIndex index, ChangedFields changed) {
        this.index = index;
        this.changed = changed;
    }

    /** Adds one branch of a feed. */
    void add(FeedRun run, int branch) {
        all.mark(run.slot);
        Selection selection = run.source.start.selections().get(branch);
        EvaluationSettings settings = run.source.start.settings();
        run.source.branches[branch].subscription = index.add(selection, settings, run.slot);
        if (usesFields(run, selection)) {
            run.reads = changed.mask(selection, settings);
        }
    }

    void remove(FeedRun run, int branch) {
        all.clear(run.slot);
        index.remove(run.source.branches[branch].subscription);
        run.source.branches[branch].subscription = null;
        Selection selection = run.source.start.selections().get(branch);
        if (usesFields(run, selection)) {
            changed.release(selection, run.source.start.settings(), run.reads);
        }
    }

    /** An ordered feed that folds takes down when an entry that waits was changed last, seen or not. */
    private static boolean usesFields(FeedRun run, Selection selection) {
        return run.source.branches.length == 1 && !selection.source().isTop();
    }

    /** The feeds are numbered anew: forgets how they were. */
    void clearMarks() {
        all.clear();
    }

    /** One of them has another number. */
    void mark(FeedRun run) {
        all.mark(run.slot);
    }

    /** Marks all feeds, as whatever is no change of a document concerns everybody. */
    void markAll(Marks into) {
        for (int slot = all.next(0); slot >= 0; slot = all.next(slot + 1)) {
            into.mark(slot);
        }
    }

    /** Adds what a change is looked up by, to find the feeds that it may concern. */
    void collect(ChangeImages images, Lookups into) {
        index.collect(images, into);
    }

    /** The change at hand was offered to all whom it may concern. */
    void pass(long sequence) {
        LAST_PASSED.setOpaque(this, sequence);
        PASSED.setOpaque(this, passed + 1);
    }

    /** How many changes have passed. Any thread. */
    long passed() {
        return (long) PASSED.getOpaque(this);
    }

    /** The last of them. Any thread. */
    long lastPassed() {
        return (long) LAST_PASSED.getOpaque(this);
    }

    /** Whether a feed that is marked reads any field that the record at hand has changed. */
    boolean concerns(FeedRun run, ChangeImages images) {
        return run.reads == ChangedFields.ALL
                || images.at().kind() != RecordKind.CHANGE
                || (changed.mask(images) & run.reads) != 0;
    }
}
