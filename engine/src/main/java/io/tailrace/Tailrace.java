package io.tailrace;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Field;
import io.tailrace.error.Arguments;
import io.tailrace.error.EngineException;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedGroup;
import io.tailrace.feed.FeedRun;
import io.tailrace.index.IndexMemory;
import io.tailrace.journal.CursorInfo;
import io.tailrace.journal.Cursors;
import io.tailrace.journal.JournalInfo;
import io.tailrace.journal.Recovery;
import io.tailrace.journal.Snapshot;
import io.tailrace.journal.Stretch;
import io.tailrace.journal.StretchExport;
import io.tailrace.journal.StretchLines;
import io.tailrace.metrics.Metrics;
import io.tailrace.write.Ack;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/**
 * One open journal directory and everything that serves it. Any thread.
 *
 * <p>Writes go through one ring to one writer, which orders, journals and indexes them; reads come from the index;
 * feeds tail the journal. {@link #close()} is safe from any thread, at any time and twice.
 *
 * <pre>{@code
 * try (Tailrace engine = Tailrace.open(new TailraceConfig().directory(path))) {
 *     Table quotes = engine.table("quotes");
 *     Feed feed = quotes.filter(quote -> quote.doubleValue("bid") >= 61_700).pluck("id", "bid").changes();
 *     quotes.upsert("BTCUSDT").put("bid", 61_800.2).put("ask", 61_800.3).commit();
 *     feed.poll(change -> System.out.println(change.sequence() + " " + change.newVal()), 64);
 * }
 * }</pre>
 */
public final class Tailrace implements AutoCloseable {
    static final String DEFAULT_KEY_FIELD = "id";

    private final Engine engine;
    private final OpenTables tables;

    private Tailrace(Engine engine) {
        this.engine = engine;
        tables = new OpenTables(engine, engine.journal().tables());
    }

    /**
     * Opens a journal directory, makes it if there is none, and recovers its state.
     *
     * @param config how; checked here
     * @return a running engine
     * @throws IllegalArgumentException for a bad configuration, naming the setter
     * @throws io.tailrace.error.JournalException for a directory that cannot be opened: in use, not a journal, of
     *     another format, read-only, damaged; or a JVM without the flags that are needed
     */
    public static Tailrace open(TailraceConfig config) {
        TailraceConfig concluded =
                Arguments.given(config, "config", "open(config)").conclude();
        return open(concluded, new IndexMemory(), concluded.threads());
    }

    /** Of a checked configuration, with the memory for its indexes, and its threads, from the caller. */
    static Tailrace open(TailraceConfig config, IndexMemory memory, ThreadFactory factory) {
        return Interrupts.apart(
                config.threads(), "tailrace-opening", () -> new Tailrace(Engine.open(config, memory, factory)));
    }

    /**
     * {@return a table by name, created with the key field {@code id} if there is none} A journal has at most 1,024
     * tables in its life, dropped ones included: what is to come and go is better kept and emptied.
     *
     * @param name 1 to 64 letters, digits, {@code _}, {@code -}, {@code .}, not beginning with {@code .}
     * @throws io.tailrace.error.LimitException when it would be one table too many, or there is no room for its
     *     definition
     */
    public Table table(String name) {
        Arguments.given(name, "name", "table(name)");
        engine.reads().lookAhead();
        return tables.open(name, null);
    }

    /**
     * {@return a table by name, created if there is none, see {@link #table(String)}}
     *
     * @param name see {@link #table(String)}
     * @param keyField name of the field that is the key
     * @throws io.tailrace.error.DocumentException when the table has another key field
     * @throws io.tailrace.error.LimitException as {@link #table(String)}
     */
    public Table table(String name, String keyField) {
        Arguments.given(name, "name", "table(name, keyField)");
        Arguments.given(keyField, "keyField", "table(name, keyField)");
        engine.reads().lookAhead();
        return tables.open(name, keyField);
    }

    /**
     * {@return a table that exists}
     *
     * @param name of the table
     * @throws io.tailrace.error.UnknownTableException when there is none of this name
     */
    public Table existingTable(String name) {
        Arguments.given(name, "name", "existingTable(name)");
        engine.reads().lookAhead();
        return tables.existing(name);
    }

    /**
     * Begins a transaction: writes that happen together or not at all.
     *
     * @return an empty one, for one thread at a time
     */
    public Transaction transaction() {
        engine.checkWritable();
        return new Transaction(engine);
    }

    /**
     * Drops a table with everything in it. Feeds on it deliver what came before and end with an error.
     *
     * <p>Handles of it refuse every use from then on, also when another table of its name is made. It still counts
     * among the 1,024 tables that a journal has in its life, and its indexes among the 1,024 indexes.
     *
     * @param name of the table
     * @return false when there is none
     */
    public boolean dropTable(String name) {
        engine.reads().lookAhead();
        return tables.drop(name);
    }

    /** {@return the names of all tables, in order} */
    public List<String> tables() {
        engine.reads().lookAhead();
        return tables.names();
    }

    /**
     * A handle of a field name, for fast access to documents of this engine.
     *
     * @param name of the field
     * @return the handle, for any thread
     */
    public Field field(String name) {
        return engine.field(name);
    }

    /** {@return the last committed sequence, 0 in an empty journal} */
    public long lastSequence() {
        return engine.lastSequence();
    }

    /**
     * The last change at a time: the greatest sequence whose change has that journal time or an earlier one. It is
     * found by halves, whatever the length of the journal.
     *
     * @param time any
     * @return at most {@link #lastSequence()}; where all changes are later, one less than the first one there is
     */
    public long sequenceAt(Instant time) {
        return engine.sequenceAt(Instants.epochNs(Arguments.given(time, "time", "sequenceAt(time)")));
    }

    /**
     * The first change from a time on, such as for {@link io.tailrace.feed.ChangesOptions#from(long)}.
     *
     * @param time any
     * @return a sequence; one more than {@link #lastSequence()} where all changes are earlier
     */
    public long sequenceFrom(Instant time) {
        long epochNs = Instants.epochNs(Arguments.given(time, "time", "sequenceFrom(time)"));
        return engine.sequenceAt(Math.max(epochNs, Long.MIN_VALUE + 1) - 1) + 1;
    }

    /**
     * The journal time of a change, as {@link #sequenceAt} finds it by.
     *
     * @param sequence of a committed change that the journal holds
     * @return when it was made, by the clock of the engine or as the write said
     * @throws io.tailrace.error.ExpiredException when the journal holds it no more
     * @throws EngineException when there is none yet
     */
    public Instant timeOf(long sequence) {
        engine.checkOpen();
        return Instants.of(engine.timeOf(sequence));
    }

    /**
     * All tables as they were at a sequence, with every query. It is read when this is called, from the newest snapshot
     * before it and the journal after that, into memory of its own: as much as the documents of then take.
     *
     * @param sequence a committed one, or 0 for before the first; taken at its word also inside a transaction
     * @return the state, to be closed
     * @throws io.tailrace.error.BeyondEndException when it is not committed yet
     * @throws io.tailrace.error.ExpiredException when that state can no longer be made; names the oldest that can
     * @throws io.tailrace.error.CorruptJournalException when what leads to it is damaged
     */
    public AsOf asOf(long sequence) {
        return new AsOf(engine.asOf(sequence));
    }

    /**
     * All tables as they were at a time, after all changes with that journal time or an earlier one, as far as they are
     * committed when this is called.
     *
     * @param time any; one before the first change is that of an empty engine
     * @return the state, to be closed; {@link AsOf#sequence()} tells which it is
     * @throws io.tailrace.error.ExpiredException as {@link #asOf(long)}
     */
    public AsOf asOf(Instant time) {
        return asOf(sequenceAt(Arguments.given(time, "time", "asOf(time)")));
    }

    /**
     * What becomes of each document between two states: from that at a sequence to that at another one.
     *
     * @param from sequence of the first state, 0 for before the first change; taken at its word, see
     *     {@link #asOf(long)}
     * @param until sequence of the second state, not before the first
     * @return the comparison, to be run
     * @throws EngineException when they are no stretch
     */
    public Diff diff(long from, long until) {
        engine.checkOpen();
        return new Diff(engine, from, until);
    }

    /**
     * Writes a stretch of the journal into a file, of which {@link io.tailrace.journal.StretchImport} makes a journal:
     * the state at its begin, then its changes.
     *
     * @param from sequence whose state comes first, 0 for none; taken at its word, see {@link #asOf(long)}
     * @param until last sequence, not before that
     * @param file that does not exist yet; it appears when it is complete
     * @return what was written
     * @throws io.tailrace.error.BeyondEndException when the end is not committed yet
     * @throws io.tailrace.error.ExpiredException when the begin is no longer held
     * @throws io.tailrace.error.JournalException when the file exists, or cannot be written
     */
    public Stretch export(long from, long until, Path file) {
        engine.checkOpen();
        return StretchExport.write(engine.journal(), from, until, file);
    }

    /**
     * Writes a stretch as operations in JSON, a line each: upserts of the documents at its begin, then its changes.
     *
     * @param from as in {@link #export}
     * @param until as in {@link #export}
     * @param out takes UTF-8; not closed
     * @return what was written
     * @throws IOException of the stream
     */
    public Stretch exportLines(long from, long until, OutputStream out) throws IOException {
        engine.checkOpen();
        return StretchLines.write(engine.journal(), from, until, out);
    }

    /**
     * Plays a stretch of the journal again.
     *
     * @return a replay of all that is held, without pauses, to be set up and run
     */
    public Replay replay() {
        engine.checkOpen();
        return new Replay(engine, ReplayPace.of(engine));
    }

    /**
     * Waits until a sequence is committed.
     *
     * @param sequence that is waited for
     * @param timeout longest wait, zero to look only
     * @return whether it is; false when the engine is closed meanwhile or the thread interrupted
     * @throws io.tailrace.error.EngineFailedException when the engine fails first
     */
    public boolean awaitSequence(long sequence, Duration timeout) {
        return engine.awaitSequence(sequence, Arguments.given(timeout, "timeout", "awaitSequence(sequence, timeout)"));
    }

    /**
     * Forces everything that is committed to the disk, so that it survives the loss of power, and waits until it is.
     * One force serves all that wait for it. Does nothing in memory.
     *
     * @throws io.tailrace.error.EngineFailedException when the device refused, now or before: nobody knows what it
     *     holds then, and the engine must be opened anew
     * @throws io.tailrace.error.EngineClosedException when the engine is closed first, which forces everything too
     * @throws EngineException when the thread is interrupted, whose flag stays set: that ends the wait and not the
     *     force; where everything is on the disk already there is nothing to wait for, and it returns. With
     *     {@link Threading#INVOKER} the caller itself forces, which no interrupt ends.
     * @throws io.tailrace.error.IllegalBlockingCallException in a handler that the engine's one thread runs
     */
    public void sync() {
        engine.sync();
    }

    /**
     * The greatest sequence that is known to be on the disk: everything up to it survives the loss of power. What is
     * not synced yet lies between it and {@link #lastSequence()}. Does not wait.
     *
     * @return a sequence, 0 in memory
     */
    public long syncedSequence() {
        return engine.syncedSequence();
    }

    /**
     * Takes a snapshot: a file with all that the engine holds at one sequence, with which opening needs to read only
     * what was written since. On the calling thread, while writes go on; one that is being taken is waited for first.
     * How many are kept is for {@link TailraceConfig#snapshots}.
     *
     * @return what was written; its sequence is at least the last one committed before the call
     * @throws io.tailrace.error.DiskFullException when there was no space for it; the engine goes on
     * @throws io.tailrace.error.LimitException when too much has changed while it was taken
     * @throws EngineException when nothing was ever written, and in memory
     * @throws io.tailrace.error.ReadOnlyJournalException when another process writes
     * @throws io.tailrace.error.EngineClosedException when the engine is closed first
     * @throws io.tailrace.error.IllegalBlockingCallException in a handler that the engine's one thread runs
     */
    public Snapshot snapshot() {
        return engine.snapshot();
    }

    /**
     * Takes a snapshot, and then the segments of the journal away that are needed no more: those that
     * {@link TailraceConfig#retention} would take away, or where that keeps all, all that lie before the newest sound
     * snapshot but one. Nothing is taken away that somebody waits for. On the calling thread, while writes go on.
     *
     * <p>What opening needs stays: two snapshots and what lies after the older one. So right after the first snapshot
     * ever nothing goes.
     *
     * @return what was done
     * @throws io.tailrace.error.CorruptJournalException where an older snapshot is damaged: nothing is taken away on
     *     the strength of it; another call passes it over
     * @throws RuntimeException as {@link #snapshot()}
     */
    public Compaction compact() {
        return engine.compact();
    }

    /**
     * The oldest sequence that can be read: a feed that starts before it is refused with an
     * {@link io.tailrace.error.ExpiredException}.
     *
     * @return 1 where nothing was ever taken away
     */
    public long oldestSequence() {
        return engine.journal().firstSequence();
    }

    /**
     * The snapshots that there are.
     *
     * @return the newest one first, those whose headers are sound; empty in memory
     */
    public List<Snapshot> snapshots() {
        return engine.journal().snapshots();
    }

    /**
     * The named cursors that there are, see {@link io.tailrace.feed.ChangesOptions#cursor}.
     *
     * @return all of them, by name, as they stand now; also for a read-only engine
     */
    public List<CursorInfo> cursors() {
        engine.checkOpen();
        return Cursors.of(engine.journal()).list();
    }

    /**
     * Has a named cursor stand elsewhere, and be that of the query that takes it next: that one goes on after the
     * sequence, and its reader is taken to know the result at it. With the sequence where it stands it changes the
     * query alone. On the disk when this returns.
     *
     * @param name of the cursor, which no feed has
     * @param sequence all changes up to there count as handled, 0 for none
     * @throws io.tailrace.error.CursorException when there is no such cursor, or a feed has it
     * @throws io.tailrace.error.ExpiredException when the journal does not hold what comes after the sequence any more
     * @throws IllegalArgumentException when the journal does not reach it
     * @throws io.tailrace.error.ReadOnlyJournalException when another process writes
     */
    public void moveCursor(String name, long sequence) {
        engine.moveCursor(Arguments.given(name, "name", "moveCursor(name, sequence)"), sequence);
    }

    /**
     * Deletes a named cursor: the next feed with its name begins anew.
     *
     * @param name of the cursor, which no feed has
     * @return false when there is none
     * @throws io.tailrace.error.CursorException when a feed has it
     * @throws io.tailrace.error.ReadOnlyJournalException when another process writes
     * @throws io.tailrace.error.DiskFullException when the journal has a position of it and there was no space to say
     *     that it is deleted; it stays
     */
    public boolean deleteCursor(String name) {
        return engine.deleteCursor(Arguments.given(name, "name", "deleteCursor(name)"));
    }

    /**
     * Waits until a write is decided.
     *
     * @param ack that was handed in with a commit
     * @return the same ack, done
     * @throws io.tailrace.error.DiskFullException when there was no space for the change
     * @throws io.tailrace.error.UnsyncedException when it was to be synced and forcing it failed: it may or may not be
     *     on the disk
     * @throws io.tailrace.error.EngineFailedException when the engine failed first
     * @throws io.tailrace.error.EngineClosedException when the engine was closed first
     */
    public Ack await(Ack ack) {
        return engine.ring().await(Arguments.given(ack, "ack", "await(ack)"));
    }

    /**
     * Says that no later change is before a time, without a write: windows of all feeds that end by then are delivered,
     * such as the last one of a recording. That is journaled before a window closes by it, so it holds after a restart
     * too. A write that brings an earlier time is moved up, and counted. Waits until it is journaled.
     *
     * @param epochNs epoch time in ns; one that the journal has come to already changes nothing
     * @throws io.tailrace.error.EarlyTimeException when it lies further ahead of the clock than {@code earliness}
     * @throws io.tailrace.error.DiskFullException when there was no space for it
     */
    public void advanceTime(long epochNs) {
        engine.advanceTime(epochNs);
    }

    /**
     * How far the clock is behind the time that the journal has come to. Up to {@code earliness} that is as it should
     * be. More means that the clock is or was wrong; changes are then dated from that time on, at half the pace of the
     * clock until it has caught up, and {@link #recovery()} or the error handler says so.
     *
     * @return nanoseconds, 0 when it is not behind, {@link Long#MAX_VALUE} where it is more than that
     */
    public long clockBehindNs() {
        return engine.clockBehindNs();
    }

    /**
     * Polls a feed again and again, under a name that is made up, see {@link #run(String, Feed, ChangeHandler)}.
     *
     * @param feed to poll, by nobody else
     * @param handler takes its changes
     * @return the run, which ends with the feed
     */
    public FeedRun run(Feed feed, ChangeHandler handler) {
        String call = "run(feed, handler)";
        return engine.runs().run(Arguments.given(feed, "feed", call), Arguments.given(handler, "handler", call));
    }

    /**
     * Polls a feed again and again, beside others on the threads that the engine has for that, see
     * {@link TailraceConfig#feedThreads}, until it is closed or ends; then it is closed and let go of. While it shows
     * initial values or is far behind, another thread does so, with {@link Threading#DEDICATED}; two never do at once.
     * An error ends that feed alone: the error handler is told which it was, at which sequence and why, and
     * {@link FeedRun#failure()} says so too.
     *
     * @param name for errors and for {@link #feeds()}
     * @param feed to poll, by nobody else
     * @param handler takes its changes
     * @return the run, which ends with the feed
     * @throws EngineException for an argument that is null
     */
    public FeedRun run(String name, Feed feed, ChangeHandler handler) {
        String call = "run(name, feed, handler)";
        return engine.runs()
                .run(
                        Arguments.given(name, "name", call),
                        Arguments.given(feed, "feed", call),
                        Arguments.given(handler, "handler", call));
    }

    /**
     * Runs a feed on a thread of its own, where the engine has threads; what its handler takes of time delays no other
     * feed, and none delays it.
     *
     * @param name for errors, for {@link #feeds()}, and for the thread
     * @param feed to poll, by nobody else
     * @param handler takes its changes
     * @return the run, which ends with the feed
     * @throws EngineException for an argument that is null
     */
    public FeedRun runDedicated(String name, Feed feed, ChangeHandler handler) {
        String call = "runDedicated(name, feed, handler)";
        return engine.runs()
                .runDedicated(
                        Arguments.given(name, "name", call),
                        Arguments.given(feed, "feed", call),
                        Arguments.given(handler, "handler", call));
    }

    /**
     * Publishes feeds to subscribers of Reactive Streams, one of its own to each, opened when it subscribes. An event
     * is delivered when it was asked for, as a copy that the subscriber may keep: this allocates. A subscriber that
     * asks for nothing keeps no thread and no events, its feed lags on the disk; cancelling closes the feed.
     *
     * <p>All subscribers of an engine are served by one thread of it, {@code tailrace-subscribers}, with
     * {@link Threading#DEDICATED}, else where the engine runs; so none may block, and one that computes for long keeps
     * the others waiting. {@code onSubscribe} comes on the thread that subscribes, and so does {@code onError} where no
     * feed can be opened. An end that was asked for is {@code onComplete}; {@code onError} brings what
     * {@link Feed#poll} throws, or that the engine has failed or is closed. Of a subscriber that throws the error
     * handler is told, and it is taken to have cancelled. Under a {@linkplain io.tailrace.feed.ChangesOptions#cursor
     * cursor} an event counts as handled when {@code onNext} has returned.
     *
     * @param feeds opens a feed of this engine, with steps after {@code changes} if any, each time it is asked; such as
     *     {@code () -> quotes.changes(squash(true))}
     * @return a publisher, for any thread
     */
    public Flow.Publisher<Change> publisher(Supplier<Feed> feeds) {
        return new FeedPublisher(Arguments.given(feeds, "feeds", "publisher(feeds)"), engine.subscriptions());
    }

    /**
     * Makes a group of feeds for an agent of the caller's own: one reader serves them all.
     *
     * @return a group without feeds, to be polled and closed by its caller
     * @throws io.tailrace.error.EngineClosedException when the engine is closed
     */
    public FeedGroup group() {
        engine.checkOpen();
        return engine.runs().group();
    }

    /**
     * The feeds that the engine runs.
     *
     * @return those that run, and those that have failed and were not closed since, in the order they were begun
     */
    public List<FeedRun> feeds() {
        return engine.runs().feeds();
    }

    /**
     * Runs the duty cycle once, with {@link Threading#INVOKER}; does nothing with the other modes.
     *
     * @return how much was done, 0 for nothing
     */
    public int doWork() {
        return engine.threads().invoke();
    }

    /**
     * What opening found and mended.
     *
     * @return the report, null for a read-only engine
     */
    public Recovery recovery() {
        return engine.recovery();
    }

    /**
     * What the journal holds.
     *
     * @return segments, sequences and bytes
     */
    public JournalInfo info() {
        return engine.journal().info();
    }

    /**
     * The numbers of the engine at this moment: how far it has got, how full it is, and how each feed is doing. Any
     * thread; allocates. Another process reads those of a writing engine by {@link Metrics#read}.
     *
     * @return a copy of them, also when the engine is closed
     */
    public Metrics metrics() {
        return engine.metrics();
    }

    /** {@return how many writes brought a time before that of an earlier change, which was moved up} */
    public long clampedTimes() {
        return engine.writer() == null ? 0 : engine.writer().clampedTimes();
    }

    /** {@return how many writes were refused because they brought a time too far ahead of the clock} */
    public long earlyTimes() {
        return engine.writer() == null ? 0 : engine.writer().earlyTimes();
    }

    /** {@return whether the engine has failed; then it takes no writes any more} */
    public boolean isFailed() {
        return engine.state().isFailed();
    }

    /**
     * Closes the engine: refuses new writes, completes those in the ring, ends all feeds, forces the journal to the
     * disk. Idempotent; a second call from another thread waits for the first.
     *
     * <p>From inside a handler, a predicate or the error handler it returns at once, and a thread of its own closes the
     * engine when that code has returned.
     */
    @Override
    public void close() {
        engine.close();
    }

    /**
     * The field names and shapes of this engine, for document writers and JSON writers of one's own.
     *
     * @return the dictionary, the same for the life of the engine
     */
    public Dictionary dictionary() {
        return engine.dictionary();
    }

    /** What serves it. */
    Engine engine() {
        return engine;
    }
}
