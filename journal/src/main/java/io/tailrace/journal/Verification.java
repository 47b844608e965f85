package io.tailrace.journal;

import io.tailrace.error.JournalException;
import io.tailrace.error.NotAJournalException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Checks every byte of a journal with our own eyes: Chronicle Queue never sees them. Used once, by one thread. Beside a
 * writer it reads to the end that is published and takes nothing for damage that a writer explains.
 *
 * <p>Our files carry checksums; blocks carry theirs; the rest of a segment and Chronicle's metadata file are compared
 * with the seal that a clean close wrote. After a kill the newest segment has none: its blocks are checked and the
 * report says what could not be.
 */
final class Verification {
    private static final int LOOKS = 10;

    private final Path directory;
    private final Function<Path, SegmentMap> maps;
    private final List<VerifyReport.Defect> defects = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final UnsafeBuffer block = new UnsafeBuffer(0, 0);

    private final Catalogue catalogue = new Catalogue(new JournalConfig());
    private final List<SnapshotVerification> snapshots = new ArrayList<>();
    /** Of the segment that is looked at. */
    private SegmentMap map;

    private SealFile seals;
    /** What is retired, as far as was looked. */
    private Retired retired = Retired.NOTHING;

    /** Null while it has not been read. */
    private Watermark forced;

    private long journalId;
    private long expected;
    private long epoch;
    /** Of its file; 0 where there is none, -1 where it could not be read. */
    private long epochOfFile = -1;

    private long blocks;
    private long changes;
    private long firstSequence;
    private long bytes;
    /** The latest time of a change or a mark. */
    private long floorNs = Long.MIN_VALUE;

    Verification(Path directory) {
        this(directory, SegmentMap::open);
    }

    /** @param maps gives a mapping of a segment as long as it is then, or null where there is none */
    Verification(Path directory, Function<Path, SegmentMap> maps) {
        if (!Files.isDirectory(directory)) {
            throw new NotAJournalException((Files.exists(directory) ? "not a directory" : "there is no such directory")
                    + ": directory=" + directory + ": check the path");
        }
        this.directory = directory;
        this.maps = maps;
    }

    VerifyReport run() {
        look(FormatFile.NAME, () -> journalId = FormatFile.read(directory, null).journalId());
        lookAtBlocks();
        look(EpochFile.NAME, () -> epochOfFile = EpochFile.read(directory, journalId));
        look(SealFile.NAME, () -> seals = SealFile.read(directory, journalId));
        if (seals != null) {
            look(
                    WatermarkFile.NAME,
                    this::watermark); // before the files are listed: what it vouches for is in one of them
        }
        look(Cursors.DIRECTORY, this::cursors);
        look("snapshots", this::listSnapshots); // before the files are listed, for the same reason
        SegmentFiles files = new SegmentFiles(directory);
        for (String name : files.strangers()) {
            defect(name, 0, SegmentFiles.STRANGER);
        }
        int[] listed = files.list();
        look(RetiredFile.NAME, this::lookWhatIsRetired); // after the files are listed: what is missing by then is in it
        int[] all = kept(listed);
        if (all.length < listed.length) {
            notes.add("segments that are retired are about to be removed, or their writer was killed: segments="
                    + (listed.length - all.length));
        }
        if (seals != null) {
            missing(all);
            metadata(all);
        }
        for (int i = 0; i < all.length; i++) {
            boolean newest = i == all.length - 1;
            int number = all[i];
            look(SegmentFiles.fileName(number), () -> segment(number, newest));
        }
        if (epochOfFile == 0 && epoch > 0) {
            defect(EpochFile.NAME, 0, "file is missing: the next opening for writing makes it anew");
        }
        long last = expected == 0 ? retired.firstSequence() - 1 : expected - 1;
        int newest = all.length == 0 ? 0 : all[all.length - 1];
        boolean whole = forced == null || newest >= forced.newestSegment() && !forced.isBeyond(last, floorNs);
        if (!whole && defects.isEmpty()) {
            defect(SegmentFiles.fileName(Math.max(1, forced.segment())), 0, forced.missing(last, floorNs));
        }
        int sound = lookAtSnapshots(last);
        if (retired.segments() > 0 && sound == 0 && !isSnapshotNew()) {
            defect(
                    RetiredFile.NAME,
                    0,
                    "no sound snapshot is left of a journal whose first segments were retired: segments="
                            + retired.segments() + ": it cannot be opened for writing; restore it from a copy");
        }
        return new VerifyReport(
                all.length, retired.segments(), blocks, changes, firstSequence, last, bytes, sound, defects, notes);
    }

    private int[] kept(int[] ascending) {
        int from = 0;
        while (from < ascending.length && retired.includes(ascending[from])) {
            from++;
        }
        return Arrays.copyOfRange(ascending, from, ascending.length);
    }

    private void lookWhatIsRetired() {
        RetiredFile.Content content = RetiredFile.read(directory, journalId);
        for (int i = 0; i < LOOKS && content.defect() != null; i++) { // a slot may be in the making
            content = RetiredFile.read(directory, journalId);
        }
        retired = content.retired();
        if (content.defect() != null) {
            defect(RetiredFile.NAME, 0, content.defect() + ": the next opening for writing makes it anew");
        }
    }

    /** Whether a segment that was there a moment ago was retired since. */
    private boolean isRetiredNow(int segment) {
        try {
            retired = RetiredFile.read(directory, journalId).retired();
        } catch (JournalException e) {
            return false; // it was told when it was looked at first
        }
        return retired.includes(segment);
    }

    private void cursors() {
        Path place = directory.resolve(Cursors.DIRECTORY);
        if (Cursors.isInTheWay(place)) {
            defect(Cursors.DIRECTORY, 0, Cursors.IN_THE_WAY);
        }
        for (Path file : Cursors.files(directory.resolve(Cursors.DIRECTORY))) {
            String wrong = Cursors.defect(file, journalId);
            for (int i = 0; i < LOOKS && wrong != null; i++) { // it may be in the making
                wrong = Cursors.defect(file, journalId);
            }
            if (wrong != null) {
                String name = Cursors.DIRECTORY + "/" + file.getFileName();
                defect(name, 0, wrong + ": move the cursor to where its reader stands, or delete it");
            }
        }
    }

    private void listSnapshots() {
        for (Path file : SnapshotFiles.newestFirst(directory)) {
            snapshots.add(new SnapshotVerification(file, journalId));
        }
        if (Files.exists(directory.resolve(SnapshotFiles.TEMPORARY))) {
            notes.add("a snapshot is being written, or its writer was killed: file=" + SnapshotFiles.TEMPORARY);
        }
    }

    /** Whether one was taken since they were listed. */
    private boolean isSnapshotNew() {
        for (Path file : SnapshotFiles.newestFirst(directory)) {
            boolean known = false;
            for (SnapshotVerification listed : snapshots) {
                known |= listed.file().equals(file);
            }
            if (!known) {
                return true;
            }
        }
        return false;
    }

    /** How many are sound; what is in no block that was read is in none of the journal. */
    private int lookAtSnapshots(long last) {
        int sound = 0;
        for (SnapshotVerification snapshot : snapshots) {
            String wrong = snapshot.defect(last);
            if (wrong == null) {
                sound++;
            } else if (snapshot.isOlderThan(retired)) {
                notes.add("a snapshot is older than what is retired, and about to be removed: file="
                        + snapshot.file().getFileName());
            } else if (Files.exists(snapshot.file())) { // who writes removes those that are not needed any more
                defect(
                        snapshot.file().getFileName().toString(),
                        0,
                        wrong + ": it is of no use, opening takes longer without it, and the next one replaces it");
            }
        }
        return sound;
    }

    /**
     * Takes the id of the journal from its first block where its own file has none, or is alone with another one, so
     * that the rest is not called damaged for it.
     */
    private void lookAtBlocks() {
        long found = idOfBlocks();
        if (found == 0 || found == journalId) {
            return;
        }
        if (journalId == 0) {
            journalId = found;
        } else if (EpochFile.look(directory, found) > 0) {
            defect(FormatFile.NAME, 0, "file belongs to another journal: id=" + journalId + " blocks=" + found);
            journalId = found;
        }
    }

    private long idOfBlocks() {
        int oldest = new SegmentFiles(directory).firstSegment();
        try (SegmentMap first = SegmentMap.open(directory.resolve(SegmentFiles.fileName(Math.max(1, oldest))))) {
            FrameWalk walk = first == null ? null : new FrameWalk(first);
            if (walk == null || !walk.next() || walk.blockLength() < BlockDescriptor.HEADER_LENGTH) {
                return 0;
            }
            block.wrap(first.buffer(), (int) walk.blockStart(), walk.blockLength());
            long id = BlockDescriptor.journalId(block);
            return BlockCheck.defect(block, id) == null ? id : 0;
        } catch (JournalException e) {
            return 0; // told when the segment is looked at
        } finally {
            block.wrap(0, 0);
        }
    }

    /** What cannot be looked at is a defect, and the rest is looked at all the same. */
    private void look(String name, Runnable look) {
        try {
            look.run();
        } catch (JournalException e) {
            defect(name, 0, e.getMessage());
        }
    }

    private void missing(int[] present) {
        for (SealFile.Seal seal : seals.all()) {
            if (!retired.includes(seal.segment()) && Arrays.binarySearch(present, seal.segment()) < 0) {
                defect(SegmentFiles.fileName(seal.segment()), 0, "a sealed segment is missing");
            }
        }
        int expectedSegment = retired.firstSegment();
        for (int number : present) {
            if (number != expectedSegment) {
                defect(SegmentFiles.fileName(expectedSegment), 0, "segment is missing");
                return;
            }
            expectedSegment++;
        }
        if (present.length == 0 && retired.segments() > 0) {
            defect(SegmentFiles.fileName(expectedSegment), 0, "segment is missing");
        }
    }

    private void metadata(int[] all) {
        if (seals.hasMetadata()) {
            String wrong = seals.metadataDefect();
            if (wrong != null && seals.isCurrent()) {
                defect(ChronicleSettings.METADATA_FILE, 0, wrong);
            }
        } else if (all.length > 0) {
            notes.add("the journal was not closed: file=" + ChronicleSettings.METADATA_FILE + " is not covered");
        }
    }

    private void watermark() {
        Watermark watermark = WatermarkFile.read(directory, journalId);
        for (int i = 0; i < LOOKS && watermark.defect() != null; i++) { // a slot may be in the making
            watermark = WatermarkFile.read(directory, journalId);
        }
        forced = watermark;
        if (watermark.isPresent() && watermark.defect() != null && !seals.hasMetadata()) {
            notes.add("the watermark was not written as a whole, what is sound of it counts: file=" + WatermarkFile.NAME
                    + " " + watermark.defect());
        } else if (watermark.defect() != null) {
            defect(WatermarkFile.NAME, 0, watermark.defect());
        } else if (!watermark.isPresent() && seals.hasMetadata()) {
            defect(WatermarkFile.NAME, 0, "file is missing");
        }
    }

    private void segment(int segment, boolean newest) {
        if (retired.includes(segment)) {
            return; // since the files were listed
        }
        String name = SegmentFiles.fileName(segment);
        String tooLong = SegmentMap.tooLong(directory.resolve(name));
        if (tooLong != null) {
            defect(name, SegmentMap.LARGEST, tooLong);
            return;
        }
        map = maps.apply(directory.resolve(name));
        if (map != null) {
            try {
                segment(name, segment, newest);
            } finally {
                block.wrap(0, 0);
                map.close();
            }
        } else if (isRetiredNow(segment)) {
            notes.add("a segment was retired meanwhile: file=" + name);
            expected = 0; // what comes next is the oldest one
            epoch = 0;
        } else if (newest && seals != null && seals.of(segment) == null) {
            notes.add("a segment that held nothing yet is gone: its writer closed the journal: file=" + name);
        } else {
            defect(name, 0, "segment is missing");
        }
    }

    private void segment(String name, int segment, boolean newest) {
        int before = defects.size();
        FrameWalk walk = new FrameWalk(map);
        do {
            while (walk.next() && defects.size() == before) {
                block(name, segment, walk);
            }
        } while (walk.isBeyondFile() && hasGrown(name, walk));
        bytes += walk.used();
        SealFile.Seal seal = seals == null ? null : seals.of(segment);
        if (seal != null) {
            VerifyReport.Defect changed = seal.defect(directory.resolve(name), map, walk);
            if (changed == null
                    || seal.equals(SealFile.read(directory, journalId).of(segment))) {
                sealed(name, walk, changed);
                return;
            }
        }
        if (walk.defect() != null && !walk.isComposing()) {
            defect(name, walk.position(), walk.defect());
        }
        if (newest) {
            unsealed(name, walk);
        } else {
            notes.add("segment has no seal: file=" + name + " only its blocks are covered");
        }
    }

    /** Maps what a writer has gone on with since the file was mapped, if it has. */
    private boolean hasGrown(String name, FrameWalk walk) {
        SegmentMap now = maps.apply(directory.resolve(name));
        if (now == null || now.length() <= map.length()) {
            if (now != null) {
                now.close();
            }
            return false;
        }
        block.wrap(0, 0);
        map.close();
        map = now;
        walk.goOn(now);
        return true;
    }

    private void block(String name, int segment, FrameWalk walk) {
        block.wrap(map.buffer(), (int) walk.blockStart(), walk.blockLength());
        String wrong = BlockCheck.defect(block, journalId);
        if (wrong == null) {
            wrong = BlockCheck.misfit(block, segment, expected, epoch);
        }
        if (wrong == null && expected == 0 && BlockDescriptor.sequence(block) != retired.firstSequence()) {
            wrong = "the journal does not begin with sequence " + retired.firstSequence() + ": found="
                    + BlockDescriptor.sequence(block);
        }
        if (wrong == null) {
            wrong = records();
        }
        if (wrong != null) {
            defect(name, walk.blockStart(), wrong);
            return;
        }
        if (expected == 0) {
            firstSequence = BlockDescriptor.sequence(block);
        }
        for (SnapshotVerification snapshot : snapshots) {
            snapshot.onBlock(segment, block);
        }
        blocks++;
        changes += BlockDescriptor.changes(block);
        expected = BlockDescriptor.sequence(block) + BlockDescriptor.changes(block);
        epoch = BlockDescriptor.epoch(block);
    }

    private String records() {
        int length = BlockDescriptor.length(block);
        int record = BlockDescriptor.HEADER_LENGTH;
        int sequenced = 0;
        for (int i = BlockDescriptor.records(block); i > 0; i--) {
            String wrong = BlockCheck.recordDefect(block, record, length);
            if (wrong != null) {
                return wrong;
            }
            if (ChangeDescriptor.kind(block, record) != RecordKind.TIME) {
                wrong = catalogue.take(block, record);
            }
            if (wrong != null) {
                return wrong;
            }
            floorNs = Math.max(floorNs, timeNs(record));
            sequenced += RecordKind.isSequenced(ChangeDescriptor.kind(block, record)) ? 1 : 0;
            record += ChangeDescriptor.length(block, record);
        }
        return record == length && sequenced == BlockDescriptor.changes(block)
                ? null
                : "records do not fill the block: end=" + record + " length=" + length + " changes=" + sequenced;
    }

    private long timeNs(int record) {
        int kind = ChangeDescriptor.kind(block, record);
        if (kind == RecordKind.TIME) {
            return CatalogueDescriptor.timeNs(block, record);
        }
        return RecordKind.isSequenced(kind)
                ? BlockDescriptor.timeNs(block) + ChangeDescriptor.timeDelta(block, record)
                : Long.MIN_VALUE;
    }

    private void sealed(String name, FrameWalk walk, VerifyReport.Defect changed) {
        if (walk.defect() != null) {
            defect(name, walk.position(), walk.defect());
        }
        if (changed != null) {
            defects.add(changed);
        }
    }

    /**
     * What lies after the end is read through the file: whoever seals a segment cuts it there, and a mapping of what is
     * not there any more ends the process.
     */
    private void unsealed(String name, FrameWalk walk) {
        notes.add("the journal was not closed, or is being written: file=" + name
                + " only its blocks are covered, as far as offset=" + walk.position());
        Path file = directory.resolve(name);
        long dirtyEnd = SegmentTail.dirtyEnd(file, walk.position());
        long from = ExcerptDescriptor.blockPosition(walk.position()) + 1;
        long hidden = SegmentTail.findSound(file, from, dirtyEnd, journalId, Math.max(1, expected));
        if (hidden == TailScan.NONE) {
            if (dirtyEnd > walk.used()) {
                notes.add(
                        "bytes after the end belong to no block; the next open for writing removes them: file=" + name);
            }
        } else if (!goesOn(walk)) {
            defect(name, walk.position(), "a sound block lies after the end at offset=" + hidden);
        }
    }

    /** Whether a writer has published there since; it does one block after the other. */
    private boolean goesOn(FrameWalk walk) {
        if (walk.position() + ExcerptDescriptor.WORD_LENGTH > map.length()) {
            return true;
        }
        return ExcerptDescriptor.isComplete(map.word(walk.position()));
    }

    private void defect(String file, long offset, String what) {
        defects.add(new VerifyReport.Defect(file, offset, what));
    }
}
