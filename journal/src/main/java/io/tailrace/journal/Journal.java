package io.tailrace.journal;

import io.tailrace.document.Dictionary;
import io.tailrace.error.Arguments;
import io.tailrace.error.BeyondEndException;
import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.DiskFullException;
import io.tailrace.error.ExpiredException;
import io.tailrace.error.JournalException;
import io.tailrace.error.JournalFencedException;
import io.tailrace.error.ReadOnlyJournalException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The durable order of changes of one engine. Sequences, times, tables and indexes may be asked from any thread; one
 * thread writes; each reader belongs to one thread at a time.
 *
 * <p>A journal opened for writing is replayed once with {@link #recover} before it gives an appender or readers.
 */
public final class Journal implements AutoCloseable {
    private static final long MEMORY_ID = 1;

    private final JournalConfig config;
    private final Catalogue catalogue;
    private final SegmentMarks marks;
    private final Progress progress = new Progress();
    private final int formatVersion;
    private final long journalId;
    private final long hashSeed;
    private final BlockSource source;
    /** Null in memory and when read only. */
    private final JournalDirectory directory;

    private final boolean readOnly;
    /** Null in memory and when read only. */
    private final SnapshotFiles snapshotFiles;

    /** Last sequence of a view that ends; {@link Long#MAX_VALUE} for the journal itself. */
    private final long end;
    /** Reads ahead of everybody where another process writes. */
    private final Scout scout;

    private volatile BlockStore store;
    /** Written once, when it is known. */
    private volatile long epoch;
    /** Of the snapshot that it was opened with, 0 where it was none. Written once, by {@link #recover}. */
    private volatile long stateSequence;

    /** Where this process writes, made when the journal is replayed; elsewhere when they are asked for. */
    private Cursors cursors;

    private boolean catalogueDue = true;
    private JournalAppender appender;
    private boolean closed;

    private Journal(
            JournalConfig config,
            FormatFile.Format format,
            BlockSource source,
            JournalDirectory home,
            boolean readOnly,
            Known known,
            long epoch,
            BlockStore store) {
        this.config = config;
        this.formatVersion = format.version();
        this.journalId = format.journalId();
        this.hashSeed = format.hashSeed();
        this.source = source;
        this.directory = home;
        this.readOnly = readOnly;
        snapshotFiles = home == null ? null : new SnapshotFiles(home.order());
        this.epoch = epoch;
        this.store = store;
        end = Long.MAX_VALUE;
        catalogue = new Catalogue(config);
        marks = new SegmentMarks(config.segmentBytes());
        scout = new Scout(source, marks, catalogue, progress, known, journalId, config.directory());
    }

    /** A view that ends, with what is known at its end. */
    private Journal(Journal of, long end, Catalogue catalogue, long timeNs) {
        config = of.config;
        formatVersion = of.formatVersion;
        journalId = of.journalId;
        hashSeed = of.hashSeed;
        source = of.source;
        directory = null;
        readOnly = true;
        snapshotFiles = null;
        epoch = of.epoch;
        marks = of.marks;
        this.end = end;
        this.catalogue = catalogue;
        scout = of.scout;
        progress.publish(end, timeNs, 0);
    }

    /**
     * Opens a journal for writing, or for reading when the configuration says so; creates it when the directory is
     * absent or empty.
     *
     * @param config where and how
     * @return the journal; {@link #recover} comes next
     * @throws io.tailrace.error.JournalInUseException when it is open for writing, here or in another process
     * @throws io.tailrace.error.NotAJournalException when the directory holds something else
     * @throws io.tailrace.error.UnsupportedFormatException when another version wrote it
     * @throws ReadOnlyJournalException when the directory cannot be written
     * @throws DiskFullException when there is no room to open it, and says how much is needed
     * @throws io.tailrace.error.MissingJvmFlagsException when the JVM was started without the flags needed
     */
    public static Journal open(JournalConfig config) {
        JvmFlags.check();
        if (config.conclude().readOnly()) {
            return openReadOnly(config);
        }
        Path path = Arguments.given(config.directory(), "path", "directory(path)");
        try {
            JournalDirectory home = JournalDirectory.open(path, config);
            return new Journal(config, home.format(), home.files(), home, false, Known.NOTHING, 0, null);
        } catch (DiskFullException e) {
            throw IoErrors.opening(path, ChronicleSpace.roomToOpen(config), e);
        }
    }

    /**
     * Opens a journal for reading, in this process or beside one that writes it.
     *
     * @param config where and how
     * @return the journal
     * @throws io.tailrace.error.NotAJournalException when the directory holds none
     * @throws io.tailrace.error.UnsupportedFormatException when another version wrote it
     * @throws io.tailrace.error.MissingJvmFlagsException when the JVM was started without the flags needed
     */
    public static Journal openReadOnly(JournalConfig config) {
        JvmFlags.check();
        Path path = Arguments.given(config.conclude().directory(), "path", "directory(path)");
        FormatFile.Format format = FormatFile.read(path, config.hashSeed());
        Known known = Known.read(path, format.journalId());
        long epoch = EpochFile.look(path, format.journalId());
        SegmentFiles files = SegmentFiles.beside(path, format.journalId());
        Journal journal = new Journal(config, format, files, null, true, known, epoch, null);
        try {
            journal.lastSequence();
        } catch (CorruptJournalException e) {
            return journal; // what lies before the damage can be read; whoever gets there is told
        }
        return journal;
    }

    /**
     * {@return a journal in memory, which ends with its object}
     *
     * @param config sizes and limits
     * @throws io.tailrace.error.MissingJvmFlagsException when the JVM was started without the flags needed
     */
    public static Journal inMemory(JournalConfig config) {
        JvmFlags.checkInMemory();
        MemoryBlockStore memory = new MemoryBlockStore(config.conclude());
        return new Journal(
                config,
                new FormatFile.Format(FormatFile.VERSION, MEMORY_ID, FormatFile.seed(config.hashSeed())),
                memory,
                null,
                false,
                Known.NOTHING,
                1,
                memory);
    }

    /**
     * Replays all changes once, fills the dictionary and the tables, cuts off a block at the end that was not written
     * as a whole, and refuses damage. Must be called before {@link #appender()} of a journal opened for writing.
     *
     * <p>A {@link StateHandler} is given the state of the newest snapshot that is sound first, where there is one, and
     * only the changes after it.
     *
     * @param handler takes every change
     * @return what was found
     * @throws CorruptJournalException when blocks are damaged that have sound ones after them
     * @throws DiskFullException when there is no room to write, and says how much is needed; close it then and open it
     *     again where there is room
     */
    public synchronized Recovery recover(ReplayHandler handler) {
        if (readOnly) {
            throw new ReadOnlyJournalException("the journal is open for reading: directory=" + config.directory());
        }
        if (directory == null) {
            return new Recovery(1, 0, 0, 0, 0, 0, null, 0, 0, List.of());
        }
        if (store != null) {
            throw new IllegalStateException("the journal has been replayed: directory=" + config.directory());
        }
        RecoveryEvent event = RecoveryEvent.started();
        try {
            Recovery found = replay(handler);
            RecoveryEvent.end(event, found);
            return found;
        } catch (DiskFullException e) {
            throw IoErrors.opening(config.directory(), ChronicleSpace.roomToOpen(config), e);
        }
    }

    private Recovery replay(ReplayHandler handler) {
        SegmentFiles files = directory.files();
        Replay replay = new Replay(
                directory.order(), files, directory.seals(), config, catalogue, marks, snapshotFiles, journalId);
        Recovery recovery = replay.run(handler);
        stateSequence = replay.stateSequence();
        catalogue.requireFit();
        progress.publish(replay.lastSequence(), replay.timeFloorNs(), 0);
        catalogueDue = replay.catalogueDue();
        epoch = directory.raiseEpoch(replay.epoch());
        directory.beginWriting(replay.segment());
        directory.readFrom(replay.firstSegment());
        BlockStore opened = directory.openStore(config, replay.segment(), replay.usedBytes());
        store = opened;
        opened.force(progress);
        cursors = new Cursors(this, catalogue.cursors, files.directory(), directory.order(), journalId)
                .load(directory.notes());
        return recovery.with(directory.notes());
    }

    /**
     * Hands out the newest state of a journal that was opened for reading and whose first segments are retired: what
     * its tables hold is not told by its changes any more.
     *
     * @param handler takes the state, and no changes
     * @return its sequence, 0 where nothing is retired and nothing was handed out
     * @throws CorruptJournalException where no sound snapshot is left
     */
    long readState(StateHandler handler) {
        return readOnly && source.lookWhatIsRetired().segments() > 0
                ? new StateBeside((SegmentFiles) source, config, journalId).load(catalogue, handler)
                : 0;
    }

    /**
     * {@return the last change that {@link #recover} has not handed out, as a snapshot held the state at it; 0 where it
     * handed out all} What nobody has looked into since is up to its readers to look into.
     */
    public long stateSequence() {
        return stateSequence;
    }

    /**
     * {@return the snapshots in the directory of the journal, the newest one first, as their headers say} Those with a
     * damaged header are left out, also where they have the name of one; {@link #verify} tells of them. Any thread.
     */
    public List<Snapshot> snapshots() {
        return config.directory() == null ? List.of() : SnapshotCheck.list(config, journalId);
    }

    /**
     * The seed of the hash of keys, which decides the order of a walk. It belongs to the journal.
     *
     * @return any number
     */
    public long hashSeed() {
        return hashSeed;
    }

    /**
     * The names and shapes of the journal.
     *
     * @return the one dictionary of this object
     */
    public Dictionary dictionary() {
        return catalogue.dictionary;
    }

    /** {@return the tables of the journal} */
    public TableCatalogue tables() {
        return catalogue.tables;
    }

    /** {@return the secondary indexes of all tables} */
    public IndexCatalogue indexes() {
        return catalogue.indexes;
    }

    /**
     * Refuses the definition of a table or an index that the catalogue has no room for: those of all tables and indexes
     * the journal has had take at most an eighth of a segment. Any thread; the appender decides again.
     *
     * @param bytes of UTF-8 in its names and expressions
     * @param where what is defined, for the message
     * @throws io.tailrace.error.LimitException when there is no room
     */
    public void checkDefinition(int bytes, String where) {
        catalogue.requireRoom(CatalogueDescriptor.indexLength(bytes, 0), where);
    }

    /**
     * The one appender.
     *
     * @return always the same object, for the writer thread
     * @throws ReadOnlyJournalException when the journal was opened for reading
     * @throws JournalException when {@link #recover} has not been called
     */
    public synchronized JournalAppender appender() {
        if (readOnly) {
            throw new ReadOnlyJournalException("the journal is open for reading: directory=" + config.directory()
                    + ": open it for writing to append");
        }
        if (appender == null) {
            OpenBlock block = new OpenBlock(recovered(), marks, journalId, epoch, config.largestBlockBytes());
            appender = new JournalAppender(block, catalogue, progress, catalogueDue, config.segmentBytes());
        }
        return appender;
    }

    /**
     * {@return a new reader} Any thread.
     *
     * @param fromSequence the first change it gives has this sequence or a later one; may lie beyond the end
     * @throws ExpiredException when changes from there on are retired
     */
    public JournalReader reader(long fromSequence) {
        if (fromSequence < 1) {
            throw new IllegalArgumentException("fromSequence=" + fromSequence + " minimum=1");
        }
        prepareMarks();
        Retired retired = source.retired();
        if (fromSequence < retired.firstSequence()) {
            throw new ExpiredException(fromSequence, retired.firstSequence());
        }
        BlockCursor cursor = source.cursor();
        marks.seek(cursor, fromSequence);
        if (source.retired() != retired) {
            return reader(fromSequence); // the marks may be those of another moment
        }
        JournalReader reader = new JournalReader(source, cursor, catalogue, readOnly, journalId, fromSequence);
        reader.endAt(end);
        if (fromSequence == retired.firstSequence()) {
            reader.expect(fromSequence);
        }
        return reader;
    }

    private void prepareMarks() {
        if (!readOnly) {
            recovered();
        } else if (!isView()) { // which has those of its journal
            scout.markSegments();
        }
    }

    /**
     * A view of this journal that ends at a sequence, to make the state of then from, by {@link #stateReader}; what it
     * knows of tables and names comes from that. It needs no closing, and stays good when this journal is closed. Any
     * thread.
     *
     * @param sequence its last one, which is taken at its word also inside a transaction; 0 before the first change
     * @return the view
     * @throws BeyondEndException when it is not committed yet
     * @throws ExpiredException when it is no longer held
     * @throws CorruptJournalException when it cannot be read
     */
    public Journal asOf(long sequence) {
        SnapshotBefore states = new SnapshotBefore(config, source, journalId);
        Journal view;
        try {
            view = view(sequence, new Catalogue(config));
        } catch (ExpiredException e) {
            throw states.expired(sequence); // which is more than the begin of the changes says
        }
        if (firstSequence() > 1 && states.oldestAfter(0) > sequence) {
            throw states.expired(sequence);
        }
        return view;
    }

    /**
     * A view as {@link #asOf}, to read the changes up to there: it knows the tables, indexes and names of then.
     *
     * @param sequence as there
     * @return the view
     * @throws BeyondEndException as there
     * @throws ExpiredException as there
     * @throws CorruptJournalException as there
     */
    public Journal upTo(long sequence) {
        return view(sequence, null);
    }

    private Journal view(long sequence, Catalogue unlearned) {
        long last = lastSequence();
        prepareMarks();
        long first = firstSequence();
        if (sequence > last) {
            throw new BeyondEndException(
                    "sequence=" + sequence + " is not committed, last=" + last
                            + ": ask for one up to that, or wait until it is",
                    sequence,
                    last);
        }
        if (sequence < first - (first == 1 ? 1 : 0)) {
            throw new ExpiredException(sequence, first == 1 ? 0 : first);
        }
        Catalogue learned = new Catalogue(config);
        long timeNs = Long.MIN_VALUE;
        if (sequence > 0) {
            try (JournalReader reader = fromSegmentOf(sequence, learned)) {
                if (!reader.nextUpTo(sequence)) {
                    throw scout.damage(marks.segmentOf(sequence), "sequence=" + sequence + " is not there");
                }
                timeNs = Math.max(reader.timeNs(), reader.markedTimeNs());
            }
        }
        return new Journal(this, sequence, unlearned == null ? learned : unlearned, timeNs);
    }

    /** Begins with the segment, which tells all names. */
    JournalReader fromSegmentOf(long sequence, Catalogue into) {
        BlockCursor cursor = source.cursor();
        cursor.seek(marks.segmentOf(sequence), BlockCursor.START);
        return new JournalReader(source, cursor, into, true, journalId, sequence);
    }

    /** {@return whether this is a view that ends at a sequence} */
    public boolean isView() {
        return end != Long.MAX_VALUE;
    }

    /**
     * A reader of all changes that make the state. A view begins with the newest state before its end that there is,
     * and so does a journal opened for reading whose first segments are retired.
     *
     * @param handler is given that state first
     * @return a reader of what comes after it
     * @throws io.tailrace.error.ExpiredException when the begin is no longer held and there is no state before the end
     */
    public JournalReader stateReader(StateHandler handler) {
        if (!isView()) {
            long state = readState(handler);
            return reader(state > 0 ? state + 1 : firstSequence());
        }
        SnapshotBefore states = new SnapshotBefore(config, source, journalId);
        long state = config.directory() == null ? 0 : states.load(end, catalogue, handler);
        if (state == 0 && firstSequence() > 1) {
            throw states.expired(end);
        }
        JournalReader reader = fromSegmentOf(state == 0 ? firstSequence() : state + 1, catalogue);
        reader.endAt(end);
        return reader;
    }

    /**
     * The oldest sequence that can be read: what was before it is retired.
     *
     * @return 1 or later
     */
    public long firstSequence() {
        return source.lookWhatIsRetired().firstSequence();
    }

    /**
     * The newest committed sequence. Where another process writes, this reads up to it, and throws as a reader does.
     *
     * @return its number, 0 when there is none
     */
    public long lastSequence() {
        if (readOnly && !isView()) {
            scout.look();
        }
        return progress.lastSequence();
    }

    /**
     * {@return the newest committed sequence that was seen here, which may be less than {@link #lastSequence()} where
     * another process writes} Any thread, also after closing; reads nothing.
     */
    public long knownSequence() {
        return progress.lastSequence();
    }

    /**
     * A time that no later change is before: that of the newest committed change, or a later one that was marked. Who
     * asks for it first and for {@link #lastSequence()} second knows all changes before it.
     *
     * @return nanoseconds since 1970, {@link Long#MIN_VALUE} while there is none
     */
    public long timeFloor() {
        return progress.timeFloorNs();
    }

    /**
     * The last change at a time: the greatest sequence whose change has this time or an earlier one. Times never go
     * back, so it is found by halves. Any thread.
     *
     * @param timeNs nanoseconds since 1970
     * @return at most {@link #lastSequence()}; one less than {@link #firstSequence()} where all changes are later
     * @throws CorruptJournalException when a block that is looked at is not what was written
     */
    public long sequenceAt(long timeNs) {
        long last = lastSequence();
        while (true) {
            Retired before = source.lookWhatIsRetired();
            prepareMarks();
            try {
                return new TimeSearch(source, journalId, timeNs).find(marks, before.firstSequence(), last);
            } catch (RetiredSegmentException e) {
                if (source.lookWhatIsRetired().equals(before)) {
                    throw e; // else the oldest has gone while it was looked at
                }
            }
        }
    }

    /**
     * How often the journal has been opened for writing: more than any of its blocks says.
     *
     * @return 1 or more; 0 before {@link #recover}, and for a reader where it cannot be read
     */
    public long epoch() {
        return epoch;
    }

    /**
     * Prepares space ahead of the writer, a bounded step. Any thread, one at a time.
     *
     * @return whether the next step should follow at once; the rest is better spread over time
     */
    public boolean maintain() {
        BlockStore current = store;
        if (current == null) {
            return false;
        }
        return current.maintain();
    }

    /**
     * {@return how much journal there is, as a number that grows as blocks are written} What a segment lacks of its
     * full length counts too. Any thread.
     *
     * @throws JournalException when {@link #recover} has not been called
     */
    public long writtenBytes() {
        return recovered().writtenBytes();
    }

    JournalGauge gauge() {
        return new JournalGauge(this, marks, progress, config.segmentBytes(), directory == null ? null : store);
    }

    /**
     * Takes a step of sealing the segments behind the writer: walks over some MiB of one, and at its end forces it and
     * its seal. What is in blocks is not looked at again. Any thread, one at a time.
     *
     * @return whether there was something to do
     * @throws JournalException when that failed; where {@link #force()} still works it may be tried again
     */
    public boolean sealBehind() {
        BlockStore current = store;
        return current != null && directory != null && directory.sealBefore(current.lastSegment());
    }

    /**
     * Takes a step of comparing segments with their seals that were not read when the journal was opened with a
     * snapshot: walks over some MiB of one. Any thread.
     *
     * @return whether there is more to do
     * @throws CorruptJournalException where one has changed, once for each; the next call goes on after it
     */
    public boolean compareUnread() {
        return store != null && directory != null && directory.compareUnread();
    }

    /**
     * Looks whether the journal is still this writer's: nobody took its lock file or its directory away, and no other
     * writer has opened it. A glance that allocates nothing; a closer look is taken when a segment begins and before
     * anything is forced or sealed. Any thread.
     *
     * @throws io.tailrace.error.JournalFencedException when it is not, from then on each time
     */
    public void checkFence() {
        if (directory != null && directory.fence() != null) {
            directory.fence().glance();
        }
    }

    /**
     * Returns when everything committed so far is on the device, and the watermark says so.
     *
     * @return a sequence up to which everything is
     * @throws JournalException when the device refused, now or before: nobody knows what it holds then, and the journal
     *     must be opened anew
     */
    public long force() {
        BlockStore current = recovered();
        Cursors named = cursors;
        long moved = named == null ? 0 : named.journaled();
        long sequence = current.force(progress);
        if (named != null) {
            named.forced(moved);
        }
        return sequence;
    }

    /**
     * Forces everything, seals the journal and lets another writer in; a second call does nothing. The writer must have
     * stopped. Readers may go on with what they have: what they look at stays.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            BlockStore current = store;
            if (current != null) {
                end(current);
            }
        } finally {
            if (directory != null) {
                directory.close();
            }
        }
    }

    private void end(BlockStore current) {
        JournalFencedException fenced = null;
        try {
            if (directory != null) {
                directory.fence().check();
            }
        } catch (JournalFencedException e) {
            fenced = e;
        }
        try {
            if (appender != null) {
                appender.end();
            }
        } finally {
            current.close();
        }
        if (fenced != null) {
            throw fenced;
        }
        current.force(progress);
        if (directory != null) {
            int last = current.lastSegment();
            directory.sealAll(last, current.segment() == last ? current.usedBytes() : -1);
            if (cursors != null) {
                cursors.forceAll();
            }
        }
    }

    /**
     * A look at the journal, for people: it walks all segments to see how much they hold. Any thread.
     *
     * @return figures of this moment
     */
    public JournalInfo info() {
        long last = lastSequence();
        int segments = source.lastSegment() == 0 ? 0 : source.lastSegment() - source.firstSegment() + 1;
        return new JournalInfo(
                config.directory() == null ? "memory" : config.directory().toString(),
                formatVersion,
                journalId,
                epoch,
                firstSequence(),
                last,
                timeFloor(),
                progress.clamped(),
                segments,
                source.retired().segments(),
                source.bytes());
    }

    /**
     * Checks every byte of a journal without opening it. Beside a writer, in this process or another, it reads to the
     * end that is published, and the notes say what is not covered.
     *
     * @param directory where it lies
     * @return what was found
     * @throws io.tailrace.error.NotAJournalException when there is no such directory
     */
    public static VerifyReport verify(Path directory) {
        JvmFlags.check();
        return new Verification(directory).run();
    }

    /**
     * Writes what is sound of a damaged journal into a new one, which opens and verifies; the damaged one is only read.
     * Its changes keep their sequences as long as none is missing before them. The new one holds no snapshots and has
     * an id of its own, so a position of a feed in the damaged one is good in it up to the first loss.
     *
     * @param damaged where it lies; nobody may have it open for writing
     * @param into where the new one is going to be; must not exist or be an empty directory. It appears there when it
     *     is complete: until then it is beside it, with {@code .unfinished} after its name
     * @param holes false: the longest sound prefix. True: all sound blocks; changes after damage get the next
     *     sequences, without gaps, and as their old documents what is kept of their keys, for which all documents there
     *     are take memory meanwhile. Changes that change nothing then are left out.
     * @return what was kept and what was lost, with both sequences; the new directory holds it as {@code salvage.json}
     * @throws io.tailrace.error.JournalInUseException when the damaged one is open for writing, here or in another
     *     process
     * @throws JournalException when the target is there and not empty, or there is no sound block at all
     * @throws DiskFullException when there is no room; nothing is left of the new one then
     */
    public static SalvageReport salvage(Path damaged, Path into, boolean holes) {
        JvmFlags.check();
        Arguments.given(damaged, "damaged", "salvage(damaged, into, holes)");
        Arguments.given(into, "into", "salvage(damaged, into, holes)");
        return new Salvage(damaged, into, holes, new JournalConfig()).run();
    }

    Catalogue catalogue() {
        return catalogue;
    }

    /** The named cursors; none of them is saved in memory, or where another process writes. */
    synchronized Cursors cursors() {
        if (cursors == null) {
            if (!readOnly) {
                recovered();
            }
            cursors = new Cursors(this, catalogue.cursors, config.directory(), null, journalId);
        }
        return cursors;
    }

    /** Epoch of the block that holds a committed sequence; 0 where there is none. */
    long epochOf(long sequence) {
        if (sequence < Math.max(1, firstSequence())) {
            return 0;
        }
        try (JournalReader reader = reader(sequence)) {
            return reader.nextUpTo(sequence) ? reader.epoch() : 0;
        }
    }

    boolean isFenced() {
        return directory != null && directory.fence().hasFallen();
    }

    /** A catalogue of its own that knows nothing yet. */
    Catalogue emptyCatalogue() {
        return new Catalogue(config);
    }

    /**
     * A reader that learns what the journal knows at any change into a catalogue of its own: it begins with the segment
     * that holds the sequence.
     */
    JournalReader learningReader(SegmentFiles files, Catalogue into, long fromSequence) {
        recovered();
        BlockCursor cursor = files.cursor();
        cursor.seek(marks.segmentOf(fromSequence), BlockCursor.START);
        return new JournalReader(files, cursor, into, true, journalId, fromSequence);
    }

    /** The segments that this process writes, to be read apart from others. */
    SegmentFiles segmentsApart() {
        return directory.files().apart();
    }

    /** The snapshots of a journal in a directory that this process writes. */
    SnapshotFiles snapshotFiles() {
        if (snapshotFiles == null) {
            throw new JournalException(
                    "there are no snapshots of a journal in memory, or one that is open for reading");
        }
        return snapshotFiles;
    }

    /** What takes the oldest segments away that nobody needs any more. */
    Retiring retiring(RetentionLimits limits, LongSupplier waiting) {
        return new Retiring(directory, marks, recovered(), snapshotFiles(), config, limits, waiting);
    }

    SegmentMarks marks() {
        return marks;
    }

    ForceOrder order() {
        return directory.order();
    }

    long id() {
        return journalId;
    }

    private BlockStore recovered() {
        BlockStore current = store;
        if (current == null) {
            throw new JournalException(
                    "the journal has not been replayed: call recover first: directory=" + config.directory());
        }
        return current;
    }
}
