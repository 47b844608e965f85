package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes changes whose every byte follows from their sequence, and checks them. */
final class JournalFixture {
    static final ReplayHandler IGNORE = change -> {};

    private final UnsafeBuffer key = direct(64);
    private final UnsafeBuffer document = direct(64 << 10);

    static UnsafeBuffer direct(int bytes) {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(bytes));
    }

    /** Small sizes: several segments from a few thousand changes. */
    static JournalConfig small(Path directory) {
        JournalConfig config = new JournalConfig()
                .segmentBytes(256 << 10)
                .largestBlockBytes(32 << 10)
                .reserveStepBytes(64 << 10);
        return directory == null ? config : config.directory(directory);
    }

    /** What the seals of a journal say. */
    static SealFile seals(Path directory) {
        return SealFile.read(directory, FormatFile.read(directory, null).journalId());
    }

    static int keyLength(long sequence) {
        return 1 + (int) (sequence % 20);
    }

    static int newLength(long sequence) {
        return sequence % 5 == 4 ? -1 : (int) (sequence * 37 % 400);
    }

    static int oldLength(long sequence) {
        return sequence % 3 == 0 ? -1 : (int) (sequence * 53 % 300);
    }

    static byte fill(long sequence, int part, int i) {
        return (byte) (sequence * 31 + part * 7 + i);
    }

    /** Adds the next change to the open block. */
    long change(JournalAppender appender) {
        long sequence = appender.nextSequence();
        int keyLength = keyLength(sequence);
        int oldLength = oldLength(sequence);
        int newLength = newLength(sequence);
        set(key, 0, sequence, 0, keyLength);
        set(document, 0, sequence, 1, oldLength);
        set(document, 1 << 12, sequence, 2, newLength);
        long given = appender.change(
                (int) (sequence % 3),
                sequence * 10,
                key,
                0,
                keyLength,
                document,
                0,
                oldLength,
                document,
                1 << 12,
                newLength);
        assertThat(given).isEqualTo(sequence);
        return sequence;
    }

    /** Commits so many changes, in blocks of that many. */
    void write(JournalAppender appender, int count, int perBlock) {
        for (int i = 0; i < count; ) {
            appender.open(0);
            for (int k = 0; k < perBlock && i < count; k++, i++) {
                change(appender);
            }
            appender.commit();
        }
    }

    /** Checks the change the reader stands at. */
    static void check(JournalReader reader, long sequence) {
        assertThat(reader.sequence()).isEqualTo(sequence);
        assertThat(reader.position()).isEqualTo(sequence);
        assertThat(reader.kind()).isEqualTo(RecordKind.CHANGE);
        assertThat(reader.timeNs()).isEqualTo(sequence * 10);
        assertThat(reader.tableId()).isEqualTo((int) (sequence % 3));
        assertThat(reader.hasOld()).isEqualTo(oldLength(sequence) >= 0);
        assertThat(reader.hasNew()).isEqualTo(newLength(sequence) >= 0);
        assertThat(reader.keyLength()).isEqualTo(keyLength(sequence));
        same(reader.block(), reader.keyOffset(), sequence, 0, keyLength(sequence));
        assertThat(reader.oldLength()).isEqualTo(Math.max(0, oldLength(sequence)));
        same(reader.oldBuffer(), reader.oldOffset(), sequence, 1, reader.oldLength());
        assertThat(reader.newLength()).isEqualTo(Math.max(0, newLength(sequence)));
        same(reader.block(), reader.newOffset(), sequence, 2, reader.newLength());
    }

    private static void set(UnsafeBuffer buffer, int offset, long sequence, int part, int length) {
        for (int i = 0; i < length; i++) {
            buffer.putByte(offset + i, fill(sequence, part, i));
        }
    }

    private static void same(DirectBuffer buffer, int offset, long sequence, int part, int length) {
        assertThat(offset & 7).isZero();
        for (int i = 0; i < length; i++) {
            if (buffer.getByte(offset + i) != fill(sequence, part, i)) {
                throw new AssertionError("sequence=" + sequence + " part=" + part + " i=" + i);
            }
        }
    }

    static UnsafeBuffer text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        UnsafeBuffer buffer = direct(Math.max(1, bytes.length));
        buffer.putBytes(0, bytes);
        return buffer;
    }
}
