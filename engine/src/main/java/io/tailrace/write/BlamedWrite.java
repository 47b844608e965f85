package io.tailrace.write;

import io.tailrace.document.KeyDecoder;
import io.tailrace.document.KeyEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Which write an error is about. Written by the writer before the ack shows, read by who holds that. */
final class BlamedWrite {
    /** The number of a write that is not part of a transaction. */
    static final int ALONE = -1;

    private final UnsafeBuffer key = new UnsafeBuffer(new byte[KeyEncoder.MAX_ENCODED_BYTES]);
    private int keyLength;
    private String table;
    private int number = ALONE;

    void clear() {
        number = ALONE;
        table = null;
    }

    void blame(int write, String tableName, DirectBuffer source, int keyOffset, int length) {
        number = write;
        table = tableName;
        key.putBytes(0, source, keyOffset, length);
        keyLength = length;
    }

    /** In the order of the transaction, from 0. */
    int number() {
        return number;
    }

    /** Null when no write is to blame. */
    String table() {
        return table;
    }

    /** Decoded anew; null when no write is to blame. */
    Object key() {
        return table == null ? null : new KeyDecoder().value(key, 0, keyLength);
    }

    /** As it stands in messages, nothing when no write is to blame. */
    @Override
    public String toString() {
        if (table == null) {
            return "";
        }
        String keyText = new KeyDecoder().text(key, 0, keyLength);
        return (number == ALONE ? "" : " failedWrite=" + number) + " table=" + table + " key=" + keyText;
    }
}
