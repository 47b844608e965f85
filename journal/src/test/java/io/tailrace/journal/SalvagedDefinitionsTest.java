package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Interner;
import io.tailrace.document.KeyEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is taken of a journal that has lost what defines a name, a table or that a table was dropped. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SalvagedDefinitionsTest {
    private static final long FINGERPRINT = 7;

    @TempDir
    Path base;

    private final UnsafeBuffer key = JournalFixture.direct(1 << 10);
    private final UnsafeBuffer document = JournalFixture.direct(1 << 12);
    private final KeyEncoder keys = new KeyEncoder(new DocumentLimits());
    private JournalAppender appender;
    private DocumentWriter writer;
    private Interner interner;
    private int keyed;

    private Journal open(Path directory) {
        Journal journal = Journal.open(JournalFixture.small(directory));
        journal.recover(JournalFixture.IGNORE);
        appender = journal.appender();
        writer = new DocumentWriter(journal.dictionary(), new DocumentLimits());
        interner = new Interner(journal.dictionary(), appender);
        return journal;
    }

    /** Makes a table, and leaves the block open. */
    private void table(int id) {
        appender.open(1);
        appender.table(id, "t" + id, "id");
        appender.tableCreated(id, 1);
    }

    /** Adds a document to the open block. */
    private long put(int table, Map<String, Object> fields) {
        int encoded = writer.reset().putAll(fields).finish();
        int length = interner.intern(writer.buffer(), writer.offset(), encoded, document, 0);
        int keyLength = keys.encode(keyed++, key, 0);
        return appender.change(table, 1, key, 0, keyLength, document, 0, -1, document, 0, length);
    }

    private long putAlone(int table, Map<String, Object> fields) {
        appender.open(1);
        long sequence = put(table, fields);
        appender.commit();
        return sequence;
    }

    private void fillSegment(Journal journal, int table) {
        while (journal.info().segments() < 2) {
            putAlone(table, Map.of("x", "long enough to fill a segment soon".repeat(8)));
        }
        putAlone(table, Map.of("x", "last"));
    }

    /** Damages the block that begins with a sequence. */
    private void damage(Path directory, long sequence) throws IOException {
        SegmentCursor cursor = new SegmentCursor(new SegmentFiles(directory), 1);
        UnsafeBuffer block = new UnsafeBuffer(0, 0);
        while (cursor.next(block)) {
            if (BlockDescriptor.sequence(block) == sequence && BlockDescriptor.changes(block) > 0) {
                long start = ExcerptDescriptor.blockPosition(cursor.position());
                CrashImage.at(directory).flip(cursor.segment(), start + BlockDescriptor.HEADER_LENGTH, 1);
                return;
            }
        }
        throw new AssertionError("no block begins with sequence=" + sequence);
    }

    private SalvageReport salvage(Path directory) {
        Path into = base.resolve("salvaged");
        SalvageReport report = new Salvage(directory, into, true, JournalFixture.small(null)).run();
        assertThat(Journal.verify(into).defects()).isEmpty();
        return report;
    }

    private static List<Long> lost(SalvageReport report) {
        List<Long> all = new ArrayList<>();
        for (SalvageReport.Loss loss : report.lost()) {
            for (long sequence = loss.fromSequence(); sequence > 0 && sequence <= loss.toSequence(); sequence++) {
                all.add(sequence);
            }
        }
        return all;
    }

    @Test
    void shouldMakeALostTableAgainBeforeABlockThatMakesAnother() throws IOException {
        Path damaged = base.resolve("damaged");
        long last;
        try (Journal journal = open(damaged)) {
            table(0);
            appender.commit();
            table(1);
            put(0, Map.of("x", 1));
            put(1, Map.of("x", 2));
            appender.commit();
            fillSegment(journal, 0);
            last = journal.lastSequence();
        }
        damage(damaged, 1);
        SalvageReport report = salvage(damaged);
        assertThat(lost(report)).containsExactly(1L);
        assertThat(report.changes()).isEqualTo(last - 1);
        try (Journal journal = Journal.openReadOnly(JournalFixture.small(report.directory()))) {
            assertThat(journal.tables().idOf("t0")).isNotNegative();
            assertThat(journal.tables().idOf("t1")).isNotNegative();
        }
    }

    @Test
    void shouldNotCarryACursorWhereASequenceLostIsMadeUpForByAnother() throws IOException {
        Path damaged = base.resolve("damaged");
        long dropped;
        long last;
        try (Journal journal = open(damaged)) {
            table(0);
            appender.commit();
            table(1);
            appender.commit();
            appender.open(1);
            dropped = appender.tableDropped(1, 1);
            appender.commit();
            fillSegment(journal, 0);
            last = journal.lastSequence();
            Cursors cursors = Cursors.of(journal);
            NamedCursor cursor = cursors.use("risk", FINGERPRINT, "query");
            CursorPlace place = new CursorPlace().set(last - 2);
            cursors.begin(cursor, cursor.generation(), FINGERPRINT, "query", false, place, true);
            cursors.release(cursor);
        }
        damage(damaged, dropped);
        SalvageReport report = salvage(damaged);
        assertThat(lost(report)).containsExactly(dropped);
        assertThat(report.lastSequence()).as("the table was dropped at the end").isEqualTo(last);
        assertThat(report.notes())
                .containsExactly("a cursor was left out: cursor=risk sequence=" + (last - 2)
                        + ", and changes have other sequences here");
        try (Journal journal = open(report.directory())) {
            assertThat(Cursors.of(journal).list()).isEmpty();
        }
    }

    @Test
    void shouldLoseWithANameOnlyTheBlocksWhoseDocumentsHaveIt() throws IOException {
        Path damaged = base.resolve("damaged");
        long defines;
        long uses;
        try (Journal journal = open(damaged)) {
            table(0);
            appender.commit();
            putAlone(0, Map.of("a", 1, "z", 1));
            defines = putAlone(0, Map.of("m", 1));
            appender.open(1);
            uses = put(0, Map.of("a", 2, "m", 2, "n", 2));
            put(0, Map.of("a", 3, "c", 3));
            appender.commit();
            putAlone(0, Map.of("a", 4, "c", 4));
            putAlone(0, Map.of("n", 5));
            putAlone(0, Map.of("m", 6, "n", 6));
            putAlone(0, Map.of("a", 7, "z", 7));
            assertThat(journal.lastSequence()).isEqualTo(uses + 5);
        }
        damage(damaged, defines);
        SalvageReport report = salvage(damaged);
        List<String> kept = new ArrayList<>();
        try (Journal journal = Journal.open(JournalFixture.small(report.directory()))) {
            Document shown = new Document(journal.dictionary());
            journal.recover(change -> {
                if (change.kind() == RecordKind.CHANGE) {
                    kept.add(shown.wrap(change.block(), change.newOffset(), change.newLength())
                            .toString());
                }
            });
        }
        assertThat(kept).containsExactly("{\"a\":1,\"z\":1}", "{\"a\":4,\"c\":4}", "{\"n\":5}", "{\"a\":7,\"z\":7}");
        assertThat(lost(report)).containsExactly(defines, uses, uses + 1, uses + 4);
    }

    @Test
    void shouldLearnAShapeThatStandsBeforeTheOnlyPlaceLeftOfItsName() throws IOException {
        Path damaged = base.resolve("damaged");
        String name = "a name so long that all of them take more than one block ".repeat(3);
        long defines;
        long last;
        try (Journal journal = open(damaged)) {
            table(0);
            appender.commit();
            defines = putAlone(0, Map.of(name + 0, 1));
            for (int i = 1; i < 100; i++) {
                putAlone(0, Map.of(name + i, 1));
            }
            putAlone(0, Map.of(name + 0, 2, name + 99, 2));
            fillSegment(journal, 0);
            last = journal.lastSequence();
        }
        damage(damaged, defines);
        damageNamesAgain(damaged);
        SalvageReport report = salvage(damaged);
        assertThat(lost(report)).containsExactly(defines);
        assertThat(report.changes()).isEqualTo(last - 1);
    }

    /** Damages the second of the blocks that begin the second segment: all shapes are in it. */
    private void damageNamesAgain(Path directory) throws IOException {
        SegmentCursor cursor = new SegmentCursor(new SegmentFiles(directory), 2);
        UnsafeBuffer block = new UnsafeBuffer(0, 0);
        for (int i = 0; i < 2; i++) {
            assertThat(cursor.next(block)).isTrue();
            assertThat(BlockDescriptor.changes(block)).isZero();
        }
        long start = ExcerptDescriptor.blockPosition(cursor.position());
        CrashImage.at(directory).flip(2, start + BlockDescriptor.HEADER_LENGTH, 1);
    }
}
