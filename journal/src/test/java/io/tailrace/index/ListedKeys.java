package io.tailrace.index;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Documents that say themselves under which keys they are listed: for each its length and its bytes, the last one zero
 * and no other, so that no key is the beginning of another. After the keys anything may follow.
 */
final class ListedKeys implements EntryKeys {
    private static final int COUNT_BYTES = Integer.BYTES;

    private DirectBuffer buffer;
    private int[] offsets = new int[16];
    private int[] lengths = new int[16];

    /** Writes a document; its length. */
    static int write(UnsafeBuffer doc, List<String> keys, int padding) {
        int at = COUNT_BYTES;
        doc.putInt(0, keys.size());
        for (String key : keys) {
            byte[] bytes = bytes(key);
            doc.putInt(at, bytes.length);
            doc.putBytes(at + Integer.BYTES, bytes);
            at += Integer.BYTES + bytes.length;
        }
        return at + padding;
    }

    static byte[] bytes(String key) {
        return (key + '\0').getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public int of(DirectBuffer document, int offset, int length) {
        buffer = document;
        int count = document.getInt(offset);
        if (count > offsets.length) {
            offsets = new int[count];
            lengths = new int[count];
        }
        int at = offset + COUNT_BYTES;
        for (int i = 0; i < count; i++) {
            lengths[i] = document.getInt(at);
            offsets[i] = at + Integer.BYTES;
            at = offsets[i] + lengths[i];
        }
        return count;
    }

    @Override
    public DirectBuffer buffer() {
        return buffer;
    }

    @Override
    public int offset(int index) {
        return offsets[index];
    }

    @Override
    public int length(int index) {
        return lengths[index];
    }
}
