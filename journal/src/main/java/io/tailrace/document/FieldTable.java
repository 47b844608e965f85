package io.tailrace.document;

import org.agrona.DirectBuffer;

/**
 * Handles by name, open addressing. One writer at a time (the dictionary's lock), any reader without one: a reader that
 * misses a racing addition asks again under the lock.
 */
final class FieldTable {
    /** Replaced by the writer when it grows. */
    private volatile Field[] table = new Field[256];

    private int size;

    Field find(final CharSequence name, final int hash) {
        final Field[] fields = table;
        final int mask = fields.length - 1;
        for (int i = spread(hash) & mask; ; i = i + 1 & mask) {
            final Field field = fields[i];
            if (field == null || field.hash == hash && field.name().contentEquals(name)) {
                return field;
            }
        }
    }

    Field find(final DirectBuffer buffer, final int offset, final int length) {
        final int hash = Utf8.hash(buffer, offset, length);
        final Field[] fields = table;
        final int mask = fields.length - 1;
        for (int i = spread(hash) & mask; ; i = i + 1 & mask) {
            final Field field = fields[i];
            if (field == null || field.hash == hash && field.compareName(buffer, offset, length) == 0) {
                return field;
            }
        }
    }

    void add(final Field field) {
        if (++size * 2 > table.length) {
            final Field[] larger = new Field[table.length * 2];
            for (final Field old : table) {
                if (old != null) {
                    place(larger, old);
                }
            }
            table = larger;
        }
        place(table, field);
    }

    private static void place(final Field[] fields, final Field field) {
        final int mask = fields.length - 1;
        int i = spread(field.hash) & mask;
        while (fields[i] != null) {
            i = i + 1 & mask;
        }
        fields[i] = field;
    }

    private static int spread(final int hash) {
        final int mixed = hash * 0x9E3779B9;
        return mixed ^ mixed >>> 15;
    }
}
