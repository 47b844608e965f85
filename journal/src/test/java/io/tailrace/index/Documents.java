package io.tailrace.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.bytes.KeyHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Keys and documents for the tests of this package: a document is stamped all over, so that a torn one shows. */
final class Documents {
    static final int SEED = 0x7A11;

    final UnsafeBuffer key = new UnsafeBuffer(ByteBuffer.allocateDirect(Index.MAX_KEY_BYTES + 1));
    final UnsafeBuffer doc = new UnsafeBuffer(ByteBuffer.allocateDirect(Index.MAX_DOCUMENT_BYTES + 1));
    int keyLength;
    int docLength;

    Documents key(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        keyLength = bytes.length;
        key.putBytes(0, bytes);
        return this;
    }

    /** An eight-byte big-endian key: key order is number order. */
    Documents key(long number) {
        keyLength = Long.BYTES;
        key.putLong(0, number, java.nio.ByteOrder.BIG_ENDIAN);
        return this;
    }

    /** Every word of the document is the stamp mixed with the key and the position, the last bytes the length. */
    Documents doc(long stamp, int length) {
        docLength = length;
        fill(doc, 0, length, stamp, keyStamp(key, 0, keyLength));
        return this;
    }

    void put(Index index, long sequence) {
        index.put(key, 0, keyLength, doc, 0, docLength, sequence);
    }

    boolean remove(Index index) {
        return index.remove(key, 0, keyLength);
    }

    int read(Index index, ReadCopy copy) {
        return index.read(key, 0, keyLength, copy);
    }

    static void fill(UnsafeBuffer doc, int at, int length, long stamp, long keyStamp) {
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            doc.putLong(at + i, word(stamp, keyStamp, i, length));
        }
        for (; i < length; i++) {
            doc.putByte(at + i, (byte) stamp);
        }
    }

    /** Whether a document is whole: made by one fill, for this key, with this stamp and length. */
    static boolean isWhole(DirectBuffer doc, int at, int length, long stamp, long keyStamp) {
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            if (doc.getLong(at + i) != word(stamp, keyStamp, i, length)) {
                return false;
            }
        }
        for (; i < length; i++) {
            if (doc.getByte(at + i) != (byte) stamp) {
                return false;
            }
        }
        return true;
    }

    static void checkWhole(IndexEntry entry) {
        assertThat(isWhole(
                        entry.buffer(),
                        entry.docOffset(),
                        entry.docLength(),
                        entry.sequence(),
                        keyStamp(entry.buffer(), entry.keyOffset(), entry.keyLength())))
                .as("document of sequence=%d is whole", entry.sequence())
                .isTrue();
    }

    static long keyStamp(DirectBuffer key, int at, int length) {
        return KeyHash.hash(SEED, key, at, length);
    }

    static String text(IndexEntry entry) {
        byte[] bytes = new byte[entry.keyLength()];
        entry.buffer().getBytes(entry.keyOffset(), bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static long number(IndexEntry entry) {
        return entry.buffer().getLong(entry.keyOffset(), java.nio.ByteOrder.BIG_ENDIAN);
    }

    /** Mostly small, sometimes thousands of bytes, now and then a big one. */
    static int randomLength(Random random) {
        int kind = random.nextInt(1000);
        if (kind == 0) {
            return random.nextInt(Index.MAX_DOCUMENT_BYTES + 1);
        }
        if (kind < 5) {
            return random.nextInt(100_000);
        }
        return kind < 200 ? random.nextInt(5000) : random.nextInt(400);
    }

    private static long word(long stamp, long keyStamp, int position, int length) {
        return (stamp * 0x9E37_79B9_7F4A_7C15L + position * 31L + length) ^ keyStamp;
    }
}
