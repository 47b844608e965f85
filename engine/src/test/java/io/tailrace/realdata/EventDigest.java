package io.tailrace.realdata;

import io.tailrace.document.Document;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeHandler;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;

/** A number that depends on every byte of every event of a feed, and on their order. */
final class EventDigest implements ChangeHandler {
    private final CRC32C crc = new CRC32C();
    private final ChangeHandler next;
    private byte[] bytes = new byte[512];
    private long count;

    /** @param next takes each event, too */
    EventDigest(ChangeHandler next) {
        this.next = next;
    }

    @Override
    public void onChange(Change change) {
        count++;
        number(change.sequence());
        number(change.timeNs());
        update(change.keyBuffer(), change.keyOffset(), change.keyLength());
        update(change.oldVal());
        update(change.newVal());
        next.onChange(change);
    }

    /** Events and their digest. */
    String value() {
        return count + ":" + crc.getValue();
    }

    private void update(Document document) {
        if (document == null) {
            number(-1);
        } else {
            update(document.buffer(), document.offset(), document.length());
        }
    }

    private void update(DirectBuffer buffer, int offset, int length) {
        bytes = bytes.length < length ? new byte[length] : bytes;
        number(length);
        buffer.getBytes(offset, bytes, 0, length);
        crc.update(bytes, 0, length);
    }

    private void number(long number) {
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            crc.update((byte) (number >>> shift));
        }
    }
}
