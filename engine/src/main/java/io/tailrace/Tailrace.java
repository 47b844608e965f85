package io.tailrace;

import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.Field;
import io.tailrace.error.Arguments;
import io.tailrace.error.EngineException;
import io.tailrace.error.ReadOnlyJournalException;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.index.EntryScan;
import io.tailrace.index.Index;
import io.tailrace.index.IndexMemory;
import io.tailrace.journal.Indexes;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalInfo;
import io.tailrace.journal.Recovery;
import io.tailrace.query.Cursor;
import io.tailrace.query.Selection;
import io.tailrace.write.Ack;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.EngineState;
import io.tailrace.write.Forcing;
import io.tailrace.write.IndexState;
import io.tailrace.write.Operation;
import io.tailrace.write.Ring;
import io.tailrace.write.TableStates;
import io.tailrace.write.Writer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;

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

    /** More than the name of an index and the records beside its definition take. */
    private static final int DEFINITION_OVERHEAD_BYTES = 512;

    private final TailraceConfig config;
    private final Journal journal;
    private final Recovery recovery;
    private final IndexMemory memory;
    private final TableStates states;
    private final TableHandles tables;
    private final EngineState state = new EngineState();
    private final EngineThreads threads;
    private final EngineFeeds feeds;
    private final Ring ring;
    private final Writer writer;
    private final Forcing forcing;
    private final EngineReads reads;
    private final LongSupplier random;
    private final NanoClock nanoClock;
    private final Sessions sessions = new Sessions(this);

    private Tailrace(
            final TailraceConfig config, final Journal journal, final IndexMemory memory, final ThreadFactory factory) {
        this.config = config;
        this.journal = journal;
        this.memory = memory;
        nanoClock = config.threading() == Threading.INVOKER ? config.clock()::nanoTime : SystemNanoClock.INSTANCE;
        states = new TableStates(memory, journal.hashSeed());
        tables = new TableHandles(this, journal.tables());
        random = config.random();
        final StateReplay replay = new StateReplay(journal, states);
        final ErrorHandler errors = guarded(config.errorHandler());
        threads = new EngineThreads(config, errors, state, factory);
        if (config.isReadOnly()) {
            recovery = null;
            ring = null;
            writer = null;
            forcing = null;
            reads = new EngineReads(journal, states, state, replay, null);
            feeds = feeds(null);
            threads.startReadOnly();
            return;
        }
        final Recovery found = journal.recover(replay);
        replay.finish();
        ring = new Ring(config.writeSettings(), state, threads.waiting(), nanoClock);
        forcing = new Forcing(journal, ring, state, config.syncPolicy(), nanoClock, errors);
        writer = new Writer(
                ring,
                journal.appender(),
                journal.dictionary(),
                states,
                journal.tables(),
                journal.indexes(),
                config.limits(),
                config.writeSettings(),
                state,
                forcing,
                config.clock(),
                errors,
                journal.timeFloor());
        recovery = writer.behindAtOpen() == null
                ? found
                : found.noting(writer.behindAtOpen().getMessage());
        reads = new EngineReads(journal, states, state, replay, writer);
        feeds = feeds(writer);
        threads.start(writer, new Janitor(journal, memory, state, nanoClock, errors), forcing);
    }

    private EngineFeeds feeds(final Writer own) {
        return new EngineFeeds(journal, own, reads, state, threads, nanoClock, config.clock(), random);
    }

    /**
     * Opens a journal directory, makes it if there is none, and recovers its state.
     *
     * @param config how; checked here.
     * @return a running engine.
     * @throws IllegalArgumentException for a bad configuration, naming the setter.
     * @throws io.tailrace.error.JournalException for a directory that cannot be opened: in use, not a journal, of a
     *     newer format, read-only, damaged; or a JVM without the flags that are needed.
     */
    public static Tailrace open(final TailraceConfig config) {
        return open(config, new IndexMemory(), EngineThread::new);
    }

    /** With the memory for its indexes, and its threads, from the caller. */
    static Tailrace open(final TailraceConfig config, final IndexMemory memory, final ThreadFactory factory) {
        Arguments.given(config, "config", "open(config)").conclude();
        return Interrupts.apart("tailrace-opening", () -> openHere(config, memory, factory));
    }

    private static Tailrace openHere(
            final TailraceConfig config, final IndexMemory memory, final ThreadFactory factory) {
        final Journal journal = config.isInMemory()
                ? Journal.inMemory(config.journalConfig())
                : config.isReadOnly()
                        ? Journal.openReadOnly(config.journalConfig())
                        : Journal.open(config.journalConfig());
        try {
            return new Tailrace(config, journal, memory, factory);
        } catch (final Throwable ex) {
            try {
                journal.close();
            } catch (final RuntimeException suppressed) {
                ex.addSuppressed(suppressed);
            }
            throw ex;
        }
    }

    /**
     * A table by name, created with the key field {@code id} if there is none.
     *
     * @param name 1 to 64 letters, digits, {@code _}, {@code -}, {@code .}, not beginning with {@code .}.
     * @return the table.
     */
    public Table table(final String name) {
        Arguments.given(name, "name", "table(name)");
        reads.lookAhead();
        return tables.open(name, null);
    }

    /**
     * A table by name, created if there is none.
     *
     * @param name see {@link #table(String)}.
     * @param keyField name of the field that is the key.
     * @return the table.
     * @throws io.tailrace.error.DocumentException when the table has another key field.
     */
    public Table table(final String name, final String keyField) {
        Arguments.given(name, "name", "table(name, keyField)");
        Arguments.given(keyField, "keyField", "table(name, keyField)");
        reads.lookAhead();
        return tables.open(name, keyField);
    }

    /**
     * A table that exists.
     *
     * @param name of the table.
     * @return the table.
     * @throws io.tailrace.error.UnknownTableException when there is none of this name.
     */
    public Table existingTable(final String name) {
        Arguments.given(name, "name", "existingTable(name)");
        reads.lookAhead();
        return tables.existing(name);
    }

    /**
     * Begins a transaction: writes that happen together or not at all.
     *
     * @return an empty one, for one thread at a time.
     */
    public Transaction transaction() {
        checkWritable();
        return new Transaction(this, config.largestBlockBytes());
    }

    /**
     * Drops a table with everything in it. Feeds on it deliver what came before and end with an error.
     *
     * <p>Handles of it refuse every use from then on, also when another table of its name is made.
     *
     * @param name of the table.
     * @return false when there is none.
     */
    public boolean dropTable(final String name) {
        reads.lookAhead();
        return tables.drop(name);
    }

    /**
     * Names of all tables.
     *
     * @return names in order.
     */
    public List<String> tables() {
        reads.lookAhead();
        return tables.names();
    }

    /**
     * A handle of a field name, for fast access to documents of this engine.
     *
     * @param name of the field.
     * @return the handle, for any thread.
     */
    public Field field(final String name) {
        return journal.dictionary().field(name);
    }

    /**
     * Last committed sequence.
     *
     * @return 0 in an empty journal.
     */
    public long lastSequence() {
        return journal.lastSequence();
    }

    /**
     * Waits until a sequence is committed.
     *
     * @param sequence that is waited for.
     * @param timeout longest wait, zero to look only.
     * @return whether it is; false when the engine is closed meanwhile or the thread interrupted.
     * @throws io.tailrace.error.EngineFailedException when the engine fails first.
     */
    public boolean awaitSequence(final long sequence, final Duration timeout) {
        final Duration wait = Arguments.given(timeout, "timeout", "awaitSequence(sequence, timeout)");
        return feeds.await(() -> journal.lastSequence() >= sequence, feeds.deadline(wait));
    }

    /**
     * Forces everything that is committed to the disk, so that it survives the loss of power, and waits until it is.
     * One force serves all that wait for it. Does nothing in memory.
     *
     * @throws io.tailrace.error.EngineFailedException when the device refused, now or before: nobody knows what it
     *     holds then, and the engine must be opened anew.
     * @throws io.tailrace.error.EngineClosedException when the engine is closed first, which forces everything too.
     * @throws EngineException when the thread is interrupted, whose flag stays set: that ends the wait and not the
     *     force. With {@link Threading#INVOKER} the caller itself forces, which no interrupt ends.
     * @throws io.tailrace.error.IllegalBlockingCallException in a handler that the engine's one thread runs.
     */
    public void sync() {
        checkOpen();
        checkWritable();
        if (config.isInMemory()) {
            return;
        }
        final boolean forcesHere = config.threading() == Threading.INVOKER;
        threads.waiting().check();
        final long number = forcing.ask();
        int round = 0;
        while (!forcing.hasAnswered(number)) {
            checkOpen();
            if (!forcesHere && Thread.currentThread().isInterrupted()) {
                throw new EngineException("interrupted while waiting for the device, the force goes on: syncedSequence="
                        + forcing.syncedSequence() + " lastSequence=" + lastSequence()
                        + ", look at syncedSequence() or call sync() again");
            }
            threads.waiting().idle(null, round++);
        }
    }

    /**
     * The greatest sequence that is known to be on the disk: everything up to it survives the loss of power. What is
     * not synced yet lies between it and {@link #lastSequence()}. Does not wait.
     *
     * @return a sequence, 0 in memory.
     */
    public long syncedSequence() {
        checkWritable();
        return config.isInMemory() ? 0 : forcing.syncedSequence();
    }

    /**
     * Waits until a write is decided.
     *
     * @param ack that was handed in with a commit.
     * @return the same ack, done.
     * @throws io.tailrace.error.DiskFullException when there was no space for the change.
     * @throws io.tailrace.error.UnsyncedException when it was to be synced and forcing it failed: it may or may not be
     *     on the disk.
     * @throws io.tailrace.error.EngineFailedException when the engine failed first.
     * @throws io.tailrace.error.EngineClosedException when the engine was closed first.
     */
    public Ack await(final Ack ack) {
        checkWritable();
        return ring.await(Arguments.given(ack, "ack", "await(ack)"));
    }

    /**
     * Says that no later change is before a time, without a write: windows of all feeds that end by then are delivered,
     * such as the last one of a recording. That is journaled before a window closes by it, so it holds after a restart
     * too. A write that brings an earlier time is moved up, and counted. Waits until it is journaled.
     *
     * @param epochNs epoch time in ns; one that the journal has come to already changes nothing.
     * @throws io.tailrace.error.EarlyTimeException when it lies further ahead of the clock than {@code earliness}.
     * @throws io.tailrace.error.DiskFullException when there was no space for it.
     */
    public void advanceTime(final long epochNs) {
        checkWritable();
        final Ack ack = new Ack();
        ring.checkMayWait();
        ring.send(Operation.ADVANCE_TIME, 0, epochNs, 0, new UnsafeBuffer(0, 0), 0, null, 0, 0, ack, false);
        ring.await(ack);
        if (config.acknowledgement() == Acknowledgement.SYNCED) {
            sync(); // what has no sequence is not covered by one
        }
    }

    /**
     * How far the clock is behind the time that the journal has come to. Up to {@code earliness} that is as it should
     * be. More means that the clock is or was wrong; changes are then dated from that time on, at half the pace of the
     * clock until it has caught up, and {@link #recovery()} or the error handler says so.
     *
     * @return nanoseconds, 0 when it is not behind.
     */
    public long clockBehindNs() {
        final long floorNs = journal.timeFloor();
        final long nowNs = config.clock().nanoTime();
        return floorNs <= nowNs ? 0 : floorNs - nowNs;
    }

    /**
     * Polls a feed again and again, under a name that is made up, see {@link #run(String, Feed, ChangeHandler)}.
     *
     * @param feed to poll, by nobody else.
     * @param handler takes its changes.
     * @return the run, which ends with the feed.
     */
    public FeedRun run(final Feed feed, final ChangeHandler handler) {
        final String call = "run(feed, handler)";
        return threads.run(Arguments.given(feed, "feed", call), Arguments.given(handler, "handler", call));
    }

    /**
     * Polls a feed again and again, on a thread of its own or the engine's, until it is closed or ends; then it is
     * closed and let go of. An error ends that feed alone: the error handler is told which it was, at which sequence
     * and why, and so does {@link FeedRun#failure()}.
     *
     * @param name for errors, for {@link #feeds()}, and for the thread where the feed has one of its own.
     * @param feed to poll, by nobody else.
     * @param handler takes its changes.
     * @return the run, which ends with the feed.
     * @throws EngineException for an argument that is null.
     */
    public FeedRun run(final String name, final Feed feed, final ChangeHandler handler) {
        final String call = "run(name, feed, handler)";
        return threads.run(
                Arguments.given(name, "name", call),
                Arguments.given(feed, "feed", call),
                Arguments.given(handler, "handler", call));
    }

    /**
     * The feeds that the engine runs.
     *
     * @return those that run, and those that have failed and were not closed since, in the order they were begun.
     */
    public List<FeedRun> feeds() {
        return threads.feeds();
    }

    /**
     * Runs the duty cycle once, with {@link Threading#INVOKER}; does nothing with the other modes.
     *
     * @return how much was done, 0 for nothing.
     */
    public int doWork() {
        return config.threading() == Threading.INVOKER ? threads.doWork() : 0;
    }

    /**
     * What opening found and mended.
     *
     * @return the report, null for a read-only engine.
     */
    public Recovery recovery() {
        return recovery;
    }

    /**
     * What the journal holds.
     *
     * @return segments, sequences and bytes.
     */
    public JournalInfo info() {
        return journal.info();
    }

    /**
     * How many writes brought a time before that of an earlier change.
     *
     * @return number of times that were moved up.
     */
    public long clampedTimes() {
        return writer == null ? 0 : writer.clampedTimes();
    }

    /**
     * How many writes were refused because they brought a time too far ahead of the clock.
     *
     * @return number of writes.
     */
    public long earlyTimes() {
        return writer == null ? 0 : writer.earlyTimes();
    }

    /**
     * Whether the engine has failed; then it takes no writes any more.
     *
     * @return true from the first failure on.
     */
    public boolean isFailed() {
        return state.isFailed();
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
        if (feeds.usedHere() || threads.runsHere()) {
            new Thread(this::close, "tailrace-close").start();
            return;
        }
        Interrupts.deferred(this::closeHere);
    }

    private void closeHere() {
        if (!state.beginClose()) {
            int round = 0;
            while (!state.isClosed()) {
                threads.waiting().idleBeside(round++);
            }
            return;
        }
        try {
            int round = 0;
            while (writer != null && !writer.isSealed()) {
                threads.waiting().idleBeside(round++);
            }
            feeds.close();
        } finally {
            try {
                Interrupts.apart("tailrace-closing", this::stop);
            } finally {
                state.endClose();
            }
        }
    }

    private void stop() {
        try {
            threads.stop();
        } finally {
            journal.close();
        }
    }

    /** A handler that fails has nobody to be told of it; above all it must not end the thread that calls it. */
    private static ErrorHandler guarded(final ErrorHandler handler) {
        return error -> {
            try {
                handler.onError(error);
            } catch (final Throwable ex) {
                if (ex != error) {
                    error.addSuppressed(ex);
                }
            }
        };
    }

    Feed openFeed(final String query, final List<Selection> selections, final ChangesOptions options) {
        return feeds.add(selections, () -> Feed.open(feeds, query, selections, options));
    }

    Cursor openCursor(final List<Selection> selections, final long skip, final long limit) {
        state.check();
        return Cursor.open(feeds, selections, skip, limit);
    }

    void checkOpen() {
        state.check();
    }

    void checkWritable() {
        if (writer == null) {
            throw new ReadOnlyJournalException(
                    "engine is read-only: open it without TailraceConfig.readOnly(true) to write");
        }
    }

    /** The index of a table, brought up to date where another process writes it. */
    Index readable(final Table table) {
        return reads.index(table.id());
    }

    /** A scan of a table's keys in order, whose ordered structure is there. */
    EntryScan orderedKeys(final Table table) {
        return reads.orderedKeys(table.id(), feeds);
    }

    /** A key for a document that came without: the text of a random UUID. */
    String newKey() {
        final long high = random.getAsLong() & ~0xF000L | 0x4000L;
        final long low = random.getAsLong() & ~(0b11L << 62) | 1L << 63;
        return new UUID(high, low).toString();
    }

    /** Hands in the making or dropping of something with a name, and waits until it is decided. */
    Ack define(
            final Operation operation,
            final int table,
            final long version,
            final DirectBuffer name,
            final DirectBuffer definition) {
        checkWritable();
        final Ack ack = new Ack();
        final int length = definition == null ? 0 : definition.capacity();
        ring.checkMayWait();
        final boolean synced = config.acknowledgement() == Acknowledgement.SYNCED;
        ring.send(operation, table, Ring.NO_TIME, version, name, name.capacity(), definition, 0, length, ack, synced);
        return ring.await(ack);
    }

    /** Refuses a definition that the catalogue has no room for. */
    void checkDefinition(final int bytes, final String where) {
        journal.checkDefinition(bytes, where);
    }

    Indexes indexCatalogue() {
        return journal.indexes();
    }

    /** Longest definition of an index: it goes through the ring, and takes half a block with what stands beside it. */
    int largestDefinitionBytes() {
        return Math.min(ring.largestMessage(), config.largestBlockBytes() / 2) - DEFINITION_OVERHEAD_BYTES;
    }

    EngineReads reads() {
        return reads;
    }

    /** Waits until a secondary index is built. */
    void awaitIndex(final Table table, final IndexState index) {
        if (!feeds.await(() -> reads.isReady(table.id(), index), Long.MAX_VALUE)) {
            checkOpen();
            throw new EngineException("interrupted while an index was built, it goes on: table=" + table.name()
                    + " index=" + index.name() + ", wait until table.isIndexReady(name)");
        }
    }

    /** Memory of all indexes. */
    long indexBytes() {
        return memory.reservedBytes();
    }

    Session session() {
        return sessions.session();
    }

    Ring ring() {
        checkWritable();
        return ring;
    }

    /**
     * The field names and shapes of this engine, for document writers and JSON writers of one's own.
     *
     * @return the dictionary, the same for the life of the engine.
     */
    public Dictionary dictionary() {
        return journal.dictionary();
    }

    DocumentLimits limits() {
        return config.limits();
    }

    Acknowledgement acknowledgement() {
        return config.acknowledgement();
    }

    /** Whether a write of this level waits for the device; refuses it where there is none. */
    boolean isSynced(final Acknowledgement level) {
        if (level == Acknowledgement.SYNCED && config.isInMemory()) {
            throw new EngineException(
                    "nothing is synced in memory: acknowledgement=SYNCED, commit with JOURNALED or open"
                            + " the engine with TailraceConfig.directory(path); nothing is written");
        }
        return level == Acknowledgement.SYNCED;
    }
}
