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
        DocumentWriter writer = new DocumentWriter(names.dictionary, new DocumentLimits());
        UnsafeBuffer key = JournalFixture.direct(1 << 10);
        UnsafeBuffer document = JournalFixture.direct(1 << 10);
        int encoded = writer.reset().putAll(Map.of("id", 1)).finish();
        int length = interner.intern(writer.buffer(), writer.offset(), encoded, document, 0);
        int keyLength = new KeyEncoder(new DocumentLimits()).encode(1, key, 0);
        appender.change(0, 1, key, 0, keyLength, document, 0, -1, document, 0, length);
    }

    private void shouldBeRefused(Path file) {
        Path into = base.resolve("into");
        assertThatThrownBy(() -> StretchImport.read(file, into))
                .isInstanceOf(CorruptJournalException.class)
                .hasMessageContainingAll("change of a table that is not there: table=0", file.toString());
        assertThat(into).doesNotExist();
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
