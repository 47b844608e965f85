package io.tailrace.bench.rows;

import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Field;
import io.tailrace.document.Interner;
import io.tailrace.document.KeyEncoder;
import io.tailrace.journal.JournalAppender;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * As many different encoded documents as {@link Payload} has records, with their keys: what a writer hands to the
 * journal. The field {@code level} holds a number from 0 to 99 that the filter asks for. Key and document of each make
 * 200 bytes.
 */
public final class Quotes {
    public static final int TABLE = 0;
    public static final String LEVEL = "level";

    private static final int KEY_BYTES = 16;
    private static final int DOCUMENT_BYTES = Payload.LENGTH - KEY_BYTES;
    private static final int DIGITS = 13;

    private final UnsafeBuffer keys = new UnsafeBuffer(ByteBuffer.allocateDirect(Payload.RECORDS * KEY_BYTES));
    private final UnsafeBuffer documents =
            new UnsafeBuffer(ByteBuffer.allocateDirect(Payload.RECORDS * DOCUMENT_BYTES));
    private final int keyLength;

    /**
     * Makes the documents and interns their shape.
     *
     * @param dictionary of the journal they will be written to
     * @param appender of that journal
     */
    public Quotes(Dictionary dictionary, JournalAppender appender) {
        DocumentLimits limits = new DocumentLimits();
        DocumentWriter writer = new DocumentWriter(dictionary, limits);
        Interner interner = new Interner(dictionary, appender);
        KeyEncoder encoder = new KeyEncoder(limits);
        Field level = dictionary.field(LEVEL);
        Field price = dictionary.field("price");
        Field id = dictionary.field("id");
        Field note = dictionary.field("note");
        SplittableRandom random = new SplittableRandom(1);
        UnsafeBuffer key = new UnsafeBuffer(ByteBuffer.allocateDirect(KeyEncoder.MAX_ENCODED_BYTES));
        UnsafeBuffer interned = new UnsafeBuffer(ByteBuffer.allocateDirect(2 * DOCUMENT_BYTES));
        String padding = "";
        int length = 0;
        for (int record = 0; record < Payload.RECORDS; record++) {
            String name = name(record);
            int encoded = encoder.encode(name, key, 0);
            keys.putBytes(record * KEY_BYTES, key, 0, encoded);
            length = encoded;
            long levelValue = random.nextLong(100);
            double priceValue = random.nextDouble(1, 100_000);
            int size = 0;
            while (size < DOCUMENT_BYTES) {
                writer.reset()
                        .put(id, name)
                        .put(level, levelValue)
                        .put(price, priceValue)
                        .put(note, padding);
                int written = writer.finish();
                size = interner.intern(writer.buffer(), writer.offset(), written, interned, 0);
                padding += size < DOCUMENT_BYTES ? "x" : "";
            }
            if (size != DOCUMENT_BYTES) {
                throw new IllegalStateException("documentBytes=" + size + " wanted=" + DOCUMENT_BYTES);
            }
            documents.putBytes(record * DOCUMENT_BYTES, interned, 0, size);
        }
        keyLength = length;
    }

    /** A key of {@value #KEY_BYTES} encoded bytes. */
    public static String name(long number) {
        String digits = Long.toString(number);
        return "k" + "0".repeat(DIGITS - digits.length()) + digits;
    }

    /** Writes one change without an old document into the open block. */
    public void change(JournalAppender appender, long timeNs, long number) {
        int record = (int) (number & (Payload.RECORDS - 1));
        appender.change(
                TABLE,
                timeNs,
                keys,
                record * KEY_BYTES,
                keyLength,
                documents,
                0,
                -1,
                documents,
                record * DOCUMENT_BYTES,
                DOCUMENT_BYTES);
    }
}
