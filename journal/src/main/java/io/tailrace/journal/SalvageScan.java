package io.tailrace.journal;

import io.tailrace.error.JournalException;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Steps over the sound blocks of a journal that may be damaged anywhere: by their own magic, length and checksum,
 * whatever the frames around them say. Nobody writes to it meanwhile. Not thread safe.
 */
final class SalvageScan implements AutoCloseable {
    private final SegmentFiles files;
    private final long journalId;
    private final int[] all;
    private final UnsafeBuffer block = new UnsafeBuffer(0, 0);
    private final List<SalvageReport.Loss> passed = new ArrayList<>();

    private SegmentMap map;
    private TailScan scan;
    private int next;
    private int segment;
    private long position;
    private long end;
    private long sequence;
    private long epoch;
    private long bytes;

    SalvageScan(SegmentFiles files, long journalId) {
        this.files = files;
        this.journalId = journalId;
        all = files.list();
    }

    /** Steps to the next sound block that can follow on the one before. */
    boolean next() {
        passed.clear();
        while (true) {
            if (map != null && nextOfSegment()) {
                return true;
            }
            if (!nextSegment()) {
                return false;
            }
        }
    }

    /** The block that was stepped to, valid until the next step. */
    UnsafeBuffer block() {
        return block;
    }

    int segment() {
        return segment;
    }

    /** Where it begins in its file. */
    long position() {
        return position;
    }

    /** What was passed over on the way to it, or to the end. */
    List<SalvageReport.Loss> passed() {
        return passed;
    }

    /** Bytes that were looked at. */
    long bytes() {
        return bytes;
    }

    private boolean nextSegment() {
        close();
        if (next == all.length) {
            return false;
        }
        int number = all[next];
        for (int absent = next == 0 ? number : all[next - 1] + 1; absent < number; absent++) {
            lost(absent, 0, 0, "segment is missing");
        }
        next++;
        segment = number;
        end = 0;
        try {
            map = SegmentMap.open(files.path(number));
            bytes += map == null ? 0 : map.length();
            scan = map == null ? null : new TailScan(map, journalId);
        } catch (JournalException e) {
            lost(number, 0, 0, e.getMessage());
        }
        return true;
    }

    private boolean nextOfSegment() {
        long from = end;
        long found = scan.findSound(from, sequence);
        while (found != TailScan.NONE && !follows(scan.block())) {
            found = scan.findSound(found + BlockDescriptor.ALIGNMENT, sequence);
        }
        if (found == TailScan.NONE) {
            passOver(from, scan.dirtyEnd(from), false);
            close();
            return false;
        }
        passOver(from, found, true);
        int length = BlockDescriptor.length(scan.block());
        block.wrap(map.buffer(), (int) found, length);
        position = found;
        end = found + length;
        sequence = BlockDescriptor.sequence(block) + BlockDescriptor.changes(block);
        epoch = BlockDescriptor.epoch(block);
        return true;
    }

    /** A block of another segment, or of an epoch that is over, has been left behind there. */
    private boolean follows(UnsafeBuffer candidate) {
        return BlockDescriptor.segment(candidate) == segment && BlockDescriptor.epoch(candidate) >= epoch;
    }

    /** Notes what lies between two blocks unless it is Chronicle's own. */
    private void passOver(long from, long to, boolean toBlock) {
        long at = from == 0 ? 0 : ExcerptDescriptor.nextPosition(from);
        while (at + ExcerptDescriptor.WORD_LENGTH <= to) {
            int word = map.word(at);
            if (!ExcerptDescriptor.isComplete(word) || !ExcerptDescriptor.isMetaData(word)) {
                break;
            }
            at = ExcerptDescriptor.nextPosition(at + ExcerptDescriptor.WORD_LENGTH + ExcerptDescriptor.length(word));
        }
        long expected = toBlock ? ExcerptDescriptor.blockPosition(at) : at + ExcerptDescriptor.END_LENGTH;
        boolean ended = !toBlock && at + ExcerptDescriptor.WORD_LENGTH <= map.length() && isEnd(at);
        if (toBlock ? to == expected : to <= (ended ? expected : at)) {
            return;
        }
        if (at > to) {
            lost(segment, from, to - from, "a frame of Chronicle's is damaged");
        } else {
            lost(segment, at, to - at, toBlock ? "no sound block" : SalvageReport.Loss.TO_THE_END);
        }
    }

    private boolean isEnd(long at) {
        return map.word(at) == ExcerptDescriptor.END;
    }

    private void lost(int inSegment, long offset, long count, String what) {
        passed.add(new SalvageReport.Loss(0, 0, 0, SegmentFiles.fileName(inSegment), offset, count, what));
    }

    @Override
    public void close() {
        block.wrap(0, 0);
        if (map != null) {
            map.close();
            map = null;
        }
    }
}
