package io.tailrace.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class PendingKeysTest {
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private static long mixed(final long value) {
        final long product = value * FACTOR;
        return product ^ (product >>> 29);
    }

    @Test
    void shouldHashKeysApartThatCollideWithoutASeed() {
        final UnsafeBuffer key = new UnsafeBuffer(new byte[2 * Long.BYTES]);
        final Set<Integer> hashes = new HashSet<>();
        for (long i = 0; i < 10_000; i++) {
            key.putLong(0, i);
            key.putLong(Long.BYTES, mixed(2 * Long.BYTES * FACTOR ^ i));
            hashes.add(PendingKeys.hash(key, 0, key.capacity()));
        }
        assertThat(hashes).hasSizeGreaterThan(9_990);
    }
}
