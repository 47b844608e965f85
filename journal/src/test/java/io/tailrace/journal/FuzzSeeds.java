package io.tailrace.journal;

import io.tailrace.document.DocumentSeeds;
import io.tailrace.testing.FuzzCorpus;
import io.tailrace.testing.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes the inputs that are real files, of a small journal. No test of every build: what is kept must go on to be
 * read, and is made anew where a format has changed.
 */
class FuzzSeeds {
    private static final int CHANGES = 12;

    @TempDir
    Path base;

    @Test
    void shouldWriteRealInputs() throws IOException {
        DocumentSeeds.write();
        Path export = base.resolve("stretch");
        Path directory = base.resolve("journal");
        long id;
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            journal.recover(JournalFixture.IGNORE);
            SnapshotFixture fixture = new SnapshotFixture(journal);
            fixture.define();
            fixture.write(0, CHANGES);
            fixture.take(2);
            NamedCursor cursor = Cursors.of(journal).use("risk", 7, "quotes.filter(row.bid > 1)");
            CursorPlace place = new CursorPlace().set(3);
            Cursors.of(journal).begin(cursor, cursor.generation(), 7, "quotes.filter(row.bid > 1)", false, place, true);
            cursor.save(cursor.generation(), new CursorPlace().set(5, 8, 2));
            StretchExport.write(journal, 3, journal.lastSequence(), export);
            id = FormatFile.read(directory, null).journalId();
        }
        keep(BlockTarget.class, "real-blocks", blocks(directory));
        byte[] segment = Files.readAllBytes(directory.resolve(SegmentFiles.fileName(1)));
        byte[] withId = ByteBuffer.allocate(Long.BYTES + segment.length)
                .putLong(id)
                .put(segment)
                .array();
        keep(SegmentTarget.class, "real-segment", withId);
        keep(
                SnapshotTarget.class,
                "real-snapshot",
                Files.readAllBytes(SnapshotFiles.newestFirst(directory).get(0)));
        keep(CursorTarget.class, "real-cursor", Files.readAllBytes(directory.resolve("cursors/risk.cursor")));
        keep(WatermarkTarget.class, "real-watermark", Files.readAllBytes(directory.resolve(WatermarkFile.NAME)));
        keep(StretchTarget.class, "real-stretch", Files.readAllBytes(export));
        RetiredFile.write(new ForceOrder(directory, JournalFixture.small(null).disk()), id, new Retired(2, 7));
        for (int i = 0; i < BookkeepingTarget.FILES.length; i++) {
            byte[] file = Files.readAllBytes(directory.resolve(BookkeepingTarget.FILES[i]));
            byte[] chosen = new byte[file.length + 1];
            chosen[0] = (byte) i;
            System.arraycopy(file, 0, chosen, 1, file.length);
            keep(BookkeepingTarget.class, "real-" + BookkeepingTarget.FILES[i], chosen);
        }
        hard();
    }

    /** What is hard for readers of anything: nothing, little, and lengths that say too much. */
    private static void hard() throws IOException {
        for (Class<? extends FuzzTarget> target : FuzzTest.TARGETS) {
            keep(target, "nothing", new byte[0]);
            keep(target, "one-byte", new byte[1]);
            byte[] all = new byte[256];
            Arrays.fill(all, (byte) 0xFF);
            keep(target, "all-bits", all);
            keep(target, "zeros", new byte[4_096]);
        }
    }

    private static void keep(Class<? extends FuzzTarget> target, String name, byte[] input) throws IOException {
        new FuzzCorpus(target).keep(name, input);
    }

    private static byte[] blocks(Path directory) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        SegmentCursor cursor = new SegmentCursor(new SegmentFiles(directory), 1);
        UnsafeBuffer block = new UnsafeBuffer(0, 0);
        while (cursor.next(block)) {
            byte[] bytes = new byte[block.capacity()];
            block.getBytes(0, bytes);
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }
}
