package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads a journal from its first block to its last, before Chronicle Queue sees any of it, and decides what the end is.
 * Used once, under the directory's lock.
 *
 * <p>What is known to have been on the device, by a seal or by the watermark, must be there: a defect in it is damage
 * and refused. Beyond that everything, holes with sound blocks after them and later segments included, is a tail that
 * the device may have taken in any order before the power went. It is cut to its longest prefix, reported, and what is
 * cut off is kept aside. A journal without a watermark is one of which only sealed segments are known, and what its
 * newest snapshot was taken of, as that is forced before the snapshot gets its name.
 *
 * <p>A frame word that was damaged can hide what lies after it, so the rest of the segment is searched for sound blocks
 * wherever the frames end.
 */
final class Replay implements JournalReader.BlockListener {
    private final ForceOrder order;
    private final SegmentFiles files;
    private final SealFile seals;
    private final JournalConfig config;
    private final SegmentMarks marks;
    private final long journalId;
    private final Catalogue catalogue;
    private final SnapshotFiles snapshots;
    private final SegmentCursor cursor;
    private final List<String> notes = new ArrayList<>();

    private JournalReader reader;
    /** What was taken away of the begin of the journal. */
    private final Retired retired;
    /** Segment that the replay began with. */
    private int first;
    /** Sequence of the state that it began with. */
    private long stateSequence;

    private long blocks;
    private long changes;
    private long bytes;
    private final Watermark watermark;
    /** Newest snapshot that vouches for what it was taken of, as no watermark does; null where one does. */
    private final SnapshotHeader vouching;

    private final CutTail tail;
    private Path cutFile;
    private long cutOffset;
    private int lastBlockSegment;
    /** Where the frame after that block begins. */
    private long lastBlockEnd;

    private boolean catalogueComplete;
    private long lastTimeNs = Long.MIN_VALUE;
    private boolean mended;
    private boolean halfMade;
    private int last;
    private int segment;
    private long usedBytes;

    Replay(
            ForceOrder order,
            SegmentFiles files,
            SealFile seals,
            JournalConfig config,
            Catalogue catalogue,
            SegmentMarks marks,
            SnapshotFiles snapshots,
            long id) {
        this.order = order;
        this.files = files;
        this.seals = seals;
        this.config = config;
        this.catalogue = catalogue;
        this.marks = marks;
        this.snapshots = snapshots;
        this.journalId = id;
        watermark = WatermarkFile.read(files.directory(), id);
        vouching = watermark.isPresent() ? null : SnapshotCheck.newest(config, id);
        tail = new CutTail(order, id);
        retired = files.retired();
        first = retired.firstSegment();
        cursor = new SegmentCursor(files, first);
        reader = reader(retired.firstSequence(), retired.firstSequence());
    }

    private JournalReader reader(long from, long sequenceOfFirst) {
        JournalReader result = new JournalReader(files, cursor, catalogue, true, journalId, from);
        result.listen(this);
        result.expect(sequenceOfFirst);
        return result;
    }

    Recovery run(ReplayHandler handler) {
        SegmentRepair.removeLeftovers(order);
        snapshots.removeTemporary();
        Retiring.finish(order, files, snapshots, journalId);
        refuseStrangers();
        makeReadable();
        discardHalfMade();
        int[] all = files.list();
        last = retired.segments();
        for (int i = 0; i < all.length && all[i] == last + 1; i++) {
            last++;
        }
        refuseMissing(last);
        if (last - retired.segments() < all.length) {
            segment = last + 1;
            moveAside(all[all.length - 1], "segment is missing: file=" + files.name(segment));
        }
        files.newest(Math.max(1, last));
        if (handler instanceof StateHandler) {
            beginWithSnapshot((StateHandler) handler);
        }
        for (SealFile.Seal seal : seals.all()) {
            refuseChanged(seal);
        }
        boolean more = true;
        while (more) {
            more = step(handler);
        }
        refuseShort();
        refuseBeforeState();
        renewEarlier();
        writeAgain();
        noteWatermark();
        files.newest(Math.max(1, files.lastSegment()));
        String file = cutFile == null ? null : cutFile.toString();
        return new Recovery(
                Math.max(0, last - first + 1),
                blocks,
                changes,
                bytes,
                tail.bytes(),
                tail.changes(),
                file,
                cutOffset,
                stateSequence,
                notes);
    }

    /** Takes in the newest state that will do: what comes before its segment is not read now. */
    private void beginWithSnapshot(StateHandler handler) {
        SnapshotChoice choice = new SnapshotChoice(files, seals, config, journalId, snapshots, notes);
        if (!choice.find(last)) {
            refuseWithoutState();
            return;
        }
        choice.load(catalogue, handler);
        first = choice.firstSegment();
        stateSequence = choice.header().sequence();
        lastTimeNs = choice.header().floorNs();
        for (int before = retired.firstSegment(); before < first; before++) {
            marks.mark(before, BlockCursor.START, seals.of(before).firstSequence());
        }
        files.checkedFrom(first);
        cursor.seek(first, BlockCursor.START);
        reader = reader(stateSequence + 1, choice.firstSequence());
    }

    /** What was retired was retired on the strength of two snapshots: it is in no other place. */
    private void refuseWithoutState() {
        if (retired.segments() > 0) {
            throw new CorruptJournalException(
                    files.directory().resolve(RetiredFile.NAME).toString(),
                    0,
                    "no sound snapshot is left of a journal whose first segments were retired: segments="
                            + retired.segments() + " oldest sequence=" + retired.firstSequence() + " snapshots tried="
                            + notes + ": put a snapshot back from a copy of the directory, or restore all of it; a feed"
                            + " of an engine that is opened for reading still gets every change from that sequence on");
        }
    }

    /**
     * Of what nobody has vouched for, nobody knows whether the process before this one has failed to force it: it is
     * written again, so that the force to come vouches for it. The blocks, and what Chronicle writes before them.
     */
    private void writeAgain() {
        for (int number = first; number <= Math.min(segment, last); number++) {
            boolean isBefore = watermark.isPresent() && number < watermark.segment();
            SegmentMap map = seals.of(number) != null || isBefore ? null : files.map(number, 0);
            if (map != null) {
                long from = watermark.isPresent() && number == watermark.segment() ? watermark.offset() : 0;
                long to = number == segment ? usedBytes : map.length();
                SegmentRepair.writeAgain(order, files.path(number), map, 0, Math.min(to, Bookkeeping.LENGTH));
                SegmentRepair.writeAgain(order, files.path(number), map, Math.max(from, Bookkeeping.LENGTH), to);
            }
        }
    }

    /** What was there when the snapshot was chosen cannot have gone. */
    private void refuseBeforeState() {
        if (lastSequence() < stateSequence) {
            throw refusal("the journal ends before the state that was taken in: sequence=" + lastSequence() + " state="
                    + stateSequence);
        }
    }

    /** Chronicle takes every file with its suffix for a segment, and makes of its name what it can. */
    private void refuseStrangers() {
        for (String name : files.strangers()) {
            throw new CorruptJournalException(files.directory().resolve(name).toString(), 0, SegmentFiles.STRANGER);
        }
    }

    /** Looks at the lengths, too, as all of a file is looked at. The bytes of a sealed segment are all there. */
    private void makeReadable() {
        for (int number : files.list()) {
            String tooLong = SegmentMap.tooLong(files.path(number));
            if (tooLong != null) {
                segment = number;
                usedBytes = SegmentMap.LARGEST;
                throw refusal(tooLong);
            }
            if (seals.of(number) == null) {
                SegmentRepair.makeReadable(order, files.path(number));
            }
        }
    }

    private void noteWatermark() {
        if (watermark.defect() != null) {
            notes.add("the watermark is made anew: file=" + files.directory().resolve(WatermarkFile.NAME) + " "
                    + watermark.defect());
        } else if (!watermark.isPresent() && blocks > 0) {
            notes.add("the journal had no watermark and gets one: what has no seal counted as not forced: file="
                    + files.directory().resolve(WatermarkFile.NAME));
        }
    }

    /** Whether what comes next at the place reached is known to have been on the device. */
    private boolean isForced() {
        return seals.of(segment) != null
                || watermark.isPresent() && segment < watermark.segment()
                || vouching != null && lastSequence() < vouching.sequence()
                || watermark.isBeyond(lastSequence(), timeFloorNs());
    }

    /** The newest segment of which anything is. */
    private int newestForced() {
        return Math.max(seals.newest(), watermark.newestSegment());
    }

    /**
     * Takes the segments after the last one that counts out of the journal, the newest first: to who reads beside, or
     * finds what a kill in between has left, the journal ends earlier each time and never has a hole.
     */
    private void moveAside(int to, String why) {
        cutOffset = 0;
        cutFile = files.path(last + 1);
        for (int later = to; later > last; later--) {
            SegmentMap map = files.map(later, 0);
            if (map != null) {
                notes.add("a segment beyond what was forced was set aside: " + why + " kept="
                        + tail.keep(files.path(later), map, expected()));
                files.forget(later);
            }
        }
    }

    /** What was sealed or forced is there, the newest segments too, which no gap in the numbers would tell of. */
    private void refuseMissing(int last) {
        int known = Math.max(newestForced(), retired.segments() > 0 ? retired.firstSegment() : 0);
        if (last < known) {
            segment = last + 1;
            throw refusal("segment is missing: segments=" + last + " known=" + known);
        }
        if (vouching != null && last < vouching.segment()) {
            segment = last + 1;
            throw refusal("segment is missing: segments=" + last + " " + endsBeforeSnapshot());
        }
    }

    /**
     * Chronicle's own bytes too are as they were when the segment was sealed; blocks are checked as they are read. Of a
     * segment that is not read now, only what can be looked at at once.
     */
    private void refuseChanged(SealFile.Seal seal) {
        segment = seal.segment();
        if (segment >= first) {
            SegmentMap map = files.map(segment, 0); // it is read next
            refuse(map == null ? null : seal.defect(files.path(segment), map, FrameWalk.whole(map)), map);
            return;
        }
        try (SegmentMap map = SegmentMap.open(files.path(segment))) {
            refuse(map == null ? null : seal.defectAtOnce(map), map);
        }
    }

    private void refuse(VerifyReport.Defect changed, SegmentMap map) {
        if (map == null) {
            throw refusal("segment is missing");
        }
        if (changed != null) {
            usedBytes = changed.offset();
            throw refusal("a sealed segment has changed: " + changed.what());
        }
    }

    /**
     * Nothing that the watermark vouches for is missing at the end without a trace. Sequence and time decide: a segment
     * that was made anew by a recovery before this one may hold its blocks at other places.
     */
    private void refuseShort() {
        if (watermark.isBeyond(lastSequence(), timeFloorNs())) {
            throw refusal(watermark.missing(lastSequence(), timeFloorNs()));
        }
        if (vouching != null && lastSequence() < vouching.sequence()) {
            throw refusal(endsBeforeSnapshot());
        }
    }

    private String endsBeforeSnapshot() {
        return "the journal has no watermark, and ends before a snapshot of it: sequence=" + lastSequence()
                + " snapshot=" + SnapshotFiles.name(vouching.sequence());
    }

    /** Segment that it began with: of those before only what can be looked at at once was. */
    int firstSegment() {
        return first;
    }

    /** Sequence of the state that the replay began with, 0 where it was none. */
    long stateSequence() {
        return stateSequence;
    }

    /** The segment to go on with. */
    int segment() {
        return segment;
    }

    /** Where its last block ends, 0 when there is no such segment yet. */
    long usedBytes() {
        return usedBytes;
    }

    /** Whether that segment still needs the catalogue at its begin. */
    boolean catalogueDue() {
        return usedBytes == 0 || lastBlockSegment != segment || !catalogueComplete;
    }

    /** The greatest epoch in any block, 0 when there is none. */
    long epoch() {
        return reader.epoch();
    }

    long lastSequence() {
        return Math.max(reader.expected(), 1) - 1;
    }

    /** No later change is before this time. */
    long timeFloorNs() {
        return Math.max(lastTimeNs, reader.markedTimeNs());
    }

    @Override
    public void onBlock(int blockSegment, long position, DirectBuffer block) {
        marks.mark(blockSegment, position, BlockDescriptor.sequence(block));
        blocks++;
        bytes += BlockDescriptor.length(block);
        lastBlockEnd = ExcerptDescriptor.nextPosition(
                ExcerptDescriptor.blockPosition(position) + BlockDescriptor.length(block));
        int flags = BlockDescriptor.flags(block);
        if (lastBlockSegment != blockSegment) {
            lastBlockSegment = blockSegment;
            catalogueComplete = false;
        }
        catalogueComplete |= (flags & BlockDescriptor.FLAG_CATALOGUE_END) != 0;
    }

    /** Replays up to where the frames end. True when something there was mended and the replay goes on. */
    private boolean step(ReplayHandler handler) {
        CorruptJournalException defect = null;
        try {
            while (reader.next()) {
                changes++;
                lastTimeNs = reader.timeNs();
                handler.onChange(reader);
            }
        } catch (CorruptJournalException e) {
            defect = e;
        }
        segment = Math.max(1, cursor.nextSegment());
        usedBytes = cursor.nextPosition();
        if (defect != null && lastBlockSegment != segment && segment > 1) {
            standAtTheEndBefore();
        }
        if (ledPastBlocks()) {
            usedBytes = lastBlockEnd;
            cursor.seek(segment, usedBytes);
            defect = place("a frame of Chronicle's leads past sound blocks");
        }
        int word = cursor.word();
        if (segment < last) {
            return endsEarly(defect, word);
        }
        SegmentMap map = files.map(segment, 0);
        if (map == null) {
            usedBytes = 0;
            return false;
        }
        if (defect == null && word == ExcerptDescriptor.END) {
            if (hidesSound(map, usedBytes)) {
                return torn(map, place("the end mark hides sound blocks"));
            }
            noteEnded();
            segment++;
            usedBytes = 0;
            return false;
        }
        if (defect == null && word == 0) {
            return openEnd(map);
        }
        return torn(map, defect != null ? defect : place("frame is not complete: word=0x" + hex(word)));
    }

    /** The writer began another segment, or was about to; one that was never forced leaves no other trace. */
    private void noteEnded() {
        if (!seals.hasMetadata() && !halfMade) {
            notes.add("the newest segment was ended and the journal not closed: what may have been begun after it and"
                    + " never forced is not there: file=" + files.path(segment + 1));
        }
    }

    /** Where a segment was left without an end mark and the next one does not go on from there, that is the defect. */
    private void standAtTheEndBefore() {
        SegmentMap before = files.map(segment - 1, 0);
        FrameWalk walk = FrameWalk.whole(before);
        if (!walk.ended()) {
            segment--;
            usedBytes = walk.position();
            cursor.seek(segment, usedBytes);
        }
    }

    /** Between blocks Chronicle puts pages of its index only, where there are many; no block is inside one. */
    private boolean ledPastBlocks() {
        if (lastBlockSegment != segment || lastBlockEnd >= usedBytes) {
            return false;
        }
        long hidden = new TailScan(files.map(segment, 0), journalId).findSound(lastBlockEnd, expected());
        return hidden != TailScan.NONE && hidden < usedBytes;
    }

    /** Later segments go on from something that is not here: none of them counts, where none has to. */
    private boolean endsEarly(CorruptJournalException defect, int word) {
        String why =
                defect != null ? defect.getMessage() : "segment ends before the next one goes on: word=0x" + hex(word);
        boolean isEnded = defect == null && word == ExcerptDescriptor.END; // then it is the next one that is missing
        boolean isForced = isEnded ? watermark.isBeyond(lastSequence(), timeFloorNs()) : isForced();
        if (isForced || reader.failedInside() || newestForced() > segment) {
            throw refusalOf(defect != null ? defect : place(why));
        }
        int newest = last;
        last = segment;
        moveAside(newest, why);
        files.newest(last);
        return true;
    }

    /** Nothing is published here; what lies after was being composed, or is hidden. */
    private boolean openEnd(SegmentMap map) {
        TailScan scan = new TailScan(map, journalId);
        long dirtyEnd = scan.dirtyEnd(usedBytes);
        long first = lastBlockSegment == segment ? TailScan.NONE : scan.findSound(0, expected());
        if (first != TailScan.NONE && first < usedBytes) {
            return leadsPast();
        }
        if (dirtyEnd <= usedBytes) {
            return pointsAstray(map);
        }
        long start = ExcerptDescriptor.blockPosition(usedBytes);
        int whole = wholeAt(scan, start);
        if (hidesSound(map, whole == TailScan.NONE ? start : start + whole)) {
            return torn(map, place("sound blocks lie after a hole"));
        }
        refuseWhereSealed("bytes are after its end");
        if (whole != TailScan.NONE) {
            notes.add("a whole block that was not published yet was taken in: file=" + files.path(segment) + " offset="
                    + usedBytes);
            mend(usedBytes, start, whole);
            return true;
        }
        SegmentRepair.zero(order, files.path(segment), usedBytes, dirtyEnd);
        notes.add("bytes of a block that was being composed were removed: file=" + files.path(segment) + " offset="
                + usedBytes + " bytes=" + (dirtyEnd - usedBytes));
        return pointsAstray(map);
    }

    /** The length of a frame of Chronicle's was damaged: no block was found, though the segment has some. */
    private boolean leadsPast() {
        String why = "frames lead past sound blocks: file=" + files.path(segment);
        if (isForced()) {
            throw refusal(why);
        }
        last = segment - 1;
        moveAside(segment, why);
        usedBytes = 0;
        return false;
    }

    /** Chronicle believes its own bytes, appends where its header says and looks for the ends of earlier segments. */
    private boolean pointsAstray(SegmentMap map) {
        if (seals.of(segment) != null) {
            return false;
        }
        boolean fitted = ChronicleHeader.fits(map);
        if (!fitted) {
            notes.add("a header that pointed to no block was made anew: file=" + files.path(segment));
        }
        if (lastBlockSegment != segment) {
            mend(usedBytes, 0, 0); // nothing is in it
        } else {
            renewBookkeeping();
        }
        return false;
    }

    private void renewBookkeeping() {
        if (SegmentRepair.renewBookkeeping(order, files, segment, config)) {
            lastBlockEnd = markAgain(segment, false);
            cursor.reopen(lastBlockEnd);
            usedBytes = cursor.nextPosition();
        }
    }

    /** Chronicle looks for the ends of segments before the one it goes on with where their headers point. */
    private void renewEarlier() {
        for (int earlier = first; earlier < segment; earlier++) {
            if (seals.of(earlier) == null && SegmentRepair.renewBookkeeping(order, files, earlier, config)) {
                markAgain(earlier, false);
                notes.add("Chronicle's header of a segment that was not sealed was made anew: file="
                        + files.path(earlier));
            }
        }
    }

    private boolean torn(SegmentMap map, CorruptJournalException defect) {
        if (isForced() || reader.failedInside()) {
            throw refusalOf(defect);
        }
        TailScan scan = new TailScan(map, journalId);
        long start = ExcerptDescriptor.blockPosition(usedBytes);
        if (scan.isForeign(start)) {
            throw refusal("a block of another journal stands there: files of two journals were mixed");
        }
        int whole = wholeAt(scan, start);
        long from = whole == TailScan.NONE ? usedBytes : start + whole;
        cutOffset = usedBytes;
        cutFile = files.path(segment);
        long end = scan.dirtyEnd(from);
        if (end > from) {
            notes.add("what was not written as a whole was cut off: " + defect.getMessage() + " kept="
                    + tail.keep(cutFile, map, from, end, expected()));
        } else {
            notes.add("a whole block that was not published was taken in: " + defect.getMessage());
        }
        mend(usedBytes, start, Math.max(0, whole));
        return whole != TailScan.NONE;
    }

    /** Length of a sound block there that is the one to come next; only once, as what is taken in must be the end. */
    private int wholeAt(TailScan scan, long start) {
        int whole = mended ? TailScan.NONE : scan.soundAt(start, expected());
        return whole != TailScan.NONE
                        && BlockCheck.misfit(scan.block(), segment, reader.expected(), reader.epoch()) == null
                ? whole
                : TailScan.NONE;
    }

    private boolean hidesSound(SegmentMap map, long from) {
        return new TailScan(map, journalId).findSound(from, expected()) != TailScan.NONE;
    }

    private void mend(long end, long extraStart, int extraLength) {
        mended = true;
        if (lastBlockSegment != segment && extraLength == 0) {
            SegmentRepair.discard(order, files, segment);
            usedBytes = 0;
            return;
        }
        SegmentRepair.rewrite(order, files, segment, end, extraStart, extraLength, config);
        lastBlockEnd = markAgain(segment, extraLength > 0);
        cursor.reopen(lastBlockEnd);
        if (extraLength == 0) {
            usedBytes = cursor.nextPosition();
        }
    }

    /**
     * The blocks may lie elsewhere in the new file: notes them again. Returns where the last one ends, or begins where
     * it is new.
     */
    private long markAgain(int moved, boolean lastIsNew) {
        marks.forget(moved);
        SegmentCursor again = new SegmentCursor(files, moved);
        UnsafeBuffer block = new UnsafeBuffer(0, 0);
        long at = BlockCursor.START;
        while (again.next(block) && again.segment() == moved) {
            marks.mark(moved, again.position(), BlockDescriptor.sequence(block));
            at = lastIsNew ? again.position() : again.nextPosition();
        }
        return at;
    }

    private void discardHalfMade() {
        int newest = files.lastSegment();
        while (newest > 0) {
            SegmentMap map = files.map(newest, 0);
            boolean begun = map != null
                    && map.length() >= ExcerptDescriptor.WORD_LENGTH
                    && ExcerptDescriptor.isComplete(map.word(0));
            if (begun) {
                return;
            }
            segment = newest;
            if (newestForced() >= newest) {
                throw refusal("file has no header");
            }
            if (map != null && hidesSound(map, 0)) {
                last = newest - 1;
                moveAside(newest, "file has no header");
            } else {
                SegmentRepair.discard(order, files, newest);
                halfMade = true;
                notes.add("a half-made segment without blocks was removed: file=" + files.path(newest));
            }
            newest = files.lastSegment();
        }
    }

    private void refuseWhereSealed(String why) {
        if (seals.of(segment) != null) {
            throw refusal("a sealed segment has changed: " + why);
        }
    }

    private long expected() {
        return Math.max(1, reader.expected());
    }

    private CorruptJournalException place(String what) {
        return new CorruptJournalException(files.name(segment), usedBytes, what);
    }

    private CorruptJournalException refusalOf(CorruptJournalException defect) {
        return new CorruptJournalException(defect.file(), defect.offset(), defect.what() + advice());
    }

    private CorruptJournalException refusal(String what) {
        return new CorruptJournalException(files.name(segment), usedBytes, what + advice());
    }

    private String advice() {
        return ": the journal is damaged and is not opened for writing; restore it from a copy, or take what is whole: "
                + Salvage.command(files.directory()) + "; verify tells how much is";
    }

    private static String hex(int word) {
        return Integer.toHexString(word);
    }
}
