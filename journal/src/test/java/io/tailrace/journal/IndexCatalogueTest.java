package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.LimitException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Definitions of indexes, and tables that were dropped, as a journal keeps them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class IndexCatalogueTest {
    @TempDir
    Path directory;

    private final JournalFixture fixture = new JournalFixture();

    private Journal open() {
        Journal journal = Journal.open(JournalFixture.small(directory));
        journal.recover(JournalFixture.IGNORE);
        return journal;
    }

    private Journal openReadOnly() {
        return Journal.openReadOnly(JournalFixture.small(directory).readOnly(true));
    }

    private static void table(JournalAppender appender, int id, String name) {
        appender.open(1);
        appender.table(id, name, "id");
        appender.tableCreated(id, 1);
        appender.commit();
    }

    private static long index(JournalAppender appender, int id, int table, String name, boolean multi) {
        appender.open(1);
        appender.index(id, table, name, "row." + name, multi);
        long sequence = appender.indexCreated(id, table, 1);
        appender.commit();
        return sequence;
    }

    private static void drop(JournalAppender appender, int id, int table) {
        appender.open(1);
        appender.indexDropped(id, table, 1);
        appender.commit();
    }

    /** Tables a and b; of a: x, dropped, made again with id 2; of b: y, a multi index. */
    private static void writeIndexes(JournalAppender appender) {
        table(appender, 0, "a");
        table(appender, 1, "b");
        assertThat(index(appender, 0, 0, "x", false)).isEqualTo(3);
        index(appender, 1, 1, "y", true);
        drop(appender, 0, 0);
        index(appender, 2, 0, "x", false);
    }

    private static void checkIndexes(IndexCatalogue indexes) {
        assertThat(indexes.size()).isEqualTo(3);
        assertThat(indexes.exists(0)).isFalse();
        assertThat(indexes.exists(1)).isTrue();
        assertThat(indexes.exists(2)).isTrue();
        assertThat(indexes.exists(3)).isFalse();
        assertThat(indexes.idOf(0, "x")).isEqualTo(2);
        assertThat(indexes.idOf(1, "x")).isEqualTo(IndexCatalogue.NOT_FOUND);
        assertThat(indexes.idOf(1, "y")).isEqualTo(1);
        assertThat(indexes.ofTable(0)).containsExactly(2);
        assertThat(indexes.name(0)).isEqualTo("x");
        assertThat(indexes.expression(1)).isEqualTo("row.y");
        assertThat(indexes.multi(1)).isTrue();
        assertThat(indexes.multi(2)).isFalse();
        assertThat(indexes.tableId(1)).isEqualTo(1);
        assertThat(indexes.tableId(3)).isEqualTo(IndexCatalogue.NOT_FOUND);
        assertThat(indexes.name(3)).isNull();
    }

    private static void checkRecords(JournalReader reader) {
        int[] kinds = {
            RecordKind.TABLE_CREATED,
            RecordKind.TABLE_CREATED,
            RecordKind.INDEX_CREATED,
            RecordKind.INDEX_CREATED,
            RecordKind.INDEX_DROPPED,
            RecordKind.INDEX_CREATED
        };
        int[] tables = {0, 1, 0, 1, 0, 0};
        int[] indexes = {IndexCatalogue.NOT_FOUND, IndexCatalogue.NOT_FOUND, 0, 1, 0, 2};
        for (int i = 0; i < kinds.length; i++) {
            assertThat(reader.next()).isTrue();
            assertThat(reader.sequence()).isEqualTo(i + 1);
            assertThat(reader.kind()).isEqualTo(kinds[i]);
            assertThat(reader.tableId()).isEqualTo(tables[i]);
            assertThat(reader.indexId()).isEqualTo(indexes[i]);
            assertThat(reader.hasOld() || reader.hasNew()).isFalse();
            assertThat(reader.timeNs()).isEqualTo(1);
        }
    }

    @Test
    void shouldKnowNoIndexWhoseCreationDidNotFit() {
        try (Journal journal = Journal.inMemory(JournalFixture.small(null))) {
            JournalAppender appender = journal.appender();
            table(appender, 0, "a");
            UnsafeBuffer name = new UnsafeBuffer(new byte[200]);
            for (int field = 0; field < 150; field++) { // nearly a block
                name.putStringWithoutLengthAscii(0, "f" + (1_000 + field) + "x".repeat(195));
                journal.dictionary().restoreField(field, name, 0, name.capacity());
                appender.onField(field, name, 0, name.capacity());
            }
            String expression = "row." + "y".repeat(2_000);
            appender.open(1);
            assertThatThrownBy(() -> {
                        appender.index(0, 0, "x", expression, false);
                        appender.indexCreated(0, 0, 1);
                    })
                    .isInstanceOf(LimitException.class);
            appender.commit();
            assertThat(journal.indexes().size()).isZero();
            appender.open(1, 3_000); // the names stand in a block before it
            appender.index(0, 0, "x", expression, false);
            appender.indexCreated(0, 0, 1);
            appender.commit();
            assertThat(journal.indexes().exists(0)).isTrue();
        }
    }

    @Test
    void shouldKnowIndexesHereInAnotherProcessAndWhenOpenedAgain() {
        try (Journal journal = open()) {
            writeIndexes(journal.appender());
            checkIndexes(journal.indexes());
            checkRecords(journal.reader(1));
            try (Journal beside = openReadOnly()) {
                checkRecords(beside.reader(1));
                checkIndexes(beside.indexes());
            }
        }
        try (Journal journal = open()) {
            checkIndexes(journal.indexes());
            checkRecords(journal.reader(1));
        }
        VerifyReport report = Journal.verify(directory);
        assertThat(report.defects()).isEmpty();
        assertThat(report.changes()).isEqualTo(6);
    }

    @Test
    void shouldLearnOfADropWhileItFollowsAWriter() {
        try (Journal journal = open()) {
            JournalAppender appender = journal.appender();
            table(appender, 0, "a");
            index(appender, 0, 0, "x", false);
            try (Journal beside = openReadOnly()) {
                assertThat(beside.lastSequence()).isEqualTo(2);
                assertThat(beside.indexes().exists(0)).isTrue();
                drop(appender, 0, 0);
                assertThat(beside.lastSequence()).isEqualTo(3);
                assertThat(beside.indexes().exists(0)).isFalse();
                JournalReader late = beside.reader(1);
                while (late.next()) {
                    assertThat(beside.indexes().exists(0))
                            .as("a drop is for good")
                            .isFalse();
                }
            }
        }
    }

    @Test
    void shouldTellAReaderOfAnySegmentAllIndexes() {
        try (Journal journal = open()) {
            writeIndexes(journal.appender());
            fixture.write(journal.appender(), 2_000, 10);
            assertThat(journal.info().segments()).isGreaterThan(2);
        }
        try (Journal journal = openReadOnly()) {
            JournalReader reader = journal.reader(2_006);
            assertThat(reader.next()).isTrue();
            checkIndexes(journal.indexes());
        }
        try (Journal journal = open()) {
            checkIndexes(journal.indexes());
        }
        assertThat(Journal.verify(directory).defects()).isEmpty();
    }

    @Test
    void shouldRestateLongDefinitionsInBlocksOfTheirLimit() {
        JournalConfig config = JournalFixture.small(directory).largestBlockBytes(4 << 10);
        String expression = "a".repeat(1_800);
        try (Journal journal = Journal.open(config)) {
            journal.recover(JournalFixture.IGNORE);
            JournalAppender appender = journal.appender();
            table(appender, 0, "a");
            for (int id = 0; id < 17; id++) {
                appender.open(0);
                appender.index(id, 0, "index" + id, expression + id, id % 2 == 1);
                appender.indexCreated(id, 0, 0);
                appender.commit();
            }
            appender.open(0);
            assertThatThrownBy(() -> appender.index(17, 0, "x", "a".repeat(2_100), false))
                    .isInstanceOf(LimitException.class)
                    .hasMessageContaining("indexDefinitionBytes");
            appender.abort();
            fixture.write(appender, 900, 2);
            assertThat(journal.info().segments()).isGreaterThan(1);
        }
        try (Journal journal = Journal.openReadOnly(JournalFixture.small(directory))) {
            assertThat(journal.reader(918).next()).isTrue();
            assertThat(journal.indexes().ofTable(0)).hasSize(17);
            assertThat(journal.indexes().expression(16)).isEqualTo(expression + 16);
            assertThat(journal.indexes().multi(15)).isTrue();
        }
    }

    @Test
    void shouldForgetAnIndexOfAnAbortedBlockAndRefuseTooMany() {
        try (Journal journal = open()) {
            JournalAppender appender = journal.appender();
            appender.open(0);
            appender.index(0, 0, "x", "row.x", false);
            appender.indexCreated(0, 0, 0);
            appender.abort();
            assertThat(journal.indexes().size()).isZero();
            appender.open(0);
            assertThatThrownBy(() -> appender.index(IndexCatalogue.MAXIMUM, 0, "x", "row.x", false))
                    .isInstanceOf(LimitException.class)
                    .hasMessageContaining("indexes");
            appender.abort();
            assertThat(index(appender, 0, 0, "x", false)).isEqualTo(1);
        }
    }

    @Test
    void shouldDropATableWithItsIndexesAndNeverGiveItsNumberAgain() {
        try (Journal journal = open()) {
            JournalAppender appender = journal.appender();
            writeIndexes(appender);
            appender.open(2);
            assertThat(appender.tableDropped(0, 2)).isEqualTo(7);
            assertThat(journal.tables().exists(0)).as("until it is committed").isTrue();
            appender.commit();
            checkDropped(journal);
            assertThat(journal.tables().size()).isEqualTo(2);
            table(appender, 2, "a");
            fixture.write(appender, 1_500, 10);
            checkDropped(journal);
        }
        try (Journal journal = openReadOnly()) {
            assertThat(journal.reader(1_508).next()).isTrue();
            checkDropped(journal);
            assertThat(journal.tables().idOf("a")).isEqualTo(2);
            JournalReader reader = journal.reader(7);
            assertThat(reader.next()).isTrue();
            assertThat(reader.kind()).isEqualTo(RecordKind.TABLE_DROPPED);
            assertThat(reader.tableId()).isZero();
            assertThat(reader.indexId()).isEqualTo(IndexCatalogue.NOT_FOUND);
        }
        try (Journal journal = open()) {
            checkDropped(journal);
            assertThat(journal.tables().idOf("a")).isEqualTo(2);
            assertThat(journal.tables().name(0)).isEqualTo("a");
            assertThat(journal.tables().size()).isEqualTo(3);
            checkReplayed();
        }
    }

    private static void checkDropped(Journal journal) {
        assertThat(journal.tables().exists(0)).isFalse();
        assertThat(journal.tables().exists(1)).isTrue();
        assertThat(journal.indexes().ofTable(0)).isEmpty();
        assertThat(journal.indexes().exists(2)).isFalse();
        assertThat(journal.indexes().ofTable(1)).containsExactly(1);
    }

    private void checkReplayed() {
        try (Journal beside = openReadOnly()) {
            List<Integer> events = new ArrayList<>();
            JournalReader reader = beside.reader(1);
            while (reader.next()) {
                if (reader.kind() != RecordKind.CHANGE) {
                    events.add(reader.kind());
                }
            }
            assertThat(events).containsExactly(2, 2, 4, 4, 5, 4, 3, 2);
        }
    }

    /** What an older version does with what this one writes, and this one with what a newer one will. */
    @Test
    void shouldRefuseKindsItDoesNotKnow() {
        UnsafeBuffer block = JournalFixture.direct(256);
        ChangeDescriptor.prefix(block, 64, 40, 6, 0, 0);
        ChangeDescriptor.sizes(block, 64, 0, 4, 0, 0);
        assertThat(BlockCheck.recordDefect(block, 64, 256))
                .contains("kind is unknown")
                .contains("kind=6");
        ChangeDescriptor.prefix(block, 64, 40, RecordKind.CURSOR + 1, 0, 0);
        assertThat(BlockCheck.recordDefect(block, 64, 256)).contains("kind is unknown");
        ChangeDescriptor.prefix(block, 64, 40, RecordKind.TIME, 0, 0);
        assertThat(BlockCheck.recordDefect(block, 64, 256)).contains("another length: length=40");
        ChangeDescriptor.prefix(block, 64, 40, RecordKind.INDEX_CREATED, 0, 0);
        assertThat(BlockCheck.recordDefect(block, 64, 256)).isNull();
    }

    @Test
    void shouldRefuseEventsOfAnIndexWithAnythingButItsNumber() {
        UnsafeBuffer block = JournalFixture.direct(256);
        ChangeDescriptor.prefix(block, 64, 40, RecordKind.INDEX_DROPPED, ChangeDescriptor.FLAG_NEW, 0);
        ChangeDescriptor.sizes(block, 64, 0, 4, 0, 0);
        assertThat(BlockCheck.recordDefect(block, 64, 256)).contains("parts do not fill it");
        ChangeDescriptor.prefix(block, 64, 40, RecordKind.INDEX_DROPPED, 0, 0);
        ChangeDescriptor.sizes(block, 64, 0, 5, 0, 0);
        assertThat(BlockCheck.recordDefect(block, 64, 256)).contains("key=5");
        ChangeDescriptor.prefix(block, 64, 40, RecordKind.TABLE_DROPPED, 0, 0);
        assertThat(BlockCheck.recordDefect(block, 64, 256)).contains("kind=3");
    }

    @Test
    void shouldRefuseATableThatDoesNotFitOrContradicts() {
        Catalogue catalogue = new Catalogue(new JournalConfig());
        UnsafeBuffer block = JournalFixture.direct(512);
        CatalogueDescriptor.table(block, 64, 3, 0, new byte[] {'x'}, new byte[] {'k'});
        assertThat(catalogue.restore(block, 64)).isNull();
        assertThat(catalogue.restore(block, 64)).isNull();
        CatalogueDescriptor.table(block, 64, 3, 0, new byte[] {'x'}, new byte[] {'l'});
        assertThat(catalogue.restore(block, 64)).contains("two definitions", "first=x key=k", "then=x key=l");
        CatalogueDescriptor.table(block, 64, 3, 0, new byte[] {'y'}, new byte[] {'k'});
        assertThat(catalogue.restore(block, 64)).contains("two definitions");
        CatalogueDescriptor.table(block, 64, 4, 4, new byte[] {'y'}, new byte[] {'k'});
        assertThat(catalogue.restore(block, 64)).contains("flags=4");
        assertThat(catalogue.tables.keyField(3)).isEqualTo("k");
    }

    @Test
    void shouldKeepADroppedTableAsItIsHoweverOftenItsRecordIsReadAgain() {
        Catalogue catalogue = new Catalogue(new JournalConfig());
        UnsafeBuffer block = JournalFixture.direct(512);
        CatalogueDescriptor.table(block, 64, 3, 0, new byte[] {'x'}, new byte[] {'k'});
        assertThat(catalogue.restore(block, 64)).isNull();
        catalogue.dropTable(3);
        String name = catalogue.tables.name(3);
        assertThat(catalogue.restore(block, 64)).isNull();
        assertThat(catalogue.tables.exists(3)).isFalse();
        assertThat(catalogue.tables.name(3)).as("nothing is made anew").isSameAs(name);
    }

    @Test
    void shouldRefuseADefinitionThatDoesNotFitOrContradicts() {
        Catalogue catalogue = new Catalogue(new JournalConfig());
        UnsafeBuffer block = JournalFixture.direct(512);
        CatalogueDescriptor.index(block, 64, 3, 0, 1, new byte[] {'x'}, new byte[] {'y'});
        assertThat(catalogue.restore(block, 64)).isNull();
        assertThat(catalogue.restore(block, 64)).isNull();
        assertThat(catalogue.indexes.idOf(1, "x")).isEqualTo(3);
        CatalogueDescriptor.index(block, 64, 3, 0, 2, new byte[] {'x'}, new byte[] {'y'});
        assertThat(catalogue.restore(block, 64)).contains("two definitions");
        block.putInt(64 + CatalogueDescriptor.EXPRESSION_LENGTH_OFFSET, 100);
        assertThat(catalogue.restore(block, 64)).contains("does not fit");
        CatalogueDescriptor.index(block, 64, 4, 4, 2, new byte[] {'x'}, new byte[] {'y'});
        assertThat(catalogue.restore(block, 64)).contains("flags=4");
        CatalogueDescriptor.index(block, 64, 2_000, 0, 2, new byte[] {'x'}, new byte[] {'y'});
        assertThat(catalogue.restore(block, 64)).contains("out of range");
    }

    @Test
    void shouldCutATransactionAsAWhole() throws IOException {
        CrashImage image;
        try (Journal journal = Journal.open(JournalFixture.small(directory.resolve("live")))) {
            journal.recover(JournalFixture.IGNORE);
            JournalAppender appender = journal.appender();
            fixture.write(appender, 20, 4);
            appender.open(0);
            appender.markTransaction();
            for (int i = 0; i < 30; i++) {
                fixture.change(appender);
            }
            appender.commit();
            JournalReader reader = journal.reader(21);
            for (int i = 0; i < 30; i++) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.isTransaction()).isTrue();
                assertThat(reader.hasMoreInBlock()).isEqualTo(i < 29);
            }
            image = CrashImage.of(directory.resolve("live"), directory.resolve("image"));
        }
        List<Long> frames = image.frames(1);
        long start = frames.get(frames.size() - 2);
        long end = frames.get(frames.size() - 1);
        int tried = 0;
        for (long at = start + 4; at + 4 <= end; at += 260, tried++) {
            Path copy = directory.resolve("cut" + at);
            CrashImage torn = CrashImage.of(image.directory, copy);
            torn.put(1, at, ByteBuffer.allocate((int) (end - at)));
            try (Journal journal = Journal.open(JournalFixture.small(copy))) {
                Recovery recovery = journal.recover(change -> JournalFixture.check(change, change.sequence()));
                assertThat(recovery.changes()).as("zeros from offset=%d", at).isEqualTo(20);
                assertThat(journal.lastSequence()).isEqualTo(20);
                fixture.write(journal.appender(), 10, 3);
            }
            assertThat(Journal.verify(copy).defects()).isEmpty();
        }
        assertThat(tried).isGreaterThan(20);
        try (Journal journal = Journal.open(JournalFixture.small(image.directory))) {
            assertThat(journal.recover(JournalFixture.IGNORE).changes()).isEqualTo(50);
        }
    }

    @Test
    void shouldRefuseATransactionBeyondABlockAndLeaveNothingOfIt() {
        try (Journal journal = open()) {
            JournalAppender appender = journal.appender();
            appender.open(0);
            appender.markTransaction();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            fixture.change(appender);
                        }
                    })
                    .isInstanceOf(LimitException.class)
                    .hasMessageContaining("largestBlockBytes");
            appender.abort();
            assertThat(journal.lastSequence()).isZero();
            fixture.write(appender, 3, 3);
            JournalReader reader = journal.reader(1);
            assertThat(reader.next()).isTrue();
            assertThat(reader.isTransaction()).isFalse();
            JournalFixture.check(reader, 1);
        }
    }

    @Test
    void shouldTellAReaderThatMeetsARecordOfANewerVersion(@TempDir Path another) throws IOException {
        CrashImage image;
        try (Journal journal = open()) {
            writeIndexes(journal.appender());
            image = CrashImage.of(directory, another);
        }
        List<Long> frames = image.frames(1);
        long block = ExcerptDescriptor.blockPosition(frames.get(frames.size() - 2));
        makeKindUnknown(image, block);
        try (Journal journal = Journal.open(JournalFixture.small(image.directory))) {
            assertThatThrownBy(() -> journal.recover(JournalFixture.IGNORE))
                    .isInstanceOf(CorruptJournalException.class)
                    .hasMessageContaining("kind is unknown")
                    .hasMessageContaining("newer version");
        }
    }

    /** A sound block, checksum and all, whose last record has a kind from the future. */
    private static void makeKindUnknown(CrashImage image, long position) throws IOException {
        byte[] file = java.nio.file.Files.readAllBytes(image.segment(1));
        UnsafeBuffer whole = JournalFixture.direct(file.length);
        whole.putBytes(0, file);
        UnsafeBuffer block = new UnsafeBuffer(0, 0);
        int length = whole.getInt((int) position + BlockDescriptor.LENGTH_OFFSET);
        block.wrap(whole, (int) position, length);
        int record = BlockDescriptor.HEADER_LENGTH;
        for (int i = BlockDescriptor.records(block); i > 1; i--) {
            record += ChangeDescriptor.length(block, record);
        }
        block.putByte(record + ChangeDescriptor.KIND_OFFSET, (byte) 6);
        block.putInt(BlockDescriptor.CRC_OFFSET, BlockDescriptor.computeCrc(block, length));
        byte[] changed = new byte[length];
        block.getBytes(0, changed);
        image.put(1, position, ByteBuffer.wrap(changed));
    }
}
