package io.tailrace.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps aside what a recovery cuts off the end of a journal, for whoever wants to look at it, and counts what was in
 * it. Used once, under the directory's lock.
 */
final class CutTail {
    static final String DIRECTORY = "cut";

    private static final int COPY_BYTES = 1 << 20;

    private final ForceOrder order;
    private final long journalId;
    private long bytes;
    private long changes;

    CutTail(ForceOrder order, long journalId) {
        this.order = order;
        this.journalId = journalId;
    }

    /** Bytes cut off. */
    long bytes() {
        return bytes;
    }

    /** Changes in whole blocks among them. */
    long changes() {
        return changes;
    }

    /** Takes a whole segment away; returns where it is now. */
    Path keep(Path file, SegmentMap map, long expected) {
        count(map, 0, new TailScan(map, journalId).dirtyEnd(0), expected);
        Path kept = free(file.getFileName().toString());
        try {
            order.moveAside(file, kept);
        } catch (IOException e) {
            throw IoErrors.of("cannot set the segment aside", file, e);
        }
        return kept;
    }

    /** Copies part of a segment; returns where to. */
    Path keep(Path file, SegmentMap map, long from, long to, long expected) {
        count(map, from, to, expected);
        Path kept = free(file.getFileName() + "." + from);
        ByteBuffer content = map.buffer().byteBuffer().duplicate();
        try {
            order.disk().create(kept);
            for (long at = from; at < to; at += COPY_BYTES) {
                content.limit((int) Math.min(to, at + COPY_BYTES)).position((int) at);
                order.disk().write(kept, content, at - from);
            }
            order.forceFile(kept);
            order.forceNames(kept.getParent());
        } catch (IOException e) {
            throw IoErrors.of("cannot keep what is cut off", kept, e);
        }
        return kept;
    }

    private void count(SegmentMap map, long from, long to, long expected) {
        bytes += to - from;
        TailScan scan = new TailScan(map, journalId);
        for (long at = scan.findSound(from, expected); at != TailScan.NONE; ) {
            changes += BlockDescriptor.changes(scan.block());
            at = scan.findSound(at + BlockDescriptor.length(scan.block()), expected);
        }
    }

    /** A name that nothing has yet. */
    private Path free(String name) {
        Path directory = order.directory().resolve(DIRECTORY);
        try {
            if (!Files.isDirectory(directory)) {
                order.disk().makeDirectory(directory);
            }
        } catch (IOException e) {
            throw IoErrors.of("cannot make the directory", directory, e);
        }
        Path free = directory.resolve(name);
        for (int i = 1; Files.exists(free); i++) {
            free = directory.resolve(name + "-" + i);
        }
        return free;
    }
}
