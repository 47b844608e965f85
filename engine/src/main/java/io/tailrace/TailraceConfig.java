package io.tailrace;

import io.tailrace.document.DocumentLimits;
import io.tailrace.error.Arguments;
import io.tailrace.journal.JournalConfig;
import io.tailrace.journal.JvmFlags;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.BackPressure;
import io.tailrace.write.SnapshotPolicy;
import io.tailrace.write.SyncPolicy;
import io.tailrace.write.WriteSettings;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.agrona.BitUtil;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.OffsetEpochNanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Configuration of an engine. Fluent; checked when an engine is opened with it. Not thread safe.
 *
 * <p>Everything has a default but the place: {@link #directory(Path)} or {@link #inMemory()}.
 */
public final class TailraceConfig {
    private static final int MESSAGE_OVERHEAD_BYTES = 1024;
    private static final Duration LONGEST = Duration.ofDays(100 * 365);

    private Path directory;
    private boolean inMemory;
    private boolean readOnly;
    private Threading threading = Threading.DEDICATED;

    /** Unlike {@code SystemEpochNanoClock} it makes no garbage, whatever the compiler does. */
    private EpochNanoClock clock = new OffsetEpochNanoClock();

    private Duration lateness = Duration.ZERO;
    private Duration earliness = Duration.ofMinutes(1);
    private ErrorHandler errorHandler = new PrintedErrors();
    // These four are null for the engine's own way.
    private ThreadFactory threadFactory;
    private Supplier<IdleStrategy> writerIdleStrategy;
    private Supplier<IdleStrategy> janitorIdleStrategy;
    private Supplier<IdleStrategy> feedIdleStrategy;

    private int feedThreads = 1;
    private Duration handlerAllowance = Duration.ofSeconds(1);
    private boolean isolateSlow;
    private int ringSlots = 8192;
    private int slotBytes = 512;
    private int blockChanges = 256;
    private int blockBytes = 64 * 1024;
    private int segmentBytes = JournalConfig.SEGMENT_BYTES_DEFAULT;
    private int reserveStepBytes = JournalConfig.RESERVE_STEP_BYTES_DEFAULT;
    private Acknowledgement acknowledgement = Acknowledgement.JOURNALED;
    private SyncPolicy syncPolicy = SyncPolicy.onDemand();
    /** Null for what suits the place. */
    private SnapshotPolicy snapshots;

    private Duration metricsInterval = Duration.ofMillis(500);
    private int metricsFeeds = 1_000;
    private RetentionPolicy retention = RetentionPolicy.keepAll();
    private BackPressure backPressure = BackPressure.BLOCK;
    private Duration backPressureTimeout = Duration.ofSeconds(1);
    private DocumentLimits limits = new DocumentLimits();
    private LongSupplier random;
    private Long hashSeed;
    /** What lies below the journal: nothing but the operating system, where no test puts something else there. */
    private UnaryOperator<JournalConfig> below = UnaryOperator.identity();

    private Set<PosixFilePermission> filePermissions =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    /** Makes a configuration with all defaults and no place yet. */
    public TailraceConfig() {}

    /**
     * Where the journal lies.
     *
     * @param path directory; made if it does not exist
     * @return this
     */
    public TailraceConfig directory(Path path) {
        directory = Arguments.given(path, "path", "directory(path)");
        return this;
    }

    /**
     * Keeps the journal in memory only, for tests and simulation. Nothing survives the engine.
     *
     * @return this
     */
    public TailraceConfig inMemory() {
        inMemory = true;
        return this;
    }

    /**
     * Opens for reading only: reads and feeds, with or without a writer in another process. Default false.
     *
     * @param only true for no writes
     * @return this
     */
    public TailraceConfig readOnly(boolean only) {
        readOnly = only;
        return this;
    }

    /**
     * Which threads run the engine. Default {@link Threading#DEDICATED}.
     *
     * @param mode the mode
     * @return this
     */
    public TailraceConfig threading(Threading mode) {
        threading = Arguments.given(mode, "mode", "threading(mode)");
        return this;
    }

    /**
     * The clock that dates changes. Default the system's.
     *
     * @param epochClock epoch time in ns; times that go back are moved up
     * @return this
     */
    public TailraceConfig clock(EpochNanoClock epochClock) {
        clock = Arguments.given(epochClock, "epochClock", "clock(epochClock)");
        return this;
    }

    /**
     * How far the times that writes bring may be behind the clock. Default zero. A time that is older still is moved up
     * to keep the order, and counted. Squash windows stay open that much longer.
     *
     * @param latest zero or more; how late the times of an exchange arrive, or many years for a backfill
     * @return this
     */
    public TailraceConfig lateness(Duration latest) {
        lateness = Arguments.given(latest, "latest", "lateness(latest)");
        return this;
    }

    /**
     * How far the times that writes bring may be ahead of the clock. Default one minute. A time further ahead is
     * refused with an {@link io.tailrace.error.EarlyTimeException}: times never go back, so it would force all that
     * follow to that time or a later one, and hold up every squash window until the clock gets there. If recorded times
     * run ahead on purpose, use a {@link #clock} that follows them.
     *
     * @param earliest zero or more; how far other clocks may be ahead of this one
     * @return this
     */
    public TailraceConfig earliness(Duration earliest) {
        earliness = Arguments.given(earliest, "earliest", "earliness(earliest)");
        return this;
    }

    /**
     * Who is told of errors that have no caller: the failure of the engine or of a feed that it runs, a slow handler, a
     * clock that is behind, no room for writes that nobody waits for. Default: prints them to standard error, with the
     * cause. Callers get theirs as exceptions in any case.
     *
     * @param handler called on engine threads, must not block
     * @return this
     */
    public TailraceConfig errorHandler(ErrorHandler handler) {
        errorHandler = Arguments.given(handler, "handler", "errorHandler(handler)");
        return this;
    }

    /**
     * How many threads run feeds, with {@link Threading#DEDICATED}. Each starts when it is first needed, and serves its
     * feeds by one reader of the journal. One more thread serves, while there are any, the feeds that show initial
     * values or are more than 65,536 changes behind, each by itself. Default 1.
     *
     * @param threads number of threads, from 1 to 1,024
     * @return this
     */
    public TailraceConfig feedThreads(int threads) {
        feedThreads = threads;
        return this;
    }

    /**
     * How long a handler, and all else that a feed does at once, may keep the thread that runs it. When it takes
     * longer, the error handler gets a {@link io.tailrace.error.SlowHandlerException}: once for each feed, and once
     * more when the feed is moved. Not with {@link Threading#INVOKER}, where no thread of the engine could notice.
     * Default 1 s.
     *
     * @param allowance more than zero
     * @return this
     */
    public TailraceConfig handlerAllowance(Duration allowance) {
        handlerAllowance = Arguments.given(allowance, "allowance", "handlerAllowance(allowance)");
        return this;
    }

    /**
     * Whether a feed whose handler takes longer than {@link #handlerAllowance} moves to a thread of its own when the
     * handler returns, so that it no longer delays others; with {@link Threading#DEDICATED}. Default false.
     *
     * @param isolates whether it is moved
     * @return this
     */
    public TailraceConfig isolateSlow(boolean isolates) {
        isolateSlow = isolates;
        return this;
    }

    /**
     * Makes all threads of the engine: those of writer, janitor and feeds, and those on which it is opened and closed.
     * The engine names each ({@code tailrace-writer} and so on) and makes the lasting ones daemons, so that they do not
     * keep the process alive; priority, group, context class loader and processor affinity stay as made. Default:
     * threads of the engine's own, with the context class loader of the thread that opened it.
     *
     * <p>Threads of the engine's own ignore interrupts, as an interrupt closes the file that its thread works on.
     * Threads from a factory do not: do not interrupt them while the engine is open.
     *
     * @param factory makes a thread for each task, not started
     * @return this
     */
    public TailraceConfig threadFactory(ThreadFactory factory) {
        threadFactory = Arguments.given(factory, "factory", "threadFactory(factory)");
        return this;
    }

    /**
     * How the thread of the writer waits for writes; with {@link Threading#SHARED} the one thread that there is.
     * Default: yields for a while, then sleeps until a write wakes it. A spinning strategy saves the microseconds of a
     * wake-up, and takes a core.
     *
     * @param supplier makes the strategy; it must not block for long, as nothing wakes it
     * @return this
     */
    public TailraceConfig writerIdleStrategy(Supplier<IdleStrategy> supplier) {
        writerIdleStrategy = Arguments.given(supplier, "supplier", "writerIdleStrategy(supplier)");
        return this;
    }

    /**
     * How the thread of the janitor waits, which keeps disk space ready ahead of the writer. Default: 5 ms at a time
     * while the writer writes, longer while it does not.
     *
     * @param supplier makes the strategy; if it waits longer, bursts of writes may meet space that is not ready
     * @return this
     */
    public TailraceConfig janitorIdleStrategy(Supplier<IdleStrategy> supplier) {
        janitorIdleStrategy = Arguments.given(supplier, "supplier", "janitorIdleStrategy(supplier)");
        return this;
    }

    /**
     * How a thread that runs feeds waits for changes. Default: yields for a while, then sleeps until the writer commits
     * a block and wakes it; beside a writer in another process, which wakes nobody, it yields and then parks for 1 us
     * to 1 ms. A strategy given here is not woken by the writer either.
     *
     * @param supplier makes one strategy for each thread
     * @return this
     */
    public TailraceConfig feedIdleStrategy(Supplier<IdleStrategy> supplier) {
        feedIdleStrategy = Arguments.given(supplier, "supplier", "feedIdleStrategy(supplier)");
        return this;
    }

    /**
     * Number of slots of the ring, through which writes pass to the writer. Default 8,192. With {@link #slotBytes} it
     * must make a ring of which half holds the largest document.
     *
     * @param slots a power of two from 64 to 1,048,576
     * @return this
     */
    public TailraceConfig ringSlots(int slots) {
        ringSlots = slots;
        return this;
    }

    /**
     * Size of a slot of the ring, in bytes; a larger write takes several. Default 512.
     *
     * @param bytes a multiple of 64, from 64 to 65,536
     * @return this
     */
    public TailraceConfig slotBytes(int bytes) {
        slotBytes = bytes;
        return this;
    }

    /**
     * Number of changes at which the writer commits a block, the group of changes that is journaled at once. A block
     * also ends when the ring is empty. Default 256.
     *
     * @param changes from 1 to 1,024
     * @return this
     */
    public TailraceConfig blockChanges(int changes) {
        blockChanges = changes;
        return this;
    }

    /**
     * Size at which the writer commits a block, see {@link #blockChanges}. Default 64 KiB. One larger document, or a
     * transaction, makes a larger block.
     *
     * @param bytes from 1 to 1 MiB
     * @return this
     */
    public TailraceConfig blockBytes(int bytes) {
        blockBytes = bytes;
        return this;
    }

    /**
     * Used bytes at which a segment, one file of the journal, is closed and the next one begun. Default 256 MiB. A
     * block, and so a transaction, takes at most a quarter of it, and 16 MiB at most.
     *
     * @param bytes somewhat more than eight times the largest document, at most 512 MiB
     * @return this
     */
    public TailraceConfig segmentBytes(int bytes) {
        segmentBytes = bytes;
        return this;
    }

    /**
     * How far the janitor reserves and touches a segment ahead of the writer. Default 4 MiB. More keeps page faults out
     * of longer bursts, and takes that much more space on the disk.
     *
     * @param bytes at least what {@link JournalConfig} accepts
     * @return this
     */
    public TailraceConfig reserveStepBytes(int bytes) {
        reserveStepBytes = bytes;
        return this;
    }

    /**
     * When a blocking write returns. Default {@link Acknowledgement#JOURNALED}.
     *
     * @param level the level
     * @return this
     */
    public TailraceConfig acknowledgement(Acknowledgement level) {
        acknowledgement = Arguments.given(level, "level", "acknowledgement(level)");
        return this;
    }

    /**
     * When the journal is forced to the disk without anybody waiting for it. Default {@link SyncPolicy#onDemand()}.
     *
     * @param policy the policy
     * @return this
     */
    public TailraceConfig syncPolicy(SyncPolicy policy) {
        syncPolicy = Arguments.given(policy, "policy", "syncPolicy(policy)");
        return this;
    }

    /**
     * When the engine takes snapshots by itself, and how many are kept. Default {@link SnapshotPolicy#defaults()} where
     * it writes to a directory, so that the time to open does not grow with the age of the journal.
     *
     * @param policy the policy
     * @return this
     */
    public TailraceConfig snapshots(SnapshotPolicy policy) {
        snapshots = Arguments.given(policy, "policy", "snapshots(policy)");
        return this;
    }

    /**
     * How often an engine that writes to a directory shows its numbers in a file there, for other processes: see
     * {@link io.tailrace.metrics.Metrics#read}. The thread that prepares space does it, so that writes and feeds pay
     * nothing for it. Default 500 ms.
     *
     * @param interval 1 ms to a day, or zero for no file
     * @return this
     */
    public TailraceConfig metricsInterval(Duration interval) {
        metricsInterval = Arguments.given(interval, "interval", "metricsInterval(interval)");
        return this;
    }

    /**
     * How many feeds, and how many named cursors, the metrics list one by one. Default 1,000. A feed takes half a
     * kilobyte of the metrics file, a cursor a quarter. Further feeds count only in the numbers of the thread that
     * serves them.
     *
     * @param feeds 0 to 100,000
     * @return this
     */
    public TailraceConfig metricsFeeds(int feeds) {
        metricsFeeds = feeds;
        return this;
    }

    /**
     * How much of the journal is kept. Default {@link RetentionPolicy#keepAll()}. Any other policy needs
     * {@link #snapshots} that keep two or more, as those do by default: nothing is removed that two of them do not
     * cover.
     *
     * @param policy what may be removed
     * @return this
     */
    public TailraceConfig retention(RetentionPolicy policy) {
        retention = Arguments.given(policy, "policy", "retention(policy)");
        return this;
    }

    /**
     * What a producer does when the ring is full. Default {@link BackPressure#BLOCK}.
     *
     * @param policy the policy
     * @return this
     */
    public TailraceConfig backPressure(BackPressure policy) {
        backPressure = Arguments.given(policy, "policy", "backPressure(policy)");
        return this;
    }

    /**
     * How long a producer waits with {@link BackPressure#TIMEOUT}. Default one second.
     *
     * @param timeout more than zero
     * @return this
     */
    public TailraceConfig backPressureTimeout(Duration timeout) {
        backPressureTimeout = Arguments.given(timeout, "timeout", "backPressureTimeout(timeout)");
        return this;
    }

    /**
     * Limits of documents, keys and names. Default those of {@link DocumentLimits}.
     *
     * @param documentLimits the limits
     * @return this
     */
    public TailraceConfig limits(DocumentLimits documentLimits) {
        limits = Arguments.given(documentLimits, "documentLimits", "limits(documentLimits)");
        return this;
    }

    /**
     * Randomness for generated keys and for {@code random()} in expressions. Default one with a secure seed; give one
     * to repeat a run exactly.
     *
     * @param bits gives 64 random bits at each call, on any thread
     * @return this
     */
    public TailraceConfig random(LongSupplier bits) {
        random = Arguments.given(bits, "bits", "random(bits)");
        return this;
    }

    /**
     * Seed for hashing the keys of a new journal, or of one in memory; give one to repeat the order of every walk over
     * a table. Default a secure random one, so that nobody can choose colliding keys. It is kept with the journal, so
     * every process walks in the same order; opening an existing journal with another seed is an error.
     *
     * @param seed any number
     * @return this
     */
    public TailraceConfig hashSeed(long seed) {
        hashSeed = seed;
        return this;
    }

    /**
     * Permissions of the files of the journal. Default: its owner may read and write, nobody else. Directories made for
     * it let in whoever may read the files; existing files keep what they have.
     *
     * @param permissions as {@link JournalConfig#filePermissions} takes them; add {@code GROUP_READ} for readers of
     *     another user
     * @return this
     */
    public TailraceConfig filePermissions(Set<PosixFilePermission> permissions) {
        filePermissions = Arguments.given(permissions, "permissions", "filePermissions(permissions)");
        return this;
    }

    TailraceConfig conclude() {
        if (inMemory == (directory != null)) {
            throw new IllegalArgumentException(
                    "set either directory(path) or inMemory(): directory=" + directory + " inMemory=" + inMemory);
        }
        if (inMemory && readOnly) {
            throw new IllegalArgumentException(
                    "readOnly(true) needs directory(path), a journal in memory is this engine's own");
        }
        if (inMemory && (acknowledgement == Acknowledgement.SYNCED || !syncPolicy.isOnDemand())) {
            throw new IllegalArgumentException(
                    "nothing is synced in memory: acknowledgement(SYNCED) and syncPolicy(p) need"
                            + " directory(path): acknowledgement=" + acknowledgement + " syncPolicy=" + syncPolicy);
        }
        if (!retention.isKeepingAll() && (inMemory || readOnly || snapshots().kept() < 2)) {
            throw new IllegalArgumentException(
                    "only who writes to a directory takes segments away, and while two snapshots are kept:"
                            + " retention(p) needs directory(path) without readOnly(true), and snapshots(p) of which"
                            + " two or more are kept: retention=" + retention + " snapshots=" + snapshots());
        }
        if ((inMemory || readOnly) && !snapshots().isOnDemand()) {
            throw new IllegalArgumentException(
                    "only who writes to a directory takes snapshots: snapshots(p) needs directory(path) without"
                            + " readOnly(true): snapshots=" + snapshots());
        }
        range("ringSlots", ringSlots, 64, 1 << 20);
        range("slotBytes", slotBytes, 64, 1 << 16);
        range("blockChanges", blockChanges, 1, 1024);
        range("blockBytes", blockBytes, 1, 1 << 20);
        range("feedThreads", feedThreads, 1, 1024);
        range("metricsFeeds", metricsFeeds, 0, 100_000);
        if (!metricsInterval.isZero()
                && (metricsInterval.compareTo(Duration.ofMillis(1)) < 0
                        || metricsInterval.compareTo(Duration.ofDays(1)) > 0)) {
            throw new IllegalArgumentException(
                    "metricsInterval(interval) takes 1 ms to a day, or zero for none: interval=" + metricsInterval);
        }
        if (!BitUtil.isPowerOfTwo(ringSlots)) {
            throw new IllegalArgumentException("ringSlots(n) takes a power of two: ringSlots=" + ringSlots);
        }
        if (slotBytes % 64 != 0) {
            throw new IllegalArgumentException("slotBytes(n) takes a multiple of 64: slotBytes=" + slotBytes);
        }
        if (backPressureTimeout.isNegative() || backPressureTimeout.isZero()) {
            throw new IllegalArgumentException("backPressureTimeout(d) takes more than zero: " + backPressureTimeout);
        }
        if (handlerAllowance.isNegative() || handlerAllowance.isZero()) {
            throw new IllegalArgumentException("handlerAllowance(d) takes more than zero: " + handlerAllowance);
        }
        if (lateness.isNegative()) {
            throw new IllegalArgumentException("lateness(d) takes zero or more: " + lateness);
        }
        if (earliness.isNegative()) {
            throw new IllegalArgumentException("earliness(d) takes zero or more: " + earliness);
        }
        long halfRing = (long) ringSlots * slotBytes / 2;
        if (halfRing < (long) limits.documentBytes() + MESSAGE_OVERHEAD_BYTES) {
            throw new IllegalArgumentException("half of the ring must hold the largest document: ringSlots=" + ringSlots
                    + " slotBytes=" + slotBytes + " documentBytes=" + limits.documentBytes());
        }
        if (largestBlockBytes() < 2L * limits.documentBytes() + MESSAGE_OVERHEAD_BYTES) {
            throw new IllegalArgumentException("a block, at most a quarter of segmentBytes(n), must hold the largest"
                    + " document twice, and " + MESSAGE_OVERHEAD_BYTES + " bytes more: segmentBytes=" + segmentBytes
                    + " documentBytes=" + limits.documentBytes());
        }
        if (inMemory) {
            JvmFlags.checkInMemory();
        } else {
            JvmFlags.check();
        }
        return this;
    }

    private static void range(String setter, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    setter + "(n) takes " + least + " to " + most + ": " + setter + "=" + value);
        }
    }

    int largestBlockBytes() {
        return Math.min(JournalConfig.LARGEST_BLOCK_BYTES_DEFAULT, segmentBytes / 4);
    }

    JournalConfig journalConfig() {
        JournalConfig journal = new JournalConfig()
                .readOnly(readOnly)
                .segmentBytes(segmentBytes)
                .reserveStepBytes(reserveStepBytes)
                .largestBlockBytes(largestBlockBytes())
                .filePermissions(filePermissions)
                .limits(limits);
        if (hashSeed != null) {
            journal.hashSeed(hashSeed);
        }
        return below.apply(inMemory ? journal : journal.directory(directory));
    }

    /** Puts something else below the journal. */
    TailraceConfig below(UnaryOperator<JournalConfig> lower) {
        below = lower;
        return this;
    }

    WriteSettings writeSettings() {
        return new WriteSettings(
                ringSlots,
                slotBytes,
                blockChanges,
                blockBytes,
                backPressure,
                backPressureTimeout.toNanos(),
                nanos(lateness),
                nanos(earliness));
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : duration.toNanos();
    }

    /** What an engine needs that reads a state and runs nothing. */
    TailraceConfig forReading() {
        TailraceConfig reading = new TailraceConfig();
        reading.directory = directory;
        reading.inMemory = inMemory;
        reading.readOnly = true;
        reading.clock = clock;
        reading.errorHandler = errorHandler;
        reading.threadFactory = threadFactory;
        reading.limits = limits;
        reading.random = random;
        return reading;
    }

    boolean isInMemory() {
        return inMemory;
    }

    boolean isReadOnly() {
        return readOnly;
    }

    Threading threading() {
        return threading;
    }

    EpochNanoClock clock() {
        return clock;
    }

    /**
     * The clock for intervals: the caller's own where it runs the agents, which no other tells when. An engine that
     * only reads waits for another process, to which that clock means nothing.
     */
    NanoClock nanoClock() {
        return threading == Threading.INVOKER && !readOnly ? clock::nanoTime : SystemNanoClock.INSTANCE;
    }

    ErrorHandler errorHandler() {
        return errorHandler;
    }

    Duration handlerAllowance() {
        return handlerAllowance;
    }

    boolean isolatesSlow() {
        return isolateSlow;
    }

    int feedThreads() {
        return feedThreads;
    }

    /** What makes threads; asked by the thread that opens the engine. */
    ThreadFactory threads() {
        return threadFactory != null
                ? EngineThreads.checked(threadFactory)
                : EngineThread.factory(Thread.currentThread().getContextClassLoader());
    }

    /** How the thread of the writer waits, or null for the engine's own way. */
    IdleStrategy writerIdleStrategy() {
        return writerIdleStrategy == null ? null : writerIdleStrategy.get();
    }

    /** How the thread of the janitor waits, or null for the engine's own way. */
    IdleStrategy janitorIdleStrategy() {
        return janitorIdleStrategy == null ? null : janitorIdleStrategy.get();
    }

    /** How a thread of feeds waits where nobody wakes it, or is not wanted to: null for one that is woken. */
    IdleStrategy feedIdleStrategy() {
        if (feedIdleStrategy != null) {
            return feedIdleStrategy.get();
        }
        return readOnly ? new BackoffIdleStrategy(0, 100, 1_000, 1_000_000) : null;
    }

    Acknowledgement acknowledgement() {
        return acknowledgement;
    }

    SyncPolicy syncPolicy() {
        return syncPolicy;
    }

    SnapshotPolicy snapshots() {
        if (snapshots != null) {
            return snapshots;
        }
        return inMemory || readOnly ? SnapshotPolicy.onDemand() : SnapshotPolicy.defaults();
    }

    Duration metricsInterval() {
        return metricsInterval;
    }

    int metricsFeeds() {
        return metricsFeeds;
    }

    Path directoryPath() {
        return directory;
    }

    Set<PosixFilePermission> permissions() {
        return filePermissions;
    }

    RetentionPolicy retention() {
        return retention;
    }

    DocumentLimits limits() {
        return limits;
    }

    LongSupplier random() {
        return random == null ? new SecureRandomness() : random;
    }
}
