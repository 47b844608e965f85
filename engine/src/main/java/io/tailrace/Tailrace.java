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
     * Opens a journal directory, creates it if there is none, and recovers its state. Blocks while it does: for about a
     * second for each GiB of journal that no snapshot covers.
     *
     * @param config how; checked here, and not used after this returns
     * @return a running engine, to be closed
     * @throws IllegalArgumentException for a bad configuration, naming the setter
     * @throws io.tailrace.error.MissingJvmFlagsException when the JVM lacks a flag that is needed; says which
     * @throws io.tailrace.error.JournalInUseException when another engine, of this process or another, writes to the
     *     directory
     * @throws io.tailrace.error.NotAJournalException when the directory holds something else
     * @throws io.tailrace.error.UnsupportedFormatException when the journal has the format of another version
     * @throws io.tailrace.error.CorruptJournalException when it is damaged within what was forced to the disk
     * @throws io.tailrace.error.JournalException for everything else that keeps a directory from being opened, such as
     *     a file system that is full or read-only
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
     * {@return a table by name, created with the key field {@code id} if there is none} Creating one waits until that
     * is journaled, and takes a sequence. A journal has at most 1,024 tables in its life, dropped ones included, so
     * keep and empty a table rather than drop and create it again and again.
     *
     * @param name 1 to 64 letters, digits, {@code _}, {@code -}, {@code .}, not beginning with {@code .}
     * @throws io.tailrace.error.DocumentException for another name
     * @throws io.tailrace.error.ReadOnlyJournalException when there is no such table and the engine only reads
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
     * @param keyField name of the field that is the key, 1 to 255 bytes of UTF-8
     * @throws io.tailrace.error.DocumentException when the table has another key field, or for a bad name
     * @throws io.tailrace.error.ReadOnlyJournalException as {@link #table(String)}
     * @throws io.tailrace.error.LimitException as {@link #table(String)}
     */
    public Table table(String name, String keyField) {
        Arguments.given(name, "name", "table(name, keyField)");
        Arguments.given(keyField, "keyField", "table(name, keyField)");
        engine.reads().lookAhead();
        return tables.open(name, keyField);
    }

    /**
     * {@return a table that exists} Never creates one, and does not wait.
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
     * Drops a table with all its documents and indexes, and waits until that is journaled. Feeds on it deliver
     * everything before the drop, and then end with an error.
     *
     * <p>Handles of it refuse every use from then on, also when another table of the same name is created. It still
     * counts among the 1,024 tables that a journal has in its life, and its indexes among the 1,024 indexes.
     *
     * @param name of the table
     * @return false when there is none
     * @throws io.tailrace.error.ReadOnlyJournalException when the engine only reads
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
     * A handle of a field name, for fast access to the documents of this engine. Look it up once and keep it: it is
     * valid as long as the engine.
     *
     * @param name of the field, 1 to 255 bytes of UTF-8; it need not occur in any document yet
     * @return the handle, for any thread; always the same for a name
     */
    public Field field(String name) {
        return engine.field(name);
    }

    /** {@return the last committed sequence, 0 in an empty journal} */
    public long lastSequence() {
        return engine.lastSequence();
    }

    /**
     * The last change at a time: the greatest sequence whose change has that journal time or an earlier one. Found by
     * binary search, however long the journal.
     *
     * @param time any
     * @return at most {@link #lastSequence()}; if all changes are later, one less than the oldest sequence that can be
     *     read
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
     * The journal time of a change, as {@link #sequenceAt} compares it.
     *
     * @param sequence of a committed change that the journal holds
     * @return when it was made, by the clock of the engine or as the write said
     * @throws io.tailrace.error.ExpiredException when the journal no longer holds it
     * @throws EngineException when it is not committed yet
     */
    public Instant timeOf(long sequence) {
        engine.checkOpen();
        return Instants.of(engine.timeOf(sequence));
    }

    /**
     * All tables as they were at a sequence, with every query. Loads the newest snapshot before it and the journal from
     * there on, when this is called, into memory of its own: as much as the documents of that time take.
     *
     * @param sequence a committed one, or 0 for before the first; inside a transaction it is taken literally, and the
     *     state holds part of the transaction
     * @return the state, to be closed
     * @throws io.tailrace.error.BeyondEndException when it is not committed yet
     * @throws io.tailrace.error.ExpiredException when that state can no longer be made; names the oldest that can
     * @throws io.tailrace.error.CorruptJournalException when a part of the journal that is needed for it is damaged
     */
    public AsOf asOf(long sequence) {
        return new AsOf(engine.asOf(sequence));
    }

    /**
     * All tables as they were at a time: after all changes with that journal time or an earlier one, as far as they are
     * committed when this is called.
     *
     * @param time any; before the first change it gives empty tables
     * @return the state, to be closed; {@link AsOf#sequence()} tells its sequence
     * @throws io.tailrace.error.ExpiredException as {@link #asOf(long)}
     */
    public AsOf asOf(Instant time) {
        return asOf(sequenceAt(Arguments.given(time, "time", "asOf(time)")));
    }

    /**
     * Compares two states of all tables, document by document: that at one sequence with that at another.
     *
     * @param from sequence of the first state, 0 for before the first change; taken literally, see {@link #asOf(long)}
     * @param until sequence of the second state, not before the first
     * @return the comparison, to be run
     * @throws EngineException when {@code from} is negative or after {@code until}
     */
    public Diff diff(long from, long until) {
        engine.checkOpen();
        return new Diff(engine, from, until);
    }

    /**
     * Writes a stretch of the journal into a file: the state at its beginning, then its changes.
     * {@link io.tailrace.journal.StretchImport} makes a journal of such a file.
     *
     * @param from sequence whose state comes first, 0 for none; taken literally, see {@link #asOf(long)}
     * @param until last sequence, not before that
     * @param file that does not exist yet; it appears when it is complete
     * @return what was written
     * @throws io.tailrace.error.BeyondEndException when the end is not committed yet
     * @throws io.tailrace.error.ExpiredException when the journal no longer holds the beginning
     * @throws io.tailrace.error.JournalException when the file exists, or cannot be written
     */
    public Stretch export(long from, long until, Path file) {
        engine.checkOpen();
        return StretchExport.write(engine.journal(), from, until, file);
    }

    /**
     * Writes a stretch as operations in JSON, a line each: upserts of the documents at its beginning, then its changes.
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
     * @return a replay of the whole journal, without pauses; set it up, then run it
     */
    public Replay replay() {
        engine.checkOpen();
        return new Replay(engine, ReplayPace.of(engine));
    }

    /**
     * Waits until a sequence is committed.
     *
     * @param sequence to wait for
     * @param timeout longest wait; zero only looks
     * @return whether it is committed; false on timeout, when the engine is closed meanwhile, or when the thread is
     *     interrupted
     * @throws io.tailrace.error.EngineFailedException when the engine fails first
     */
    public boolean awaitSequence(long sequence, Duration timeout) {
        return engine.awaitSequence(sequence, Arguments.given(timeout, "timeout", "awaitSequence(sequence, timeout)"));
    }

    /**
     * Forces everything committed to the disk, so that it survives the loss of power, and waits until it is there. One
     * force serves all that wait. Does nothing in memory.
     *
     * @throws io.tailrace.error.EngineFailedException when the disk refused, now or before: nobody knows what it holds
     *     then; open the engine again
     * @throws io.tailrace.error.EngineClosedException when the engine is closed first, which forces everything too
     * @throws EngineException when the thread is interrupted while it waits; its flag stays set. That ends the wait,
     *     not the force. With {@link Threading#INVOKER} the caller itself forces, and no interrupt ends that.
     * @throws io.tailrace.error.IllegalBlockingCallException in a handler that the engine's one thread runs
     */
    public void sync() {
        engine.sync();
    }

    /**
     * The greatest sequence known to be on the disk: everything up to it survives the loss of power. Changes after it,
     * up to {@link #lastSequence()}, are journaled but not forced yet. Does not wait.
     *
     * @return a sequence, 0 in memory
     */
    public long syncedSequence() {
        return engine.syncedSequence();
    }

    /**
     * Takes a snapshot: a file with everything the engine holds at one sequence. Opening then reads only what was
     * written since. Runs on the calling thread while writes go on; if one is being taken already, waits for that
     * first. {@link TailraceConfig#snapshots} says how many are kept.
     *
     * @return what was written; its sequence is at least the last one committed before the call
     * @throws io.tailrace.error.DiskFullException when there was no space for it; the engine goes on
     * @throws io.tailrace.error.LimitException when more than 1 GiB of changes came in while it was taken
     * @throws EngineException when nothing was ever written, and in memory
     * @throws io.tailrace.error.ReadOnlyJournalException when another process writes
     * @throws io.tailrace.error.EngineClosedException when the engine is closed first
     * @throws io.tailrace.error.IllegalBlockingCallException in a handler that the engine's one thread runs
     */
    public Snapshot snapshot() {
        return engine.snapshot();
    }

    /**
     * Takes a snapshot, then removes the segments of the journal that are no longer needed: those that
     * {@link TailraceConfig#retention} would remove or, if that keeps all, every one before the second newest sound
     * snapshot. Removes nothing that a feed or cursor waits for. Runs on the calling thread while writes go on.
     *
     * <p>Two snapshots, and everything after the older one, always stay. So right after the first snapshot ever nothing
     * is removed.
     *
     * @return what was done
     * @throws io.tailrace.error.CorruptJournalException when an older snapshot is damaged: nothing is removed on the
     *     strength of it; another call passes over it
     * @throws RuntimeException as {@link #snapshot()}
     */
    public Compaction compact() {
        return engine.compact();
    }

    /**
     * The oldest sequence that can be read: a feed that starts before it is refused with an
     * {@link io.tailrace.error.ExpiredException}.
     *
     * @return 1 if nothing was ever removed
     */
    public long oldestSequence() {
        return engine.journal().firstSequence();
    }

    /**
     * The snapshots of the journal.
     *
     * @return those whose headers are sound, newest first; empty in memory
     */
    public List<Snapshot> snapshots() {
        return engine.journal().snapshots();
    }

    /**
     * The named cursors, see {@link io.tailrace.feed.ChangesOptions#cursor}.
     *
     * @return all of them, by name, as they are now; works in a read-only engine too
     */
    public List<CursorInfo> cursors() {
        engine.checkOpen();
        return Cursors.of(engine.journal()).list();
    }

    /**
     * Sets the position of a named cursor, and lets the next query that uses it take it over. That feed continues after
     * the sequence, and its reader is assumed to know the result there. Called with the current position, it changes
     * only the query. Forced to the disk when this returns.
     *
     * @param name of the cursor, which no feed may have at the moment
     * @param sequence all changes up to it count as handled, 0 for none
     * @throws io.tailrace.error.CursorException when there is no such cursor, or a feed has it
     * @throws io.tailrace.error.ExpiredException when the journal no longer holds what comes after the sequence
     * @throws IllegalArgumentException when the journal does not reach it
     * @throws io.tailrace.error.ReadOnlyJournalException when another process writes
     */
    public void moveCursor(String name, long sequence) {
        engine.moveCursor(Arguments.given(name, "name", "moveCursor(name, sequence)"), sequence);
    }

    /**
     * Deletes a named cursor: the next feed with its name starts anew.
     *
     * @param name of the cursor, which no feed may have at the moment
     * @return false when there is none
     * @throws io.tailrace.error.CursorException when a feed has it
     * @throws io.tailrace.error.ReadOnlyJournalException when another process writes
     * @throws io.tailrace.error.DiskFullException when the journal holds a position of it and there was no space to
     *     record the deletion; it stays
     */
    public boolean deleteCursor(String name) {
        return engine.deleteCursor(Arguments.given(name, "name", "deleteCursor(name)"));
    }

    /**
     * Waits until the outcome of a write is known. Any thread, but one at a time for an ack.
     *
     * @param ack that was handed in with a commit
     * @return the same ack, done; {@link Ack#orThrow()} turns an error into an exception
     * @throws io.tailrace.error.DiskFullException when there was no space for the change
     * @throws io.tailrace.error.UnsyncedException when it was to be synced and the force failed: it may or may not be
     *     on the disk
     * @throws io.tailrace.error.EngineFailedException when the engine failed first
     * @throws io.tailrace.error.EngineClosedException when the engine was closed first
     */
    public Ack await(Ack ack) {
        return engine.ring().await(Arguments.given(ack, "ack", "await(ack)"));
    }

    /**
     * Declares that no later change is before a time, without a write: squash windows that end by then are delivered,
     * such as the last one of a recording. The declaration is journaled first, so it holds after a restart too. A write
     * that brings an earlier time is moved up, and counted. Waits until it is journaled.
     *
     * @param epochNs epoch time in ns; a time that the journal has reached already changes nothing
     * @throws io.tailrace.error.EarlyTimeException when it is further ahead of the clock than {@code earliness}
     * @throws io.tailrace.error.DiskFullException when there was no space for it
     */
    public void advanceTime(long epochNs) {
        engine.advanceTime(epochNs);
    }

    /**
     * How far the clock is behind the time that the journal has reached. Up to {@code earliness} that is normal. More
     * means that the clock is or was wrong; changes are then dated from that time onwards, at half the pace of the
     * clock until it has caught up, and {@link #recovery()} or the error handler says so.
     *
     * @return nanoseconds, 0 when it is not behind, {@link Long#MAX_VALUE} when it is more than that
     */
    public long clockBehindNs() {
        return engine.clockBehindNs();
    }

    /**
     * Has the engine poll a feed, under a generated name, see {@link #run(String, Feed, ChangeHandler)}.
     *
     * @param feed to poll; nobody else may
     * @param handler receives its events
     * @return the run, which ends with the feed
     */
    public FeedRun run(Feed feed, ChangeHandler handler) {
        String call = "run(feed, handler)";
        return engine.runs().run(Arguments.given(feed, "feed", call), Arguments.given(handler, "handler", call));
    }

    /**
     * Has the engine poll a feed until it is closed or ends, together with others, on the threads that the engine has
     * for feeds, see {@link TailraceConfig#feedThreads}. When it has ended it is closed. With
     * {@link Threading#DEDICATED} another thread polls it while it shows initial values or is far behind; never do two
     * at once. An error ends that feed alone: the error handler is told which one it was, at which sequence and why,
     * and so does {@link FeedRun#failure()}.
     *
     * @param name for errors and for {@link #feeds()}; need not be unique
     * @param feed to poll; nobody else may
     * @param handler receives its events, on a thread of the engine, one at a time; each is valid during the call
     * @return the run, which ends with the feed
     * @throws EngineException for an argument that is null, or a feed in use
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
     * Has the engine poll a feed on a thread of its own, if the engine has threads, so that its handler delays no other
     * feed, and no other delays it.
     *
     * @param name for errors, for {@link #feeds()}, and for the thread
     * @param feed to poll; nobody else may
     * @param handler receives its events; each is valid during the call
     * @return the run, which ends with the feed
     * @throws EngineException for an argument that is null, or a feed in use
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
     * Publishes feeds to subscribers of Reactive Streams: each gets a feed of its own, opened when it subscribes. An
     * event is delivered when it was requested, as a copy that the subscriber may keep: this allocates. A subscriber
     * that requests nothing costs no thread and no events, as its feed falls behind in the journal; cancelling closes
     * the feed.
     *
     * <p>With {@link Threading#DEDICATED} one thread, {@code tailrace-subscribers}, serves all subscribers of an
     * engine, else the thread that runs the engine: so none may block, and one that computes for long keeps the others
     * waiting. {@code onSubscribe} is called on the thread that subscribes, and so is {@code onError} if no feed can be
     * opened. An end that was asked for is {@code onComplete}; {@code onError} brings what {@link Feed#poll} throws, or
     * that the engine has failed or is closed. A subscriber that throws counts as cancelled, and the error handler is
     * told. With a {@linkplain io.tailrace.feed.ChangesOptions#cursor cursor} an event counts as handled when
     * {@code onNext} has returned.
     *
     * @param feeds opens a feed of this engine each time it is called, with steps after {@code changes} if any; such as
     *     {@code () -> quotes.changes(squash(true))}
     * @return a publisher, for any thread
     */
    public Flow.Publisher<Change> publisher(Supplier<Feed> feeds) {
        return new FeedPublisher(Arguments.given(feeds, "feeds", "publisher(feeds)"), engine.subscriptions());
    }

    /**
     * Makes a group of feeds for a thread of yours to poll: one reader of the journal serves them all.
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
     * @return those that run, and those that have failed and were not closed since, in the order in which they were
     *     started
     */
    public List<FeedRun> feeds() {
        return engine.runs().feeds();
    }

    /**
     * Does one piece of the work of writer, janitor and feeds, with {@link Threading#INVOKER}; does nothing with the
     * other modes. Any thread, one at a time.
     *
     * @return how much was done, 0 for nothing
     */
    public int doWork() {
        return engine.threads().invoke();
    }

    /**
     * What opening found and repaired.
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
     * thread; allocates. In another process, {@link Metrics#read} reads those of an engine that writes.
     *
     * @return a copy of them, also when the engine is closed
     */
    public Metrics metrics() {
        return engine.metrics();
    }

    /**
     * {@return how many writes brought a time before that of an earlier change or beyond the lateness, which was moved
     * up}
     */
    public long clampedTimes() {
        return engine.writer() == null ? 0 : engine.writer().clampedTimes();
    }

    /** {@return how many writes were refused because they brought a time too far ahead of the clock} */
    public long earlyTimes() {
        return engine.writer() == null ? 0 : engine.writer().earlyTimes();
    }

    /** {@return whether the engine has failed and takes no more writes} The error handler was told why. */
    public boolean isFailed() {
        return engine.state().isFailed();
    }

    /**
     * Closes the engine: refuses new writes, completes those in the ring, ends all feeds, and forces the journal to the
     * disk. Any thread; a second call does nothing but wait for the first.
     *
     * <p>Called inside a handler, a predicate or the error handler it returns at once, and a thread of its own closes
     * the engine when that code has returned.
     */
    @Override
    public void close() {
        engine.close();
    }

    /**
     * The field names and shapes of this engine, for document writers and JSON writers of yours.
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
