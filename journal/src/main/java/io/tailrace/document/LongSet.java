package io.tailrace.document;

import java.util.Arrays;

/** A set of integers that never changes, open addressing, at most half full. Immutable, any thread. */
final class LongSet {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final long[] table;
    private final int shift;
    /** Says that a place of the table is free; none of the numbers. */
    private final long free;

    /** Of one number at least. */
    LongSet(long[] numbers) {
        table = new long[Integer.highestOneBit(numbers.length) * 4];
        shift = Long.SIZE - Integer.numberOfTrailingZeros(table.length);
        free = other(numbers);
        Arrays.fill(table, free);
        for (long number : numbers) {
            int at = start(number);
            while (table[at] != free && table[at] != number) {
                at = at + 1 & table.length - 1;
            }
            table[at] = number;
        }
    }

    private static long other(long[] numbers) {
        long[] sorted = numbers.clone();
        Arrays.sort(sorted);
        long other = sorted[0] - 1; // the largest of all where the least is the least of all
        while (Arrays.binarySearch(sorted, other) >= 0) {
            other--;
        }
        return other;
    }

    boolean has(long number) {
        long[] places = table;
        int mask = places.length - 1;
        for (int i = start(number); ; i++) {
            long found = places[i & mask];
            if (found == number || found == free) {
                return found == number && number != free;
            }
        }
    }

    /** Whether a float is an integer of 64 bits. */
    static boolean isWhole(double number) {
        return (long) number == number && number < 0x1p63;
    }

    private int start(long number) {
        return (int) (number * MULTIPLIER >>> shift);
    }
}
