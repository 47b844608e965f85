package io.tailrace.journal;

import io.tailrace.error.JournalException;
import io.tailrace.error.TailraceException;
import io.tailrace.error.UnsupportedFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes what is sound of a damaged journal into a new one, which opens and verifies. Used once, by one thread; the
 * damaged journal is read only, and nobody may write to it meanwhile.
 *
 * <p>Blocks are found by what they say of themselves, so that a damaged frame costs nothing. Where the next one does
 * not go on from the one before, changes are missing. What comes after that is left out, or, with holes, is written as
 * it follows on what there is: under the next sequence, its old document the one that the new journal holds, so that
 * the state at each sequence, feeds and snapshots agree with each other as in any journal. Who has to know which change
 * is which finds the holes in {@link #LISTING}, with both numbers.
 *
 * <p>The new journal is made beside its place under {@code NAME.unfinished}, closed, forced and renamed.
 */
final class Salvage {
    static final String LISTING = "salvage.json";

    private final Path source;
    private final NewJournal target;
    private final boolean holes;
    private final JournalConfig sizes;
    private final List<SalvageReport.Loss> lost = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private SegmentFiles files;
    private long journalId;
    private Catalogue catalogue;
    private BlockContent content;
    private KeptState state;
    private Transcript transcript;
    private SalvagedCursors cursors;
    private boolean stopped;
    private long expected = 1;
    private long blocks;
    private long changes;
    private long first;
    private long last;
    private long left;
    /** Up to there all changes have the sequences that they had. */
    private long alike;

    private long stateSequence;
    private long floorNs = Long.MIN_VALUE;

    /** @param sizes of the new journal; it has no directory yet */
    Salvage(Path source, Path target, boolean holes, JournalConfig sizes) {
        this.source = source;
        this.target = new NewJournal(target);
        this.holes = holes;
        this.sizes = sizes;
    }

    /** What a person types who has met damage in that directory. */
    static String command(Path directory) {
        return "java -jar tailrace.jar salvage --dir " + quoted(directory.toString()) + " --into "
                + quoted(directory + ".salvaged");
    }

    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9_./:=@%+,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    SalvageReport run() {
        refuseInside();
        target.refuseOccupied();
        DirectoryLock lock = DirectoryLock.acquireShared(source);
        try {
            return copy();
        } finally {
            lock.close();
        }
    }

    private void refuseInside() {
        try {
            if (!Files.isDirectory(source)) {
                throw new JournalException("there is no such directory: directory=" + source + ": check the path");
            }
            if (target.path().startsWith(source.toRealPath())
                    || target.path().equals(source.toAbsolutePath().normalize())) {
                throw new JournalException("the damaged journal is not to be touched: into=" + target.path()
                        + " directory=" + source + ": choose a directory beside it");
            }
        } catch (IOException e) {
            throw new JournalException("cannot look at the directory: directory=" + source, e);
        }
    }

    private SalvageReport copy() {
        files = new SegmentFiles(source);
        JournalConfig config = sizes;
        FormatFile.Format format = identify();
        if (format != null) {
            config.hashSeed(format.hashSeed());
        }
        return target.make(config, into -> {
            write(into);
            SalvageReport report = report(into);
            target.note(config.disk(), LISTING, report.toJson());
            return report;
        });
    }

    /** Which journal it is, by its own file or else by its blocks. Returns what that file says, or null. */
    private FormatFile.Format identify() {
        try {
            FormatFile.Format format = FormatFile.read(source, null);
            journalId = format.journalId();
            if (idOfBlocks() == 0 || hasBlockOf(journalId)) {
                return format;
            }
            notes.add("the blocks are of another journal than its own file says: file=" + FormatFile.NAME);
        } catch (UnsupportedFormatException e) {
            if (FormatFile.isWhole(source)) {
                throw e;
            }
            notes.add(e.getMessage());
        } catch (TailraceException e) {
            notes.add(e.getMessage());
        }
        journalId = idOfBlocks();
        if (journalId == 0) {
            throw new JournalException("there is no sound block in any segment: directory=" + source + " segments="
                    + files.list().length + ": restore it from a copy");
        }
        return null;
    }

    private boolean hasBlockOf(long id) {
        try (SalvageScan scan = new SalvageScan(files, id)) {
            return scan.next();
        }
    }

    /** That of the first block that is sound by what it says itself, 0 where there is none. */
    private long idOfBlocks() {
        UnsafeBuffer block = new UnsafeBuffer(0, 0);
        for (int segment : files.list()) {
            try (SegmentMap map = SegmentMap.open(files.path(segment))) {
                int end = map == null ? 0 : map.length() - BlockDescriptor.HEADER_LENGTH;
                for (int at = 0; at <= end; at += BlockDescriptor.ALIGNMENT) {
                    block.wrap(map.buffer(), at, BlockDescriptor.HEADER_LENGTH);
                    if (BlockDescriptor.magic(block) == BlockDescriptor.MAGIC) {
                        long id = BlockDescriptor.journalId(block);
                        if (new TailScan(map, id).soundAt(at, 1) != TailScan.NONE) {
                            return id;
                        }
                    }
                }
            }
        }
        return 0;
    }

    private void write(Journal into) {
        catalogue = holes ? Catalogue.ofDamaged() : new Catalogue(new JournalConfig());
        content = new BlockContent(catalogue, files, journalId);
        state = holes ? new KeptState(into.hashSeed()) : null;
        transcript = new Transcript(catalogue, into, state);
        cursors = new SalvagedCursors(source, journalId, notes);
        beginWithSnapshot(into.hashSeed());
        if (holes) {
            learnAll();
        }
        try (SalvageScan scan = new SalvageScan(files, journalId)) {
            while (scan.next()) {
                block(scan);
            }
            passedOver(scan, 0);
            transcript.abort();
            if (holes && !lost.isEmpty() && floorNs != Long.MIN_VALUE) {
                transcript.dropOthers(floorNs);
                transcript.defineAll(floorNs);
            }
        }
        endsEarly();
        boolean isAlike = alike == last && into.lastSequence() == last;
        cursors.carry(catalogue.cursors, into, isAlike ? last : -1);
    }

    /**
     * Names and definitions that one damaged place has taken may stand in another: a segment begins with all. Where
     * none has them, they take what was written with them, and not what was defined later. A name may stand after the
     * only shape with it that is left.
     */
    private void learnAll() {
        learn();
        if (catalogue.dictionary.hasPassedOver()) {
            learn();
        }
        catalogue.dictionary.fillGaps();
    }

    private void learn() {
        try (SalvageScan scan = new SalvageScan(files, journalId)) {
            while (scan.next()) {
                content.learn(scan.block(), scan.segment(), scan.position());
            }
        }
    }

    /**
     * Of a journal whose begin is gone, the oldest state that its first block goes on from comes first; where there is
     * none, the newest one before that.
     */
    private void beginWithSnapshot(long hashSeed) {
        long begin;
        try (SalvageScan scan = new SalvageScan(files, journalId)) {
            begin = scan.next() ? BlockDescriptor.sequence(scan.block()) : 1;
        }
        Path path = null;
        SnapshotHeader header = null;
        for (Path candidate : begin == 1 ? List.<Path>of() : SnapshotFiles.newestFirst(source)) {
            SnapshotCheck check = new SnapshotCheck(new JournalConfig(), journalId);
            if ((header == null || header.sequence() >= begin - 1)
                    && check.headerDefect(candidate) == null
                    && (header == null || check.header().sequence() >= begin - 1)
                    && check.defect(candidate) == null) {
                path = candidate;
                header = check.header();
            }
        }
        if (path == null) {
            return;
        }
        StateFold documents = new StateFold(hashSeed);
        new SnapshotLoad(path, catalogue, documents).run();
        stateSequence = header.sequence();
        floorNs = header.floorNs();
        expected = stateSequence + 1;
        transcript.defineAll(floorNs);
        documents.writeTo(transcript, catalogue, floorNs);
        transcript.end(floorNs);
        noteWithoutHistory(begin);
    }

    /** Changes that the journal still had are not there any more one by one, though the state has what they came to. */
    private void noteWithoutHistory(long begin) {
        Retired retired = Retired.NOTHING;
        try {
            retired = RetiredFile.read(source, journalId).retired();
        } catch (TailraceException e) {
            notes.add(e.getMessage());
        }
        long missing = Math.min(begin - 1, stateSequence);
        if (retired.firstSequence() <= missing) {
            lost.add(new SalvageReport.Loss(
                    retired.firstSequence(),
                    missing,
                    transcript.sequence(),
                    SegmentFiles.fileName(retired.firstSegment()),
                    0,
                    0,
                    "changes are missing, though what they came to is in the state"));
        }
        if (begin <= stateSequence) {
            notes.add("the state has taken the place of the changes before it: from=" + begin + " to=" + stateSequence);
        }
    }

    private void block(SalvageScan scan) {
        UnsafeBuffer block = scan.block();
        long sequence = BlockDescriptor.sequence(block);
        int count = BlockDescriptor.changes(block);
        passedOver(scan, sequence);
        if (sequence + count <= expected && sequence < expected) {
            String wrong = content.defect(block, scan.segment(), scan.position()); // it may tell of names
            assert wrong == null || !wrong.isEmpty() : "it is covered by the state";
            return;
        }
        boolean gap = sequence != expected;
        stopped |= gap && !holes;
        if (stopped) {
            left += count;
            expected = sequence + count;
            return;
        }
        String wrong = content.defect(block, scan.segment(), scan.position());
        if (wrong != null) {
            long end = count == 0 ? 0 : sequence + count - 1;
            lost.add(new SalvageReport.Loss(
                    count == 0 ? 0 : sequence,
                    end,
                    transcript.sequence(),
                    SegmentFiles.fileName(scan.segment()),
                    scan.position(),
                    BlockDescriptor.length(block),
                    "block cannot be understood: " + wrong));
            stopped |= !holes && count > 0;
        } else {
            take(scan, block);
        }
        expected = sequence + count;
    }

    /** Notes what lies before a block; the changes before it are missing where it does not go on. */
    private void passedOver(SalvageScan scan, long sequence) {
        boolean gap = sequence > expected;
        for (SalvageReport.Loss loss : scan.passed()) {
            lost.add(
                    gap
                            ? loss.of(expected, sequence - 1, transcript.sequence())
                            : loss.of(0, 0, transcript.sequence()));
            gap = false;
        }
        if (gap) {
            lost.add(new SalvageReport.Loss(
                    expected,
                    sequence - 1,
                    transcript.sequence(),
                    SegmentFiles.fileName(scan.segment()),
                    scan.position(),
                    0,
                    "changes before this block are missing"));
        }
    }

    private void take(SalvageScan scan, UnsafeBuffer block) {
        long timeNs = BlockDescriptor.timeNs(block);
        int count = BlockDescriptor.changes(block);
        if (holes) {
            defineMissing(scan, block, timeNs);
        }
        boolean together = (BlockDescriptor.flags(block) & BlockDescriptor.FLAG_TRANSACTION) != 0;
        if (together) {
            transcript.beginTransaction(timeNs, holes ? roomOf(scan, block) : content.changeBytes());
        }
        JournalReader reader = content.read(block, scan.segment(), scan.position());
        while (reader.next()) {
            transcript.change(reader);
            long sequence = reader.sequence();
            alike = alike == sequence - 1 && transcript.sequence() == sequence ? sequence : alike;
            floorNs = Math.max(floorNs, reader.timeNs());
        }
        transcript.end(reader.markedTimeNs());
        floorNs = Math.max(floorNs, reader.markedTimeNs());
        blocks++;
        changes += count;
        if (count > 0) {
            first = first == 0 ? BlockDescriptor.sequence(block) : first;
            last = BlockDescriptor.sequence(block) + count - 1;
            cursors.kept(BlockDescriptor.sequence(block), BlockDescriptor.epoch(block));
        }
    }

    /** Tables whose making was lost are made before the first change of them. */
    private void defineMissing(SalvageScan scan, UnsafeBuffer block, long timeNs) {
        int made = -1; // begins a block, so there is one at most
        JournalReader reader = content.read(block, scan.segment(), scan.position());
        while (reader.next()) {
            int table = reader.tableId();
            if (reader.kind() == RecordKind.TABLE_CREATED) {
                made = table;
            } else if (reader.kind() == RecordKind.CHANGE && table != made && !transcript.hasTable(table)) {
                transcript.defineTable(table, timeNs);
            }
        }
    }

    /** Bytes that its changes may take with old documents that are others. */
    private int roomOf(SalvageScan scan, UnsafeBuffer block) {
        long room = content.roomBytes();
        JournalReader reader = content.read(block, scan.segment(), scan.position());
        while (reader.next()) {
            if (reader.kind() == RecordKind.CHANGE) {
                room += transcript.storedBytes(reader);
            }
        }
        return (int) Math.min(Integer.MAX_VALUE / 2, room);
    }

    /** Whether the device is known to have held more than there is. */
    private void endsEarly() {
        Watermark forced = WatermarkFile.read(source, journalId);
        if (forced.isPresent() && forced.sequence() >= expected) {
            SalvageReport.Loss end = lost.isEmpty() ? null : lost.get(lost.size() - 1);
            if (end != null && end.toSequence() == 0 && end.isOfAnEnd()) {
                lost.set(lost.size() - 1, end.of(expected, forced.sequence(), transcript.sequence()));
                return;
            }
            lost.add(new SalvageReport.Loss(
                    expected,
                    forced.sequence(),
                    transcript.sequence(),
                    SegmentFiles.fileName(Math.max(1, forced.segment())),
                    forced.offset(),
                    0,
                    "the end of the journal is missing, as far as is known"));
        } else if (!forced.isPresent()) {
            notes.add("nobody knows whether changes are missing at the end: file=" + WatermarkFile.NAME
                    + (forced.defect() == null ? " is not there" : " " + forced.defect()));
        }
    }

    private SalvageReport report(Journal into) {
        assert !holes || left == 0 : "with holes all is taken: left=" + left;
        return new SalvageReport(
                target.path(),
                holes,
                blocks,
                changes,
                first,
                last,
                stateSequence,
                into.lastSequence(),
                transcript.without(),
                left,
                lost,
                notes);
    }
}
