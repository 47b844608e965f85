package io.tailrace;

import io.tailrace.index.Index;
import io.tailrace.index.IndexEntry;
import io.tailrace.index.IndexWalk;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** The keys that a table had at a moment. Not thread safe. */
final class CommandKeys {
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private int[] ends = new int[64];
    private int size;

    private CommandKeys() {}

    static CommandKeys of(Index index) {
        CommandKeys keys = new CommandKeys();
        IndexWalk walk = index.walk();
        while (walk.next()) {
            keys.add(walk.entry());
        }
        return keys;
    }

    private void add(IndexEntry entry) {
        int offset = offset(size);
        buffer.putBytes(offset, entry.buffer(), entry.keyOffset(), entry.keyLength());
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, size * 2);
        }
        ends[size++] = offset + entry.keyLength();
    }

    int size() {
        return size;
    }

    DirectBuffer buffer() {
        return buffer;
    }

    int offset(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    int length(int index) {
        return ends[index] - offset(index);
    }
}
