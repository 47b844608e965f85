package io.tailrace.document;

import io.tailrace.bytes.Utf8;
import org.agrona.DirectBuffer;

/**
 * Handles by name, open addressing. One writer at a time (the dictionary's lock), any reader without one: a reader that
 * misses a racing addition asks again under the lock.
 */
final class FieldTable {
    /** Replaced by the writer when it grows. */
    private volatile Field[] table = new Field[256];

    private int size;

    Field find(CharSequence name, int hash) {
        Field[] fields = table;
        int mask = fields.length - 1;
        for (int i = spread(hash) & mask; ; i = i + 1 & mask) {
            Field field = fields[i];
            if (field == null || field.hash == hash && field.name().contentEquals(name)) {
                return field;
            }
        }
    }

    Field find(DirectBuffer buffer, int offset, int length) {
        int hash = Utf8.hash(buffer, offset, length);
        Field[] fields = table;
        int mask = fields.length - 1;
        for (int i = spread(hash) & mask; ; i = i + 1 & mask) {
            Field field = fields[i];
            if (field == null || field.hash == hash && field.compareName(buffer, offset, length) == 0) {
                return field;
            }
        }
    }

    void add(Field field) {
        if (++size * 2 > table.length) {
            Field[] larger = new Field[table.length * 2];
            for (Field old : table) {
                if (old != null) {
                    place(larger, old);
                }
            }
            table = larger;
        }
        place(table, field);
    }

    private static void place(Field[] fields, Field field) {
        int mask = fields.length - 1;
        int i = spread(field.hash) & mask;
        while (fields[i] != null) {
            i = i + 1 & mask;
        }
        fields[i] = field;
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ mixed >>> 15;
    }
}
