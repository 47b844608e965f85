package io.tailrace.feed;

import io.tailrace.document.Dictionary;
import io.tailrace.error.BeyondEndException;
import io.tailrace.error.ExpiredException;
import io.tailrace.error.QueryException;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.journal.JournalReader;
import io.tailrace.query.Selection;
import io.tailrace.query.Source;
import java.util.List;

/** Puts a feed together. Used once, on the thread that opens the feed. */
final class FeedOpening {
    private final FeedContext context;
    private final List<Selection> selections;
    private final ChangesOptions options;
    private final long committed;
    private final long from;
    private final boolean[] initial;
    /** Null where the position is kept by nobody. */
    private final FeedCursor cursor;

    FeedOpening(FeedContext context, List<Selection> selections, ChangesOptions options, FeedCursor cursor) {
        this.cursor = cursor;
        this.context = context;
        this.selections = selections;
        this.options = options;
        committed = context.lastSequence();
        long oldest = Math.min(context.firstSequence(), committed + 1);
        boolean resumed = cursor != null && cursor.isResumed();
        from = resumed ? cursor.start().sequence() + 1 : options.firstSequence(oldest, committed);
        if (from < oldest) {
            throw new ExpiredException(from, oldest);
        }
        if (options.resumes() && !resumed && from > committed + 1) {
            throw new BeyondEndException(from - 1, committed);
        }
        initial = new boolean[selections.size()];
        for (int i = 0; i < initial.length; i++) {
            Source source = selections.get(i).source();
            initial[i] = !resumed && options.showsInitial(source);
            if ((initial[i] || source.isTop()) && from > committed + 1) {
                throw new QueryException(
                        QueryException.Reason.BAD_ARGUMENT,
                        "from=" + from + " is not written yet, last sequence=" + committed
                                + ": initial values, and an order with a limit, need a start that is");
            }
            checkOffsets(source);
        }
        checkLag(options.conflatesBeyond());
        checkLag(options.failsBeyond());
    }

    private void checkLag(Lag lag) {
        if (lag != null && lag.isInBytes() && context.writtenBytes() < 0) {
            throw new QueryException(
                    QueryException.Reason.BAD_ARGUMENT,
                    lag + " can be told only of a journal on disk that this process writes: use Lag.changes or"
                            + " Lag.time");
        }
    }

    private void checkOffsets(Source source) {
        if (options.showsOffsets() && (!source.isTop() || selections.size() > 1)) {
            throw new QueryException(
                    QueryException.Reason.OFFSETS_UNSUPPORTED,
                    "ChangesOptions.includeOffsets() needs an order with a limit: table=" + source.table() + " is read "
                            + (selections.size() > 1 ? "in a union" : "without one")
                            + ", use orderBy(index).limit(n), min or max, or leave it out");
        }
    }

    Feed open(Object query) {
        JournalReader reader = context.reader(Math.min(from, committed + 1));
        Branch[] branches = new Branch[selections.size()];
        try {
            Dictionary dictionary = reader.dictionary();
            EvaluationSettings settings = new EvaluationSettings(dictionary, context.epochNs(), context.random());
            FeedStart start = new FeedStart(
                    context,
                    selections,
                    settings,
                    from - 1,
                    options.pendingLimit() / selections.size(),
                    options,
                    cursor);
            open(branches, start);
            EventSource source = source(start, reader, branches);
            if (cursor != null) {
                cursor.begin(source, from - 1, any(initial));
            }
            return new Feed(context, query, options, source, settings, cursor);
        } catch (Throwable e) {
            reader.close();
            for (Branch branch : branches) {
                if (branch != null) {
                    branch.close();
                }
            }
            throw e;
        }
    }

    private void open(Branch[] branches, FeedStart start) {
        for (int i = 0; i < branches.length; i++) {
            branches[i] = Branch.of(start, selections.get(i));
        }
        for (int i = 0; i < branches.length; i++) {
            if (initial[i]) {
                branches[i].openInitial();
            } else {
                branches[i].prepare();
            }
        }
    }

    private EventSource source(FeedStart start, JournalReader reader, Branch[] branches) {
        InitialEvents events = events(start, branches);
        if (options.squashNs() != ChangesOptions.OFF || options.conflatesBeyond() != null) {
            return new SquashedEvents(start, reader, branches, events, options);
        }
        return new VerbatimEvents(start, reader, branches, events, options.isBounded() ? queue(start) : null);
    }

    private InitialEvents events(FeedStart start, Branch[] branches) {
        boolean any = options.showsStates() || any(initial);
        return any ? new InitialEvents(branches, initial, options.showsStates(), start.stateSequence()) : null;
    }

    private static boolean any(boolean[] branches) {
        boolean any = false;
        for (boolean one : branches) {
            any |= one;
        }
        return any;
    }

    private QueueScan queue(FeedStart start) {
        Source[] sources = new Source[selections.size()];
        Branch[] counting = new Branch[sources.length];
        for (int i = 0; i < counting.length; i++) {
            sources[i] = selections.get(i).source();
            counting[i] = sources[i].isTop() ? null : Branch.of(start, selections.get(i));
        }
        return new QueueScan(
                start, context.reader(Math.min(from, committed + 1)), sources, counting, options.queueLimit());
    }
}
