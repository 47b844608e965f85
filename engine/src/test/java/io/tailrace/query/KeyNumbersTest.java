package io.tailrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class KeyNumbersTest {
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private static long mixed(long value) {
        long product = value * FACTOR;
        return product ^ (product >>> 29);
    }

    private static final int KEYS = 10_000;

    /** All of them have one hash where the seed is 0 or none. */
    private static int hash(long number, UnsafeBuffer key) {
        key.putLong(0, number);
        key.putLong(Long.BYTES, mixed(2 * Long.BYTES * FACTOR ^ number));
        return KeyNumbers.hash(key, 0, key.capacity());
    }

    @Test
    void shouldHashKeysApartThatCollideWithoutASeed() {
        UnsafeBuffer key = new UnsafeBuffer(new byte[2 * Long.BYTES]);
        Set<Integer> hashes = new HashSet<>();
        for (long i = 0; i < KEYS; i++) {
            hashes.add(hash(i, key));
        }
        assertThat(hashes).hasSizeGreaterThan(KEYS - 10);
    }

    @Test
    void shouldFindEachOfManyChosenKeysInAFewSteps() {
        UnsafeBuffer key = new UnsafeBuffer(new byte[2 * Long.BYTES]);
        KeyNumbers keys = new KeyNumbers(16);
        for (int i = 0; i < KEYS; i++) {
            keys.add(hash(i, key), i);
        }
        long steps = 0;
        for (int i = 0; i < KEYS; i++) {
            int hash = hash(i, key);
            int position = keys.first(hash);
            while (keys.entryAt(position, hash) != i) {
                position = keys.next(position);
                steps++;
            }
        }
        System.out.println("steps=" + steps + " keys=" + KEYS);
        assertThat(steps).isLessThan(3 * KEYS);
    }
}
