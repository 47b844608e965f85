package io.tailrace.feed;

import io.tailrace.error.Arguments;
import io.tailrace.error.EngineException;
import io.tailrace.error.QueryException;
import io.tailrace.query.QueryText;
import io.tailrace.query.Source;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * How a feed starts, ends and squashes, and what it shows beside changes. Immutable, any thread: each method returns
 * other options. The default follows the changes from now on and squashes on read.
 */
public final class ChangesOptions {
    static final long OFF = -1;
    static final long ON_READ = 0;
    private static final long FROM_NOW = -1;
    private static final long FROM_START = 0;
    private static final long DEFAULT_PENDING_BYTES = 256L << 20;
    private static final long MAX_PENDING_BYTES = 1L << 30;
    private static final long MIN_PENDING_BYTES = 1L << 10;
    private static final long MAX_QUEUE = 100_000;
    private static final long UNBOUNDED = 0;
    private static final ChangesOptions DEFAULTS = new ChangesOptions();

    private long squash = ON_READ;
    private long from = FROM_NOW;
    private boolean resumes;
    private long until = Long.MAX_VALUE;
    private long pendingBytes = DEFAULT_PENDING_BYTES;
    private boolean initialAsked;
    private boolean initial;
    private boolean states;
    private boolean types;
    private boolean offsets;
    private long queue = UNBOUNDED;
    private String cursor;
    private Set<CursorOption> cursorOptions = Set.of();
    private boolean holds;
    /** Null for none. */
    private Lag conflatesBeyond;

    private Lag failsBeyond;

    private ChangesOptions() {}

    /** Others, to be changed before anybody sees them. */
    private ChangesOptions(ChangesOptions from) {
        squash = from.squash;
        this.from = from.from;
        resumes = from.resumes;
        until = from.until;
        pendingBytes = from.pendingBytes;
        initialAsked = from.initialAsked;
        initial = from.initial;
        states = from.states;
        types = from.types;
        offsets = from.offsets;
        queue = from.queue;
        cursor = from.cursor;
        cursorOptions = from.cursorOptions;
        holds = from.holds;
        conflatesBeyond = from.conflatesBeyond;
        failsBeyond = from.failsBeyond;
    }

    /**
     * From now on, squashed on read.
     *
     * @return the default options
     */
    public static ChangesOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Squash on read, or not at all.
     *
     * @param onRead true: changes of one document between two reads arrive as one event; false: every change arrives
     * @return the default options with this
     */
    public static ChangesOptions squash(boolean onRead) {
        return squashed(onRead ? ON_READ : OFF);
    }

    private static ChangesOptions squashed(long squash) {
        ChangesOptions options = new ChangesOptions();
        options.squash = squash;
        return options;
    }

    /**
     * Squash by windows of journal time, aligned to the epoch: changes of one document in one window arrive as one
     * event, when the window is over.
     *
     * @param window width, at most 292 years; zero squashes on read
     * @return the default options with this
     * @throws QueryException when the width is missing or negative
     * @throws EngineException when it is too long
     */
    public static ChangesOptions squash(Duration window) {
        if (window == null) {
            throw new QueryException(
                    QueryException.Reason.BAD_SQUASH_TYPE,
                    "squash=null is neither a boolean nor a duration: squash(true) squashes on read and squash(false)"
                            + " not at all");
        }
        if (window.isNegative()) {
            throw new QueryException(
                    QueryException.Reason.NEGATIVE_SQUASH,
                    "squash=" + window + " must not be negative: squash(true) squashes on read and squash(false) not"
                            + " at all");
        }
        long widthNs;
        try {
            widthNs = window.toNanos();
        } catch (ArithmeticException e) {
            throw new EngineException("squash=" + window + " is too long a window, maximum is 292 years", e);
        }
        return squashed(widthNs == 0 ? ON_READ : widthNs);
    }

    /**
     * Start at a sequence: the first event comes from a change with this sequence or a later one. A sequence that is
     * not written yet is waited for. To continue where another feed stopped, {@link #resume(long)} is safer.
     *
     * @param sequence from 1
     * @return options like these with this start
     * @throws EngineException when the sequence is below 1
     */
    public ChangesOptions from(long sequence) {
        if (sequence < 1) {
            throw new EngineException("from=" + sequence + " must be at least 1, use fromStart() for everything held");
        }
        return starting(sequence, false);
    }

    /**
     * Continue where another feed of the same query stopped. Like {@link #from(long)} with the sequence after the
     * position, except under squash on read: there, what was committed before this feed opens arrives change by change.
     * The other feed may have delivered part of it, and squashed with later changes it could cancel out and leave the
     * receiver behind.
     *
     * <p>A position beyond the end of the journal is refused when the feed is opened, with a
     * {@link io.tailrace.error.BeyondEndException}: nobody can have been there, so it comes from another journal, or
     * this one has lost its end. To wait for a sequence still to come, use {@link #from(long)}.
     *
     * @param position {@link Feed#position()} of the other feed, from 0
     * @return options like these with this start
     * @throws EngineException when the position is negative
     */
    public ChangesOptions resume(long position) {
        if (position < 0) {
            throw new EngineException("resume=" + position + " must not be negative");
        }
        return starting(position == Long.MAX_VALUE ? position : position + 1, true);
    }

    /**
     * Start at the oldest change the journal holds.
     *
     * @return options like these with this start
     */
    public ChangesOptions fromStart() {
        return starting(FROM_START, false);
    }

    /**
     * Start after the last change committed when the feed opens.
     *
     * @return options like these with this start
     */
    public ChangesOptions fromNow() {
        return starting(FROM_NOW, false);
    }

    private ChangesOptions starting(long sequence, boolean resuming) {
        ChangesOptions options = new ChangesOptions(this);
        options.from = sequence;
        options.resumes = resuming;
        return options;
    }

    /**
     * End after a sequence: changes up to and including it are delivered, and so is its window; then the feed has
     * ended. A sequence inside a transaction is taken literally and ends the feed there, as a start inside one starts
     * there.
     *
     * @param sequence from 0; 0 ends it at once
     * @return options like these with this end
     * @throws EngineException when the sequence is negative
     */
    public ChangesOptions until(long sequence) {
        if (sequence < 0) {
            throw new EngineException("until=" + sequence + " must not be negative");
        }
        ChangesOptions options = new ChangesOptions(this);
        options.until = sequence;
        return options;
    }

    /**
     * Bound the memory for squashed changes that wait to be delivered, keys and documents. A feed that reaches it
     * delivers what waits before it folds more, see {@link Feed#earlyEmissions()}. The same bounds, for every feed,
     * what is kept of documents that change before initial values are all shown, or after the sequence from which an
     * order is resumed; beyond it such a feed ends by a {@link io.tailrace.error.LimitException}.
     *
     * @param bytes from 1 KiB to 1 GiB; a single change may be larger
     * @return options like these with this bound
     * @throws EngineException when out of range
     */
    public ChangesOptions pendingBytes(long bytes) {
        if (bytes < MIN_PENDING_BYTES || bytes > MAX_PENDING_BYTES) {
            throw new EngineException(
                    "pendingBytes=" + bytes + " must be from " + MIN_PENDING_BYTES + " to " + MAX_PENDING_BYTES);
        }
        ChangesOptions options = new ChangesOptions(this);
        options.pendingBytes = bytes;
        return options;
    }

    /**
     * Whether the documents of the result at the start come first, as initial values: the state right before the first
     * change that the feed can show. By default they do for get, min, max and orderBy with limit, unless the feed
     * starts at a given sequence. They are never squashed nor held back. The position stays at the start until all of
     * them are delivered; a reader that stops before that must start anew rather than resume.
     *
     * @param include true for initial values
     * @return options like these
     */
    public ChangesOptions includeInitial(boolean include) {
        ChangesOptions options = new ChangesOptions(this);
        options.initialAsked = true;
        options.initial = include;
        return options;
    }

    /**
     * Initial values first.
     *
     * @return options like these
     */
    public ChangesOptions includeInitial() {
        return includeInitial(true);
    }

    /**
     * Include events that say where the feed is: {@code {"state": "initializing"}} before the initial values, if there
     * are any, and {@code {"state": "ready"}} after them.
     *
     * @return options like these
     */
    public ChangesOptions includeStates() {
        ChangesOptions options = new ChangesOptions(this);
        options.states = true;
        return options;
    }

    /**
     * Include the field {@code type} in {@link Change#value()} of every event.
     *
     * @return options like these
     */
    public ChangesOptions includeTypes() {
        ChangesOptions options = new ChangesOptions(this);
        options.types = true;
        return options;
    }

    /**
     * Include offsets in the order, for orderBy with limit, min and max; no other feed can be opened with this.
     *
     * @return options like these
     */
    public ChangesOptions includeOffsets() {
        ChangesOptions options = new ChangesOptions(this);
        options.offsets = true;
        return options;
    }

    /**
     * Bound the events that wait to be read, as RethinkDB does: with one event more than this, all that wait are thrown
     * away, and the next read begins with an event that says how many. They are counted in the order of the journal up
     * to the end of a read, after filters and squashing; events of orderBy with limit, min and max are not counted.
     * Windows are counted separately, and a window in which more than half of the queue waits does not wait for its
     * end. Without this nothing is lost, as the journal is the buffer.
     *
     * <p>What is thrown away depends on when reads happen, so a feed with this is not repeatable. When the event that
     * says so is delivered, its position counts what was thrown away as delivered.
     *
     * @param events from 1 to 100,000
     * @return options like these
     * @throws QueryException when out of range
     */
    public ChangesOptions queueSize(long events) {
        if (events < 1 || events > MAX_QUEUE) {
            throw new QueryException(
                    QueryException.Reason.BAD_QUEUE_SIZE,
                    "queueSize=" + events + " must be from 1 to " + MAX_QUEUE + "; without it nothing is lost");
        }
        ChangesOptions options = new ChangesOptions(this);
        options.queue = events;
        options.checkConflation();
        return options;
    }

    /**
     * Squash what the feed has missed when it falls behind, instead of delivering all of it. A read that begins further
     * behind than this delivers what waits from before, and from its first visible change on squashes, as squash on
     * read does, until a read ends that began less than half of that behind. Before and after, every change is
     * delivered. With {@link #includeStates()} events say where that begins and ends, {@code {"state": "conflating"}}
     * and {@code {"state": "caught_up"}}; {@link Feed#isConflating()} tells at any time.
     *
     * <p>What is squashed depends on when reads happen, so a feed with this is not repeatable; folded by key it gives
     * the same result. Resumed at a position it delivers what was committed until it was opened change by change, as
     * {@link #resume(long)} does. So it does with a {@link #cursor}, as events may come again that the squash would
     * leave out, unless the cursor was left by a transaction: then it goes on as it was. Only with
     * {@code squash(false)}, and not with {@link #queueSize}.
     *
     * @param lag how far behind
     * @return options like these that conflate
     * @throws QueryException when these squash already, or have a bounded queue
     */
    public ChangesOptions conflateBeyond(Lag lag) {
        ChangesOptions options = new ChangesOptions(this);
        options.conflatesBeyond = Arguments.given(lag, "lag", "conflateBeyond(lag)");
        options.checkConflation();
        return options;
    }

    /** With what squashes or throws away at any lag, another rule for that would say something else. */
    private void checkConflation() {
        if (conflatesBeyond == null) {
            return;
        }
        if (squash != OFF) {
            throw new QueryException(
                    QueryException.Reason.BAD_ARGUMENT,
                    "conflateBeyond is for a feed that shows every change, and " + squashText()
                            + " squashes at any lag: write squash(false).conflateBeyond(" + conflatesBeyond + ")");
        }
        if (isBounded()) {
            throw new QueryException(
                    QueryException.Reason.BAD_ARGUMENT,
                    "queueSize throws away what conflateBeyond would squash: leave one of them out");
        }
    }

    /**
     * End the feed when it falls behind: a read that begins further behind than this, and has something to show, ends
     * it with a {@link io.tailrace.error.FeedException} whose cause is a {@link io.tailrace.error.LagException} with
     * the position to resume from. A feed that starts in the past may catch up first: it may be that far behind until
     * it has delivered something in a read that began closer.
     *
     * @param lag how far behind
     * @return options like these that end the feed
     */
    public ChangesOptions failBeyond(Lag lag) {
        ChangesOptions options = new ChangesOptions(this);
        options.failsBeyond = Arguments.given(lag, "lag", "failBeyond(lag)");
        return options;
    }

    /**
     * Keep the position under a name in the directory of the engine, so that the next feed with this cursor continues
     * where this one stopped, in another process too, and even in the middle of a change, a window or a squashed read.
     * One feed at a time has a cursor. It belongs to one query with one way of squashing; steps after {@code changes}
     * and what else is included may differ the next time.
     *
     * <p>If there is no such cursor yet, the feed starts as it would without, with initial values if they are asked
     * for, and the cursor exists once the feed is open. If there is one, it says where the feed starts; no initial
     * values are shown, and {@code from}, {@code resume}, {@code fromStart} and {@code fromNow} are ignored. Until all
     * initial values are handled there is no position: stopped before that, the feed starts anew, with the initial
     * values of that time.
     *
     * <p>An event is handled when the handler has returned from it. Whoever polls saves the position after each poll,
     * in a mapped page. So the end of the process loses no event, and events handled since the last poll come again
     * (<b>at least once</b>). A loss of power may take back more, down to what was last forced, see
     * {@link CursorOption#SYNCED}. A handler that writes its results to the same engine can have each event <b>exactly
     * once</b>, see {@link CursorOption#BY_TRANSACTION}.
     *
     * <p>With squash on read, a read that has begun to deliver is finished before another one begins, and what is
     * committed when a feed continues from a cursor comes change by change, as with {@link #resume(long)}. In a group,
     * a feed with a cursor reads alone. {@link #queueSize}, {@link Feed#skip} and {@link Feed#union} cannot be combined
     * with a cursor.
     *
     * @param name 1 to 64 letters, digits, {@code _}, {@code -}, {@code .}, not beginning with {@code .}; an engine has
     *     1,024 cursors at most
     * @param options how the position is kept
     * @return options like these with this cursor
     */
    public ChangesOptions cursor(String name, CursorOption... options) {
        Arguments.given(name, "name", "cursor(name, options)");
        Arguments.given(options, "options", "cursor(name, options)");
        Set<CursorOption> chosen = EnumSet.noneOf(CursorOption.class);
        for (CursorOption option : options) {
            chosen.add(Arguments.given(option, "options", "cursor(name, options)"));
        }
        ChangesOptions result = new ChangesOptions(this);
        result.cursor = name;
        result.cursorOptions = chosen;
        return result;
    }

    /** Null where the position is kept by nobody. */
    String cursorName() {
        return cursor;
    }

    boolean isCursorByTransaction() {
        return cursorOptions.contains(CursorOption.BY_TRANSACTION);
    }

    boolean isCursorSynced() {
        return cursorOptions.contains(CursorOption.SYNCED);
    }

    boolean isCursorHolding() {
        return cursorOptions.contains(CursorOption.HOLDING);
    }

    /** What decides which events there are and how they are counted: positions of another kind mean something else. */
    String identity() {
        return "changes(" + squashText() + (conflatesBeyond == null ? "" : ".conflateBeyond")
                + (offsets ? ".includeOffsets()" : "")
                + (pendingBytes == DEFAULT_PENDING_BYTES ? "" : ".pendingBytes(" + pendingBytes + ")") + ")";
    }

    /**
     * Have retention wait for this feed while it is open: no segment is removed that holds changes after its position,
     * up to what {@code RetentionPolicy.waitingBytes} says. Without it, a feed that falls too far behind ends with an
     * {@link io.tailrace.error.ExpiredException}. Without effect in a process that only reads.
     *
     * @return options like these
     */
    public ChangesOptions holdRetention() {
        ChangesOptions options = new ChangesOptions(this);
        options.holds = true;
        return options;
    }

    /** Window width in nanoseconds, or OFF or ON_READ. */
    long squashNs() {
        return squash;
    }

    /** First sequence to deliver, given the oldest one held and the last one committed. */
    long firstSequence(long oldest, long committed) {
        if (from == FROM_NOW) {
            return committed + 1;
        }
        return from == FROM_START ? oldest : from;
    }

    /** Whether the feed begins with whatever is held then, unless a cursor says otherwise. */
    boolean isFromStart() {
        return from == FROM_START;
    }

    boolean isFromNow() {
        return from == FROM_NOW;
    }

    boolean resumes() {
        return resumes;
    }

    /** Whether a branch shows its initial values. */
    boolean showsInitial(Source source) {
        if (initialAsked) {
            return initial;
        }
        return from == FROM_NOW && (source.isTop() || source.kind() == Source.Kind.POINT);
    }

    boolean showsStates() {
        return states;
    }

    boolean showsTypes() {
        return types;
    }

    boolean showsOffsets() {
        return offsets;
    }

    /** Null where it does not conflate. */
    Lag conflatesBeyond() {
        return conflatesBeyond;
    }

    /** Null where it ends at no lag. */
    Lag failsBeyond() {
        return failsBeyond;
    }

    boolean isBounded() {
        return queue != UNBOUNDED;
    }

    long queueLimit() {
        return queue;
    }

    boolean holdsRetention() {
        return holds || isCursorHolding();
    }

    long lastSequence() {
        return until;
    }

    int pendingLimit() {
        return (int) pendingBytes;
    }

    /** The options as they are written in Java, the squash and what is not the default. */
    @Override
    public String toString() {
        return squashText()
                + start()
                + (until == Long.MAX_VALUE ? "" : ".until(" + until + ")")
                + (pendingBytes == DEFAULT_PENDING_BYTES ? "" : ".pendingBytes(" + pendingBytes + ")")
                + (initialAsked ? ".includeInitial(" + (initial ? "" : "false") + ")" : "")
                + (states ? ".includeStates()" : "")
                + (types ? ".includeTypes()" : "")
                + (offsets ? ".includeOffsets()" : "")
                + (isBounded() ? ".queueSize(" + queue + ")" : "")
                + (conflatesBeyond == null ? "" : ".conflateBeyond(" + conflatesBeyond + ")")
                + (failsBeyond == null ? "" : ".failBeyond(" + failsBeyond + ")")
                + (holds ? ".holdRetention()" : "")
                + (cursor == null ? "" : ".cursor(" + cursorText() + ")");
    }

    private String squashText() {
        return "squash(" + (squash == OFF ? "false" : squash == ON_READ ? "true" : Duration.ofNanos(squash)) + ")";
    }

    private String cursorText() {
        StringBuilder text = new StringBuilder(QueryText.value(cursor));
        for (CursorOption option : cursorOptions) {
            text.append(", ").append(option);
        }
        return text.toString();
    }

    private String start() {
        if (from == FROM_NOW) {
            return "";
        }
        if (from == FROM_START) {
            return ".fromStart()";
        }
        return resumes ? ".resume(" + (from - 1) + ")" : ".from(" + from + ")";
    }
}
