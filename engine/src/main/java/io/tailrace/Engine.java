package io.tailrace;

import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.Field;
import io.tailrace.error.EngineException;
import io.tailrace.error.ExpiredException;
import io.tailrace.error.ReadOnlyJournalException;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.EngineSide;
import io.tailrace.feed.Feed;
import io.tailrace.index.EntryScan;
import io.tailrace.index.Index;
import io.tailrace.index.IndexMemory;
import io.tailrace.journal.Cursors;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalReader;
import io.tailrace.journal.NamedCursor;
import io.tailrace.journal.Recovery;
import io.tailrace.journal.Retirement;
import io.tailrace.journal.Snapshot;
import io.tailrace.metrics.Metrics;
import io.tailrace.query.Cursor;
import io.tailrace.query.Explaining;
import io.tailrace.query.Explanation;
import io.tailrace.query.IndexDefinition;
import io.tailrace.query.Reads;
import io.tailrace.query.Selection;
import io.tailrace.write.Ack;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.Batch;
import io.tailrace.write.EngineState;
import io.tailrace.write.Forcing;
import io.tailrace.write.LiveIndex;
import io.tailrace.write.LiveTables;
import io.tailrace.write.Operation;
import io.tailrace.write.Ring;
import io.tailrace.write.SnapshotJob;
import io.tailrace.write.Snapshots;
import io.tailrace.write.TableReplay;
import io.tailrace.write.Writer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An open journal and all that works on it: who writes, who reads, on which threads, and how they begin and end. What
 * users call of it is {@link Tailrace}. Any thread.
 */
final class Engine {
    /** More than the name of an index and the records beside its definition take. */
    private static final int DEFINITION_OVERHEAD_BYTES = 512;

    private final TailraceConfig config;
    private final Journal journal;
    private final Recovery recovery;
    private final IndexMemory memory;
    private final EngineState state = new EngineState();
    private final EngineThreads threads;
    /** Makes the threads on which it is closed. */
    private final ThreadFactory closing;

    private final EngineFeeds feeds;
    private final FeedRuns runs;
    private final Subscriptions subscriptions;
    private final EngineReads reads;
    private final LongSupplier random;
    private final Sessions sessions = new Sessions(this);
    private final EngineMetrics metrics;
    // These four are null where another process writes.
    private final Ring ring;
    private final Writer writer;
    private final Forcing forcing;
    // These two are null in memory too.
    private final Snapshots snapshots;
    private final Retention retention;

    private Engine(TailraceConfig config, Journal journal, IndexMemory memory, ThreadFactory factory) {
        this.config = config;
        this.journal = journal;
        this.memory = memory;
        random = config.random();
        closing = config.threads();
        LiveTables states = new LiveTables(memory, journal.hashSeed());
        TableReplay replay = new TableReplay(journal, states);
        ErrorHandler errors = guarded(config.errorHandler());
        threads = new EngineThreads(config, errors, state, factory);
        if (config.isReadOnly()) {
            recovery = null;
            ring = null;
            writer = null;
            forcing = null;
            snapshots = null;
            retention = null;
            reads = new EngineReads(journal, states, state, replay, null);
            feeds = new EngineFeeds(config, journal, reads, state, threads, null);
            runs = new FeedRuns(config, feeds, threads, errors);
            subscriptions = new Subscriptions(feeds, threads, state, errors);
            metrics = metrics(states);
            threads.startReadOnly();
            return;
        }
        Recovery found = journal.recover(replay.folding());
        replay.finish();
        ring = new Ring(config.writeSettings(), state, threads.waiting(), config.nanoClock(), journal.hashSeed());
        forcing = new Forcing(journal, ring, state, config.syncPolicy(), config.nanoClock(), errors);
        writer = new Writer(
                ring, forcing, threads.sleepers(), journal, states, config.writeSettings(), config.clock(), errors);
        recovery = writer.behindAtOpen() == null
                ? found
                : found.noting(writer.behindAtOpen().getMessage());
        reads = new EngineReads(journal, states, state, replay, writer);
        feeds = new EngineFeeds(config, journal, reads, state, threads, writer);
        runs = new FeedRuns(config, feeds, threads, errors);
        subscriptions = new Subscriptions(feeds, threads, state, errors);
        snapshots = config.isInMemory() ? null : snapshots(states, found);
        retention = config.isInMemory() ? null : new Retention(journal, config.retention(), state);
        if (retention != null) {
            retention.hold(feeds);
            retention.hold(new CursorHold(Cursors.of(journal), errors));
        }
        Agent taking = config.snapshots().isPeriodic() || !config.retention().isKeepingAll()
                ? new SnapshotAgent(snapshots, retention, state, policyClock(config), errors)
                : null;
        metrics = metrics(states);
        metrics.begin(errors);
        Janitor janitor = new Janitor(journal, memory, state, config.nanoClock(), errors, runs, metrics);
        threads.start(writer, janitor, forcing, taking);
    }

    /** A caller's clock, which may count how often it is asked, is so only where the policies speak of time. */
    private static NanoClock policyClock(TailraceConfig config) {
        return config.snapshots().isByTime() || !config.retention().isKeepingAll() ? config.nanoClock() : () -> 0;
    }

    private EngineMetrics metrics(LiveTables states) {
        return new EngineMetrics(
                config, journal, memory, states, state, feeds.open(), runs, ring, writer, forcing, snapshots);
    }

    private Snapshots snapshots(LiveTables states, Recovery found) {
        return new Snapshots(
                journal,
                states,
                writer::appliedSequence,
                state,
                config.snapshots(),
                found.bytes(),
                config.nanoClock().nanoTime());
    }

    /** Opens a journal as a checked configuration says. */
    static Engine open(TailraceConfig config, IndexMemory memory, ThreadFactory factory) {
        Journal journal = config.isInMemory()
                ? Journal.inMemory(config.journalConfig())
                : config.isReadOnly()
                        ? Journal.openReadOnly(config.journalConfig())
                        : Journal.open(config.journalConfig());
        try {
            return new Engine(config, journal, memory, factory);
        } catch (Throwable e) {
            try {
                journal.close();
            } catch (RuntimeException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /** A handler that fails has nobody to be told of it; above all it must not end the thread that calls it. */
    static ErrorHandler guarded(ErrorHandler handler) {
        return error -> {
            try {
                handler.onError(error);
            } catch (Throwable e) {
                if (e != error) {
                    error.addSuppressed(e);
                }
            }
        };
    }

    TailraceConfig config() {
        return config;
    }

    Journal journal() {
        return journal;
    }

    Dictionary dictionary() {
        return journal.dictionary();
    }

    DocumentLimits limits() {
        return config.limits();
    }

    Field field(String name) {
        return journal.dictionary().field(name);
    }

    /** What opening found and mended, null where another process writes. */
    Recovery recovery() {
        return recovery;
    }

    Metrics metrics() {
        return metrics.metrics();
    }

    EngineState state() {
        return state;
    }

    FeedRuns runs() {
        return runs;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    EngineThreads threads() {
        return threads;
    }

    EngineReads reads() {
        return reads;
    }

    /** Who writes, null where another process does. */
    Writer writer() {
        return writer;
    }

    /** The calling thread's session. */
    Session session() {
        return sessions.session();
    }

    /** The way to the writer; refuses where another process writes. */
    Ring ring() {
        checkWritable();
        return ring;
    }

    void checkOpen() {
        state.check();
    }

    void checkWritable() {
        if (writer == null) {
            throw new ReadOnlyJournalException(
                    journal.isView()
                            ? "the state as of sequence=" + lastSequence() + " is for reading: write to the engine"
                            : "engine is read-only: open it without TailraceConfig.readOnly(true) to write");
        }
    }

    /** An engine of its own with the state at a sequence; not read before it is asked for. */
    Engine asOf(long sequence) {
        if (sequence < 0) {
            throw new EngineException("asOf=" + sequence + " must not be negative");
        }
        checkOpen();
        return new Engine(config.forReading(), journal.asOf(sequence), new IndexMemory(), config.threads());
    }

    /** Memory of all indexes. */
    long indexBytes() {
        return memory.reservedBytes();
    }

    long lastSequence() {
        return journal.lastSequence();
    }

    /** An engine of its own with the changes up to a sequence, whose state is not read before it is asked for. */
    Engine upTo(long sequence) {
        checkOpen();
        return new Engine(config.forReading(), journal.upTo(sequence), new IndexMemory(), config.threads());
    }

    long sequenceAt(long epochNs) {
        checkOpen();
        return journal.sequenceAt(epochNs);
    }

    /** Journal time of a committed change. */
    long timeOf(long sequence) {
        if (sequence < 1 || sequence > lastSequence()) {
            throw new EngineException("there is no such change: sequence=" + sequence + " last=" + lastSequence());
        }
        try (JournalReader reader = feeds.reader(sequence)) {
            if (!reader.nextUpTo(sequence)) {
                throw new EngineException("sequence=" + sequence + " cannot be read, last=" + lastSequence());
            }
            return reader.timeNs();
        }
    }

    boolean awaitSequence(long sequence, Duration timeout) {
        return feeds.awaitCommit(() -> journal.lastSequence() >= sequence, feeds.deadline(timeout));
    }

    /** The index of a table, brought up to date where another process writes it. */
    Index readable(TableName table) {
        return reads.index(table.id());
    }

    /** A scan of a table's keys in order, whose ordered structure is there. */
    EntryScan orderedKeys(TableName table) {
        return reads.orderedKeys(table.id(), feeds);
    }

    /** A secondary index by name; refuses one that there is not. */
    IndexDefinition definition(TableName table, String index) {
        LiveIndex found = reads.secondary(table.id(), index);
        return new IndexDefinition(found.id(), found.name(), found.expression(), found.multi());
    }

    /** Waits until a secondary index is built. */
    void awaitIndex(TableName table, LiveIndex index) {
        if (!feeds.await(() -> reads.isReady(table.id(), index), Long.MAX_VALUE)) {
            checkOpen();
            throw new EngineException("interrupted while an index was built, it goes on: table=" + table.name()
                    + " index=" + index.name() + ", wait until table.isIndexReady(name)");
        }
    }

    Feed openFeed(Object query, List<Selection> selections, ChangesOptions options) {
        ChangesOptions ending = journal.isView() ? EngineSide.ending(options, lastSequence()) : options;
        long refused = -1;
        while (true) {
            Feed feed = feeds.add(selections, () -> EngineSide.open(feeds, query, selections, ending));
            if (retention == null || !EngineSide.isHolding(feed)) {
                return feed;
            }
            try {
                retention.confirm(feed.position() + 1);
                return feed;
            } catch (ExpiredException e) {
                long position = feed.position();
                feed.close();
                if (!EngineSide.isFromStart(ending) || position == refused) {
                    throw e;
                }
                refused = position; // the start itself has moved on meanwhile: the next look finds where it is now
            }
        }
    }

    void moveCursor(String name, long sequence) {
        checkOpen();
        checkWritable();
        Cursors.of(journal).move(name, sequence);
    }

    /** Takes its file away first: should this end in between, the newest position in the journal counts. */
    boolean deleteCursor(String name) {
        checkOpen();
        checkWritable();
        ring.checkMayWait();
        Cursors cursors = Cursors.of(journal);
        NamedCursor cursor = cursors.delete(name);
        if (cursor == null) {
            return false;
        }
        try {
            if (cursor.isJournaled()) {
                Batch batch = new Batch(journal.hashSeed());
                batch.addPlace(cursor.id(), cursor.generation(), cursor.nextGeneration(), 0, 0, Batch.DELETED);
                Ack ack = new Ack();
                ring.send(batch, Ring.NO_TIME, ack, false);
                ring.await(ack).orThrow();
            }
        } catch (Throwable e) {
            cursors.release(cursor);
            throw e;
        }
        cursors.deleted(cursor);
        return true;
    }

    /** Whether a feed with that context is of this engine. */
    boolean isContext(Object context) {
        return context == feeds;
    }

    Explanation explain(String query, List<Selection> selections) {
        EvaluationSettings settings = new EvaluationSettings(dictionary(), feeds.epochNs(), random);
        List<Explanation.Branch> branches = new Explaining().branches(selections, settings);
        return new Explanation(query, Explanation.Reading.PLANNED, null, 0, branches, List.of());
    }

    Cursor openCursor(List<Selection> selections, long skip, long limit) {
        state.check();
        return Reads.open(feeds, selections, skip, limit);
    }

    /** A key for a document that came without: the text of a random UUID. */
    String newKey() {
        long high = random.getAsLong() & ~0xF000L | 0x4000L;
        long low = random.getAsLong() & ~(0b11L << 62) | 1L << 63;
        return new UUID(high, low).toString();
    }

    Acknowledgement acknowledgement() {
        return config.acknowledgement();
    }

    /** Whether a write of this level waits for the device; refuses it where there is none. */
    boolean isSynced(Acknowledgement level) {
        if (level == Acknowledgement.SYNCED && config.isInMemory()) {
            throw new EngineException(
                    "nothing is synced in memory: acknowledgement=SYNCED, commit with JOURNALED or open"
                            + " the engine with TailraceConfig.directory(path); nothing is written");
        }
        return level == Acknowledgement.SYNCED;
    }

    /** Hands in the making or dropping of something with a name, and waits until it is decided. */
    Ack define(Operation operation, int table, long version, DirectBuffer name, DirectBuffer definition) {
        checkWritable();
        Ack ack = new Ack();
        int length = definition == null ? 0 : definition.capacity();
        ring.checkMayWait();
        boolean synced = config.acknowledgement() == Acknowledgement.SYNCED;
        ring.send(operation, table, Ring.NO_TIME, version, name, name.capacity(), definition, 0, length, ack, synced);
        return ring.await(ack);
    }

    /** Longest definition of an index: it goes through the ring, and takes half a block with what stands beside it. */
    int largestDefinitionBytes() {
        return Math.min(ring.largestMessage(), config.largestBlockBytes() / 2) - DEFINITION_OVERHEAD_BYTES;
    }

    void advanceTime(long epochNs) {
        checkWritable();
        Ack ack = new Ack();
        ring.checkMayWait();
        ring.send(Operation.ADVANCE_TIME, 0, epochNs, 0, new UnsafeBuffer(0, 0), 0, null, 0, 0, ack, false);
        ring.await(ack);
        if (config.acknowledgement() == Acknowledgement.SYNCED) {
            sync(); // what has no sequence is not covered by one
        }
    }

    void sync() {
        checkOpen();
        checkWritable();
        if (config.isInMemory()) {
            return;
        }
        boolean forcesHere = config.threading() == Threading.INVOKER;
        threads.waiting().check();
        long number = forcing.ask();
        int round = 0;
        while (!forcing.hasAnswered(number)) {
            checkOpen();
            if (!forcesHere && Thread.currentThread().isInterrupted()) {
                if (forcing.isAllForced()) {
                    return;
                }
                throw new EngineException("interrupted while waiting for the device, the force goes on: syncedSequence="
                        + forcing.syncedSequence() + " lastSequence=" + lastSequence()
                        + ", look at syncedSequence() or call sync() again");
            }
            threads.waiting().idle(null, round++);
        }
    }

    Snapshot snapshot() {
        checkOpen();
        checkWritable();
        if (snapshots == null) {
            throw new EngineException(
                    "there are no snapshots of an engine in memory: open it with" + " TailraceConfig.directory(path)");
        }
        threads.waiting().check();
        SnapshotJob before = snapshots.running();
        if (before != null) {
            drive(before); // it may lack what is written by now
        }
        SnapshotJob job = snapshots.begin(config.nanoClock().nanoTime());
        drive(job);
        return job.result();
    }

    Compaction compact() {
        Snapshot taken = snapshot();
        Retirement done = retention.compact();
        return new Compaction(taken, done.segments(), done.bytes(), done.oldestSequence());
    }

    private void drive(SnapshotJob job) {
        int round = 0;
        while (!job.isEnded()) {
            checkOpen();
            if (job.step()) {
                round = 0;
                if (config.threading() != Threading.INVOKER) {
                    SnapshotIdle.rest();
                }
            } else {
                threads.waiting().idle(null, round++);
            }
        }
    }

    long syncedSequence() {
        checkWritable();
        return config.isInMemory() ? 0 : forcing.syncedSequence();
    }

    long clockBehindNs() {
        return metrics.behindNs();
    }

    /** Closes it now, or, inside a handler, as soon as that has returned. */
    void close() {
        if (feeds.usedHere() || threads.runsHere()) {
            Interrupts.beginAnyway(closing, "tailrace-close", this::close);
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
            if (writer != null) {
                writer.wakeUp(); // it seals the ring
            }
            // A handler keeps the writer from that only where they share a thread.
            boolean isShared = config.threading() == Threading.SHARED;
            threads.awaitHandlers(() -> writer == null || writer.isSealed(), isShared ? this::hurry : () -> {});
            feeds.close(this::hurry);
            subscriptions.close();
        } finally {
            try {
                Interrupts.apartAnyway(closing, "tailrace-closing", this::stop);
            } finally {
                state.endClose();
            }
        }
    }

    private void hurry() {
        feeds.hurry();
        subscriptions.hurry();
    }

    /** What cannot be taken is told, and the journal is closed all the same. */
    private void closeSnapshots() {
        try {
            if (retention != null) {
                retention.close();
            }
            if (snapshots != null) {
                snapshots.close();
            }
        } catch (RuntimeException e) {
            guarded(config.errorHandler()).onError(e);
        }
    }

    private void stop() {
        try {
            threads.stop();
            closeSnapshots();
        } finally {
            try {
                journal.close();
                if (forcing != null) {
                    forcing.closed();
                }
            } finally {
                metrics.close();
            }
        }
    }
}
