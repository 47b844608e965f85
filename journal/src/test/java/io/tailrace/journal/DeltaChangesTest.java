package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Interner;
import io.tailrace.document.Value;
import io.tailrace.error.CorruptJournalException;
import io.tailrace.testing.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Changes whose old documents the journal holds as what is different from the new ones. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DeltaChangesTest {
    private static final int CHANGES = 2_000;
    private static final int PER_BLOCK = 13;
    private static final int FIELDS = 8;

    @TempDir
    Path base;

    private final List<byte[]> written = new ArrayList<>();
    private final UnsafeBuffer key = JournalFixture.text("key");

    private static byte[] bytes(DirectBuffer buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return bytes;
    }

    private static Map<String, Object> next(Random random, Map<String, Object> document) {
        Map<String, Object> next = new LinkedHashMap<>(document);
        int changed = random.nextInt(5) == 0 ? FIELDS : 1;
        for (int i = 0; i < changed; i++) {
            next.put("f" + random.nextInt(FIELDS), random.nextInt(3) == 0 ? "x".repeat(random.nextInt(60)) : i);
        }
        if (random.nextInt(40) == 0) {
            next.put("more", 1);
        } else if (random.nextInt(10) == 0) {
            next.remove("more");
        }
        return next;
    }

    /** Changes of one document, each on the one before; no document in between now and then. */
    private void write(Journal journal, Random random) {
        JournalAppender appender = journal.appender();
        DocumentWriter writer = new DocumentWriter(journal.dictionary(), new DocumentLimits());
        Interner interner = new Interner(journal.dictionary(), appender);
        UnsafeBuffer old = JournalFixture.direct(1 << 12);
        UnsafeBuffer now = JournalFixture.direct(1 << 12);
        int oldLength = -1;
        Map<String, Object> document = new LinkedHashMap<>();
        for (int i = 0; i < FIELDS; i++) {
            document.put("f" + i, 0.5 * i);
        }
        for (int i = 0; i < CHANGES; i++) {
            if (!appender.isOpen()) {
                appender.open(0);
            }
            document = next(random, document);
            boolean isDelete = oldLength >= 0 && random.nextInt(20) == 0;
            int length = -1;
            if (!isDelete) {
                int encoded = writer.reset().putAll(document).finish();
                length = interner.intern(writer.buffer(), writer.offset(), encoded, now, 0);
            }
            appender.change(0, 0, key, 0, 3, old, 0, oldLength, now, 0, length);
            written.add(isDelete ? null : bytes(now, 0, length));
            old.putBytes(0, now, 0, Math.max(0, length));
            oldLength = length;
            if (appender.changeCount() == PER_BLOCK || i == CHANGES - 1) {
                appender.commit();
            }
        }
    }

    private int read(Journal journal) {
        Document over = new Document(journal.dictionary());
        Value value = new Value(journal.dictionary());
        int deltas = 0;
        byte[] before = null;
        try (JournalReader reader = journal.reader(1)) {
            for (byte[] after : written) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.hasOld()).isEqualTo(before != null);
                assertThat(reader.hasNew()).isEqualTo(after != null);
                if (before != null) {
                    if (reader.oldIsDelta()) {
                        deltas++;
                        reader.showOld(value);
                        assertThat(value.toString())
                                .isEqualTo(over.wrap(new UnsafeBuffer(before), 0, before.length)
                                        .toString());
                    }
                    assertThat(bytes(reader.oldBuffer(), reader.oldOffset(), reader.oldLength()))
                            .isEqualTo(before);
                }
                if (after != null) {
                    assertThat(bytes(reader.block(), reader.newOffset(), reader.newLength()))
                            .isEqualTo(after);
                }
                before = after;
            }
            assertThat(reader.next()).isFalse();
        }
        return deltas;
    }

    @Test
    void shouldGiveOldDocumentsBackAsTheyWereWritten() {
        long seed = Seeds.fresh(DeltaChangesTest.class);
        try (Journal journal = Journal.open(JournalFixture.small(base))) {
            journal.recover(JournalFixture.IGNORE);
            write(journal, new Random(seed));
            int deltas = read(journal);
            assertThat(deltas).isBetween(CHANGES / 4, CHANGES - CHANGES / 20);
            try (Journal other = Journal.openReadOnly(JournalFixture.small(base).readOnly(true))) {
                assertThat(read(other)).isEqualTo(deltas);
            }
        }
        assertThat(Journal.verify(base).defects()).isEmpty();
        try (Journal journal = Journal.open(JournalFixture.small(base))) {
            journal.recover(JournalFixture.IGNORE);
            read(journal);
        }
        written.clear();
        try (Journal journal = Journal.inMemory(new JournalConfig())) {
            write(journal, new Random(seed));
            assertThat(read(journal)).isPositive();
        }
    }

    @Test
    void shouldSecureTheRoomOfTheWholeDocumentAndLeaveNothingBehindIt() {
        try (Journal journal = Journal.inMemory(new JournalConfig())) {
            write(journal, new Random(Seeds.fresh(DeltaChangesTest.class)));
            long wholes = 0;
            long last = 0;
            try (JournalReader reader = journal.reader(1)) {
                while (reader.next()) {
                    wholes += JournalAppender.changeBytes(
                            reader.keyLength(),
                            reader.hasOld() ? reader.oldLength() : -1,
                            reader.hasNew() ? reader.newLength() : -1);
                    last += reader.block().capacity() * (reader.hasMoreInBlock() ? 0L : 1);
                }
            }
            assertThat(last).isLessThan(wholes);
        }
    }

    /**
     * With the right checksum: each byte of the mask of a change, so that what it says cannot be or reads otherwise.
     */
    @Test
    void shouldRefuseADifferenceThatCannotBe() throws IOException {
        CrashImage image;
        try (Journal journal = Journal.open(JournalFixture.small(base.resolve("live")))) {
            journal.recover(JournalFixture.IGNORE);
            write(journal, new Random(7));
            image = CrashImage.of(base.resolve("live"), base.resolve("copy"));
        }
        assertThat(poisonFirstDelta(image)).isTrue();
        try (Journal journal = Journal.open(JournalFixture.small(image.directory))) {
            assertThatThrownBy(() -> journal.recover(JournalFixture.IGNORE))
                    .isInstanceOf(CorruptJournalException.class)
                    .hasMessageContaining("difference to the old document is damaged");
        }
        assertThat(Journal.verify(image.directory).defects())
                .anyMatch(defect -> defect.what().contains("difference to the old document is damaged"));
    }

    /** Names a field that there is not. */
    private static boolean poisonFirstDelta(CrashImage image) throws IOException {
        byte[] file = java.nio.file.Files.readAllBytes(image.segment(1));
        UnsafeBuffer whole = JournalFixture.direct(file.length);
        whole.putBytes(0, file);
        UnsafeBuffer block = new UnsafeBuffer(0, 0);
        for (long frame : image.frames(1)) {
            int position = (int) ExcerptDescriptor.blockPosition(frame);
            block.wrap(whole, position, whole.getInt(position + BlockDescriptor.LENGTH_OFFSET));
            int record = BlockDescriptor.HEADER_LENGTH;
            for (int i = BlockDescriptor.records(block); i > 0; i--) {
                if (ChangeDescriptor.kind(block, record) == RecordKind.CHANGE
                        && ChangeDescriptor.isDelta(ChangeDescriptor.flags(block, record))) {
                    block.putByte(ChangeDescriptor.keyOffset(record) + Long.BYTES + Long.BYTES - 1, (byte) 0x80);
                    block.putInt(BlockDescriptor.CRC_OFFSET, BlockDescriptor.computeCrc(block, block.capacity()));
                    image.put(1, position, ByteBuffer.wrap(bytes(block, 0, block.capacity())));
                    return true;
                }
                record += ChangeDescriptor.length(block, record);
            }
        }
        return false;
    }
}
