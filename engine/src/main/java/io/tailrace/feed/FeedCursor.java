package io.tailrace.feed;

import io.tailrace.error.CursorException;
import io.tailrace.error.CursorException.Reason;
import io.tailrace.error.QueryException;
import io.tailrace.journal.CursorPlace;
import io.tailrace.journal.Cursors;
import io.tailrace.journal.NamedCursor;
import io.tailrace.query.KeyRange;
import io.tailrace.query.Selection;
import io.tailrace.query.Source;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Keeps the position of one feed under a name. Not thread safe: of the thread that opens the feed, then of whoever uses
 * it. Saving allocates nothing.
 */
final class FeedCursor {
    private static final long FNV_BASIS = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;
    /** While there is no position. */
    private static final long NOWHERE = -1;

    private final FeedContext context;
    private final Cursors cursors;
    private final NamedCursor cursor;
    private final ChangesOptions options;
    private final long fingerprint;
    private final String text;
    private final boolean isResumed;
    /** Where the feed was opened. */
    private final CursorPlace start = new CursorPlace();

    private final CursorPlace here = new CursorPlace();
    /** Where the cursor stands, if what was handed to a transaction last was committed. */
    private final CursorPlace handedPlace = new CursorPlace();

    private long handed;
    /** What that was to follow on. */
    private long before;
    /** Events that a position handed to a transaction covers. */
    private long covered;

    private EventSource source;
    private FeedState state;

    private FeedCursor(FeedContext context, long fingerprint, String text, ChangesOptions options) {
        this.context = context;
        this.fingerprint = fingerprint;
        this.text = text;
        this.options = options;
        cursors = context.cursors();
        cursor = cursors.use(options.cursorName(), fingerprint, text);
        boolean begun;
        do {
            handed = cursor.place(start);
            begun = cursor.isBegun();
        } while (handed != cursor.generation()); // a transaction of the feed before may be on its way
        isResumed = begun;
    }

    /** Takes the cursor that the options name, null where they name none. */
    static FeedCursor use(FeedContext context, Object query, List<Selection> selections, ChangesOptions options) {
        if (options.cursorName() == null) {
            return null;
        }
        if (options.isBounded()) {
            throw new QueryException(
                    QueryException.Reason.BAD_ARGUMENT,
                    "queueSize throws events away by when they are read, and a cursor is there so that none is lost:"
                            + " leave one of them out, cursor=" + options.cursorName());
        }
        String text = query + "." + options.identity();
        return new FeedCursor(context, fingerprint(text, selections), text, options);
    }

    /** Of the text, and of what that does not tell: which table of a name, and all of many keys. */
    private static long fingerprint(String text, List<Selection> selections) {
        long hash = hash(FNV_BASIS, text.getBytes(StandardCharsets.UTF_8));
        for (Selection selection : selections) {
            Source from = selection.source();
            hash = hash(hash, from.tableId());
            hash = hash(hash, from.index() == null ? -1 : from.index().id());
            for (KeyRange range : from.ranges()) {
                hash = hash(hash(hash(hash, range.lower()), range.upper()), range.copies());
            }
        }
        return hash == 0 ? 1 : hash;
    }

    private static long hash(long hash, int value) {
        long mixed = hash;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            mixed = (mixed ^ value >>> shift & 0xFF) * FNV_PRIME;
        }
        return mixed;
    }

    private static long hash(long hash, byte[] bytes) {
        long mixed = hash(hash, bytes.length);
        for (byte one : bytes) {
            mixed = (mixed ^ one & 0xFF) * FNV_PRIME;
        }
        return mixed;
    }

    /** Whether it goes on from a position; else it begins as it would without a name. */
    boolean isResumed() {
        return isResumed;
    }

    /** Where it goes on. */
    CursorPlace start() {
        return start;
    }

    /** Whether that is behind an event of a record. */
    boolean hasShown(long sequence, int ordinal) {
        return ordinal < start.ordinal() && sequence == start.end();
    }

    /** The feed is open, and begins after a sequence where it was not resumed. */
    void begin(EventSource from, long after, boolean showsInitial) {
        source = from;
        if (!isResumed) {
            start.set(after);
        }
        handed = cursors.begin(
                cursor, handed, fingerprint, text, options.isCursorHolding(), isResumed ? null : start, !showsInitial);
        handedPlace.set(start);
        before = handed;
        if (!isResumed && showsInitial) {
            handedPlace.set(NOWHERE);
        } else if (isResumed && options.isCursorSynced()) {
            cursor.forceJournal(); // whoever saved that position may have ended before it was forced
            cursor.force();
        }
    }

    void countBy(FeedState feed) {
        state = feed;
    }

    void release() {
        cursors.release(cursor);
    }

    /**
     * Saves where the feed stands, all events that were delivered counted as handled; what was left to transactions
     * only where those cover all events there were.
     */
    void save() {
        if (!source.hasPlace()) {
            return;
        }
        boolean byTransaction = options.isCursorByTransaction();
        if (byTransaction && (covered != state.events() || cursor.generation() != handed)) {
            return;
        }
        source.place(here, false);
        if (here.isAt(handedPlace)) {
            return;
        }
        if (options.isCursorSynced()) {
            cursor.forceJournal();
        }
        handed = cursor.save(handed, here);
        before = handed;
        handedPlace.set(here);
        if (options.isCursorSynced()) {
            cursor.force();
        }
    }

    /** Hands the position after what was shown last to a transaction. */
    void commitWith(CommitTarget target) {
        if (!options.isCursorByTransaction()) {
            throw new CursorException(
                    Reason.NOT_BY_TRANSACTION,
                    cursor.name(),
                    "the feed saves its position after each poll, so none can be committed with a transaction:"
                            + " cursor=" + cursor.name() + ", open it with CursorOption.BY_TRANSACTION");
        }
        if (!source.hasPlaceAfter()) {
            throw new CursorException(
                    Reason.INITIAL_VALUES,
                    cursor.name(),
                    "there is no position among initial values, which come again until the first position after them is"
                            + " committed: cursor=" + cursor.name() + ", write what comes of them so that it may be"
                            + " written twice, and commit with the event that says ready, see"
                            + " ChangesOptions.includeStates(), or with the first change");
        }
        source.place(here, true);
        if (!here.isAt(handedPlace)) {
            before = handed;
            handedPlace.set(here);
        }
        handed = cursor.nextGeneration();
        covered = state.events() + (source.isShown() ? 1 : 0);
        target.position(context, cursor.id(), before, handed, here.sequence(), here.end(), here.ordinal());
    }

    static QueryException noUnion() {
        return new QueryException(
                QueryException.Reason.BAD_ARGUMENT,
                "a cursor keeps one position, and united feeds have one each: unite the queries, before changes, or"
                        + " give each feed a cursor and do not unite them");
    }

    static QueryException noSkip() {
        return new QueryException(
                QueryException.Reason.BAD_ARGUMENT,
                "skip would leave events out each time the feed is opened, and its cursor would take them for handled:"
                        + " leave one of them out");
    }

    /** What to throw where a feed keeps no position under a name. */
    static CursorException none() {
        return new CursorException(
                Reason.NOT_BY_TRANSACTION,
                null,
                "the feed keeps no position under a name: open it with ChangesOptions.cursor(name,"
                        + " CursorOption.BY_TRANSACTION), and call this in its handler, not on a copy");
    }
}
