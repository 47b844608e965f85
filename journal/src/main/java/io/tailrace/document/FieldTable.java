package io.tailrace.document;

import io.tailrace.bytes.Utf8;
import java.util.concurrent.ConcurrentSkipListMap;
import org.agrona.DirectBuffer;

/**
 * Handles by name, open addressing. One writer at a time (the dictionary's lock), any reader without one: a reader that
 * misses a racing addition asks again under the lock.
 *
 * <p>Names are hashed as strings are, so whoever chooses them can choose that many have one place. Only so many are
 * looked at from there; the others are in a map whose look-ups stay short because it compares names.
 */
final class FieldTable {
    private static final int LONGEST_PROBE = 64;

    /** Replaced by the writer when it grows. */
    private volatile Field[] table = new Field[256];

    private final ConcurrentSkipListMap<String, Field> crowded = new ConcurrentSkipListMap<>();
    private int size;

    Field find(CharSequence name, int hash) {
        Field[] fields = table;
        int mask = fields.length - 1;
        int first = spread(hash);
        for (int i = 0; i < LONGEST_PROBE; i++) {
            Field field = fields[first + i & mask];
            if (field == null || field.hash == hash && field.name().contentEquals(name)) {
                return field;
            }
        }
        return crowded.get(name.toString());
    }

    Field find(DirectBuffer buffer, int offset, int length) {
        int hash = Utf8.hash(buffer, offset, length);
        Field[] fields = table;
        int mask = fields.length - 1;
        int first = spread(hash);
        for (int i = 0; i < LONGEST_PROBE; i++) {
            Field field = fields[first + i & mask];
            if (field == null || field.hash == hash && field.compareName(buffer, offset, length) == 0) {
                return field;
            }
        }
        return crowded.get(buffer.getStringWithoutLengthUtf8(offset, length));
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

    private void place(Field[] fields, Field field) {
        int mask = fields.length - 1;
        int first = spread(field.hash);
        for (int i = 0; i < LONGEST_PROBE; i++) {
            if (fields[first + i & mask] == null) {
                fields[first + i & mask] = field;
                return;
            }
        }
        crowded.put(field.name(), field);
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ mixed >>> 15;
    }
}
