package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Interner;
import io.tailrace.document.KeyEncoder;
import io.tailrace.error.CorruptJournalException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stretches whose checksums are right, and what they say is not. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LyingStretchTest {
    private static final long ID = 77;

    @TempDir
    Path base;

    private JournalAppender appender;
    private Interner interner;
    private Catalogue names;

    /** Writes one whose changes are those that were asked for. */
    private Path stretch(long changes, Runnable writes) throws IOException {
        Path file = base.resolve("stretch");
        int largest = JournalConfig.LARGEST_BLOCK_BYTES_DEFAULT;
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw");
                StretchStore store = new StretchStore(file, open, largest)) {
            names = new Catalogue(new JournalConfig());
            SegmentMarks marks = new SegmentMarks(JournalConfig.SEGMENT_BYTES_DEFAULT);
            OpenBlock block = new OpenBlock(store, marks, ID, 1, largest);
            appender = new JournalAppender(block, names, new Progress(), true, JournalConfig.SEGMENT_BYTES_DEFAULT);
            interner = new Interner(names.dictionary, appender);
            writes.run();
            UnsafeBuffer header = new UnsafeBuffer(new byte[StretchDescriptor.HEADER_LENGTH]);
            header.putLong(StretchDescriptor.JOURNAL_ID_OFFSET, ID);
            header.putLong(StretchDescriptor.UNTIL_OFFSET, changes);
            header.putLong(StretchDescriptor.CHANGES_OFFSET, changes);
            store.finish(header);
        }
        return file;
    }

    private void table() {
        appender.open(1);
        appender.table(0, "t", "id");
    }

    private void put() {
        put(null, 1);
    }

    /** A change of the document with the key 1 from one number to another; null where there is none. */
    private void put(Integer old, Integer now) {
        DocumentWriter writer = new DocumentWriter(names.dictionary, new DocumentLimits());
        UnsafeBuffer key = JournalFixture.direct(1 << 10);
        UnsafeBuffer before = JournalFixture.direct(1 << 10);
        UnsafeBuffer after = JournalFixture.direct(1 << 10);
        int beforeLength = document(writer, old, before);
        int afterLength = document(writer, now, after);
        int keyLength = new KeyEncoder(new DocumentLimits()).encode(1, key, 0);
        appender.change(0, 1, key, 0, keyLength, before, 0, beforeLength, after, 0, afterLength);
    }

    private int document(DocumentWriter writer, Integer number, UnsafeBuffer into) {
        if (number == null) {
            return -1;
        }
        Map<String, Object> fields = Map.of("id", 1, "n", number, "long", "text that makes a difference short");
        int encoded = writer.reset().putAll(fields).finish();
        return interner.intern(writer.buffer(), writer.offset(), encoded, into, 0);
    }

    private void shouldBeRefused(Path file) {
        shouldBeRefused(file, "change of a table that is not there: table=0");
    }

    private void shouldBeRefused(Path file, String why) {
        Path into = base.resolve("into");
        assertThatThrownBy(() -> StretchImport.read(file, into))
                .isInstanceOf(CorruptJournalException.class)
                .hasMessageContainingAll(why, file.toString());
        assertThat(into).doesNotExist();
    }

    /** Two changes of one document, the second of which says what stood before it. */
    private Path changed(Integer first, Integer old, Integer last) throws IOException {
        return stretch(first == null ? 2 : 3, () -> {
            table();
            appender.tableCreated(0, 1);
            if (first != null) {
                put(null, first);
            }
            put(old, last);
            appender.commit();
        });
    }

    @Test
    void shouldTakeOneThatTellsTheTruth() throws IOException {
        Path into = base.resolve("into");
        Path file = stretch(2, () -> {
            table();
            appender.tableCreated(0, 1);
            put();
            appender.commit();
        });
        assertThat(StretchImport.read(file, into).changes()).isEqualTo(2);
        assertThat(Journal.verify(into).sound()).isTrue();
    }

    @Test
    void shouldTakeChangesOfWhatStandsBeforeThem() throws IOException {
        Path into = base.resolve("into");
        assertThat(StretchImport.read(changed(1, 1, 2), into).changes()).isEqualTo(3);
        assertThat(StretchImport.read(changed(1, 1, null), base.resolve("removed"))
                        .changes())
                .isEqualTo(3);
    }

    @Test
    void shouldRefuseAChangeOfAnotherDocumentThanStandsBeforeIt() throws IOException {
        String why =
                "change has another old document than its key has: sequence=3 table=t key=1: export or copy it again";
        shouldBeRefused(changed(1, 2, 3), why);
        shouldBeRefused(changed(1, 2, null), why);
    }

    @Test
    void shouldRefuseAChangeThatKnowsNothingOfTheDocumentBeforeIt() throws IOException {
        shouldBeRefused(
                changed(1, null, 2), "change has no old document, and its key has one: sequence=3 table=t key=1");
    }

    @Test
    void shouldRefuseAChangeOfADocumentThatIsNotThere() throws IOException {
        String why = "change has an old document, and its key has none: sequence=2 table=t key=1";
        shouldBeRefused(changed(null, 1, 2), why);
        shouldBeRefused(changed(null, 1, null), why);
    }

    @Test
    void shouldRefuseAChangeOfADocumentThatWentWithItsTable() throws IOException {
        shouldBeRefused(
                stretch(4, () -> {
                    table();
                    appender.tableCreated(0, 1);
                    put();
                    appender.tableDropped(0, 1);
                    put(1, 2);
                    appender.commit();
                }),
                "change of a table that is not there: table=0");
    }

    @Test
    void shouldRefuseAChangeOfATableThatWasNeverMade() throws IOException {
        shouldBeRefused(stretch(1, () -> {
            table();
            put();
            appender.commit();
        }));
    }

    @Test
    void shouldRefuseAChangeOfATableThatWasDropped() throws IOException {
        shouldBeRefused(stretch(3, () -> {
            table();
            appender.tableCreated(0, 1);
            appender.tableDropped(0, 1);
            put();
            appender.commit();
        }));
    }
}
