package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads a journal from its first block to its last, before Chronicle Queue sees any of it, and decides what the end is:
 * a block that was not written as a whole is cut off, one that has sound blocks behind it is damage. Used once, under
 * the directory's lock.
 *
 * <p>A frame word that was damaged can hide what lies behind it, so the rest of the segment is searched for sound
 * blocks wherever the frames end. In a sealed segment nothing is torn: there every defect is damage.
 */
final class Replay implements JournalReader.BlockListener {
    private final ForceOrder order;
    private final SegmentFiles files;
    private final SealFile seals;
    private final JournalConfig config;
    private final SegmentMarks marks;
    private final long journalId;
    private final Watermark watermark;
    private final SegmentCursor cursor;
    private final JournalReader reader;
    private final List<String> notes = new ArrayList<>();

    private long blocks;
    private long changes;
    private long bytes;
    private long cutBytes;
    private Path cutFile;
    private long cutOffset;
    private int lastBlockSegment;
    private boolean catalogueComplete;
    private long lastTimeNs = Long.MIN_VALUE;
    private boolean mended;
    private int segment;
    private long usedBytes;

    Replay(
            ForceOrder order,
            SegmentFiles files,
            SealFile seals,
            JournalConfig config,
            Catalogue catalogue,
            SegmentMarks marks,
            long id) {
        this.order = order;
        this.files = files;
        this.seals = seals;
        this.config = config;
        this.marks = marks;
        this.journalId = id;
        watermark = WatermarkFile.read(files.directory(), id);
        cursor = new SegmentCursor(files, 1);
        reader = new JournalReader(files, cursor, catalogue, true, id, 1);
        reader.listen(this);
    }

    Recovery run(ChangeHandler handler) {
        SegmentRepair.removeLeftovers(files.directory());
        discardHalfMade();
        int[] all = files.list();
        for (int i = 0; i < all.length; i++) {
            if (all[i] != i + 1) {
                throw new CorruptJournalException(files.name(i + 1), 0, "segment is missing" + advice());
            }
        }
        int last = all.length;
        refuseMissing(last);
        for (SealFile.Seal seal : seals.all()) {
            refuseChanged(seal);
        }
        files.newest(Math.max(1, last));
        boolean more = true;
        while (more) {
            more = step(handler, last);
        }
        refuseShort();
        files.newest(Math.max(1, files.lastSegment()));
        String file = cutFile == null ? null : cutFile.toString();
        return new Recovery(last, blocks, changes, bytes, cutBytes, file, cutOffset, notes);
    }

    /** What was sealed or forced is there, the newest segments too, which no gap in the numbers would tell of. */
    private void refuseMissing(int last) {
        int known = seals.newest();
        if (watermark.isPresent()) {
            known = Math.max(known, watermark.segment() - (watermark.offset() > 0 ? 0 : 1));
        }
        if (last < known) {
            segment = last + 1;
            throw refusal("segment is missing: segments=" + last + " known=" + known);
        }
    }

    /** Chronicle's own bytes too are as they were when the segment was sealed; blocks are checked as they are read. */
    private void refuseChanged(SealFile.Seal seal) {
        try (SegmentMap map = SegmentMap.open(files.path(seal.segment))) {
            String changed = map == null ? "segment is missing" : seal.defect(map);
            if (changed != null) {
                segment = seal.segment;
                throw refusal("a sealed segment has changed: " + changed);
            }
        }
    }

    /** Nothing that the watermark vouches for is ever cut, or missing at the end without a trace. */
    private void refuseShort() {
        boolean before =
                segment < watermark.segment() || segment == watermark.segment() && usedBytes < watermark.offset();
        if (watermark.isPresent() && (lastSequence() < watermark.sequence() || before)) {
            throw refusal("the journal ends before what was forced: sequence=" + lastSequence() + " forced="
                    + watermark.sequence() + " segment=" + watermark.segment() + " position=" + watermark.offset());
        }
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
        int flags = BlockDescriptor.flags(block);
        if (lastBlockSegment != blockSegment) {
            lastBlockSegment = blockSegment;
            catalogueComplete = false;
        }
        catalogueComplete |= (flags & BlockDescriptor.FLAG_CATALOGUE_END) != 0;
    }

    /** Replays up to where the frames end. True when something there was mended and the replay goes on. */
    private boolean step(ChangeHandler handler, int last) {
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
        int word = cursor.word();
        if (defect == null && segment < last) {
            defect = place("segment ends before the next one goes on: word=0x" + Integer.toHexString(word));
        }
        SegmentMap map = files.map(segment, 0);
        if (map == null) {
            usedBytes = 0;
            return false;
        }
        if (defect == null && word == ExcerptDescriptor.END) {
            refuseSoundBehind(map, usedBytes, "the end mark hides what is behind it");
            segment++;
            usedBytes = 0;
            return false;
        }
        if (defect == null && word == 0) {
            return openEnd(map);
        }
        return torn(map, last, defect != null ? defect : place("frame is not complete: word=0x" + hex(word)));
    }

    /** Nothing is published here; what lies behind was being composed, or is hidden. */
    private boolean openEnd(SegmentMap map) {
        TailScan scan = new TailScan(map, journalId);
        long dirtyEnd = scan.dirtyEnd(usedBytes);
        if (dirtyEnd <= usedBytes) {
            return pointsAstray(map);
        }
        long start = ExcerptDescriptor.blockPosition(usedBytes);
        int whole = wholeAt(scan, start);
        refuseSoundBehind(map, whole == TailScan.NONE ? start + 1 : start + whole, "blocks are hidden");
        refuseWhereSealed("bytes are behind its end");
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

    /** Chronicle appends where its header says; made anew where that is no place in what is left. */
    private boolean pointsAstray(SegmentMap map) {
        if (seals.of(segment) != null || ChronicleHeader.fits(map)) {
            return false;
        }
        notes.add("a header that pointed to no block was made anew: file=" + files.path(segment));
        mend(usedBytes, 0, 0);
        return false;
    }

    private boolean torn(SegmentMap map, int last, CorruptJournalException defect) {
        boolean forced = segment == watermark.segment() && usedBytes < watermark.offset();
        if (forced || segment < last || seals.of(segment) != null || reader.failedInside()) {
            throw refusal(defect.getMessage());
        }
        TailScan scan = new TailScan(map, journalId);
        long start = ExcerptDescriptor.blockPosition(usedBytes);
        int whole = wholeAt(scan, start);
        refuseSoundBehind(map, whole == TailScan.NONE ? usedBytes + 1 : start + whole, defect.getMessage());
        cutOffset = usedBytes;
        cutFile = files.path(segment);
        cutBytes += scan.dirtyEnd(usedBytes) - usedBytes - Math.max(0, whole);
        notes.add("a block that was not written as a whole was cut off: " + defect.getMessage());
        mend(usedBytes, start, Math.max(0, whole));
        return whole != TailScan.NONE;
    }

    /** Length of a sound block there that is the one to come next; refuses a sound one that is not. */
    private int wholeAt(TailScan scan, long start) {
        int whole = scan.soundAt(start, expected());
        String misfit = whole == TailScan.NONE
                ? null
                : BlockCheck.misfit(scan.block(), segment, reader.expected(), reader.epoch());
        if (misfit != null) {
            throw refusal(misfit);
        }
        return whole;
    }

    private void mend(long end, long extraStart, int extraLength) {
        if (mended) {
            throw refusal("the end was mended and is still not sound");
        }
        mended = true;
        if (lastBlockSegment != segment && extraLength == 0) {
            SegmentRepair.discard(order, files, segment);
            usedBytes = 0;
            return;
        }
        SegmentRepair.rewrite(order, files, segment, end, extraStart, extraLength, config);
        marks.forget(segment);
        reMark(extraLength > 0);
        if (extraLength == 0) {
            usedBytes = cursor.nextPosition();
        }
    }

    /**
     * The blocks may lie elsewhere in the new file: notes them again and stands where the replay was, before the last
     * one where that is new.
     */
    private void reMark(boolean lastIsNew) {
        SegmentCursor again = new SegmentCursor(files, segment);
        UnsafeBuffer block = new UnsafeBuffer(0, 0);
        long at = BlockCursor.START;
        while (again.next(block)) {
            marks.mark(segment, again.position(), BlockDescriptor.sequence(block));
            at = lastIsNew ? again.position() : again.nextPosition();
        }
        cursor.reopen(at);
    }

    private void discardHalfMade() {
        int last = files.lastSegment();
        while (last > 0) {
            SegmentMap map = files.map(last, 0);
            boolean begun = map != null
                    && map.length() >= ExcerptDescriptor.WORD_LENGTH
                    && ExcerptDescriptor.isComplete(map.word(0));
            if (begun) {
                return;
            }
            segment = last;
            refuseWhereSealed("file has no header");
            if (map != null) {
                refuseSoundBehind(map, 0, "the file has no header");
            }
            SegmentRepair.discard(order, files, last);
            notes.add("a half-made segment without blocks was removed: file=" + files.path(last));
            last = files.lastSegment();
        }
    }

    private void refuseSoundBehind(SegmentMap map, long from, String why) {
        long found = new TailScan(map, journalId).findSound(from, expected());
        if (found != TailScan.NONE) {
            throw refusal(why + ": a sound block lies behind it at offset=" + found);
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

    private CorruptJournalException refusal(String what) {
        return new CorruptJournalException(files.name(segment), usedBytes, what + advice());
    }

    private static String advice() {
        return ": the journal is damaged and is not opened for writing; restore it from a copy, or read what is before"
                + " the damage with a journal opened for reading";
    }

    private static String hex(int word) {
        return Integer.toHexString(word);
    }
}
