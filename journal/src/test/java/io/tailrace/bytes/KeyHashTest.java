package io.tailrace.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether the upper 32 bits of the hash, which the index uses, look random. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeyHashTest {
    private static final int KEYS = 1 << 18;
    private static final int BUCKETS = 1 << 12;

    private final UnsafeBuffer key = new UnsafeBuffer(ByteBuffer.allocateDirect(64));

    /** Numbers, names and sparse keys, whose bytes differ little. */
    private enum Kind {
        COUNTING {
            @Override
            int write(UnsafeBuffer key, int i) {
                key.putLong(0, i);
                return 8;
            }
        },
        TEXT {
            @Override
            int write(UnsafeBuffer key, int i) {
                return key.putStringWithoutLengthAscii(0, "instrument-" + i);
            }
        },
        HIGH_BITS {
            @Override
            int write(UnsafeBuffer key, int i) {
                key.setMemory(0, 24, (byte) 0);
                key.putLong(i % 3 * 8, (long) i << 45);
                return 24;
            }
        };

        abstract int write(UnsafeBuffer key, int i);
    }

    @Test
    void shouldSpreadEvenlyOverBuckets() {
        for (Kind kind : Kind.values()) {
            for (int shift : new int[] {64 - 12, 32}) {
                int[] buckets = new int[BUCKETS];
                for (int i = 0; i < KEYS; i++) {
                    buckets[(int) (hash(kind, 7, i) >>> shift) & BUCKETS - 1]++;
                }
                double chiSquared = 0;
                double expected = (double) KEYS / BUCKETS;
                for (int bucket : buckets) {
                    chiSquared += (bucket - expected) * (bucket - expected) / expected;
                }
                // Mean BUCKETS - 1, standard deviation sqrt(2 * BUCKETS) = 90: seven of them either way.
                assertThat(chiSquared).as("%s >>> %d", kind, shift).isBetween(BUCKETS - 635.0, BUCKETS + 635.0);
            }
        }
    }

    @Test
    void shouldRarelyCollideInTheUpperHalf() {
        for (Kind kind : Kind.values()) {
            Set<Integer> seen = new HashSet<>();
            int collisions = 0;
            for (int i = 0; i < KEYS; i++) {
                collisions += seen.add((int) (hash(kind, 7, i) >>> 32)) ? 0 : 1;
            }
            // Random: KEYS^2 / 2^33 = 8.
            assertThat(collisions).as("%s", kind).isLessThan(40);
        }
    }

    @Test
    void shouldFlipHalfOfTheBitsWhenOneBitOfKeyOrSeedFlips() {
        Random random = new Random(1);
        for (int length = 1; length <= 33; length++) {
            long flips = 0;
            int rounds = 200;
            for (int round = 0; round < rounds; round++) {
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                key.putBytes(0, bytes);
                long seed = random.nextLong();
                long before = KeyHash.hash(seed, key, 0, length);
                int bit = random.nextInt(length * 8);
                key.putByte(bit / 8, (byte) (key.getByte(bit / 8) ^ 1 << bit % 8));
                flips += Long.bitCount(before ^ KeyHash.hash(seed, key, 0, length));
                flips += Long.bitCount(before ^ hash(bytes, seed ^ 1L << random.nextInt(64)));
            }
            assertThat((double) flips / (2 * rounds)).as("length=%d", length).isBetween(30.0, 34.0);
        }
    }

    /** Whatever stands around a key, and wherever it begins. */
    @Test
    void shouldLookAtNothingButTheKey() {
        Random random = new Random(1);
        UnsafeBuffer around = new UnsafeBuffer(ByteBuffer.allocateDirect(96));
        byte[] bytes = new byte[96];
        for (int length = 0; length <= 64; length++) {
            random.nextBytes(bytes);
            key.putBytes(0, bytes, 0, length);
            long hash = KeyHash.hash(5, key, 0, length);
            for (int offset = 0; offset < 32; offset++) {
                random.nextBytes(bytes);
                around.putBytes(0, bytes);
                around.putBytes(offset, key, 0, length);
                assertThat(KeyHash.hash(5, around, offset, length))
                        .as("length=%d", length)
                        .isEqualTo(hash);
            }
        }
    }

    @Test
    void shouldTellKeysOfZerosApartByLength() {
        key.setMemory(0, 64, (byte) 0);
        Set<Long> hashes = new HashSet<>();
        for (int length = 0; length <= 64; length++) {
            hashes.add(KeyHash.hash(3, key, 0, length));
        }
        assertThat(hashes).hasSize(65);
    }

    /** Pairs of words whose differences cancel in a plain multiply-xorshift chain whatever the seed. */
    @Test
    void shouldNotLetDifferencesOfWordsCancelForEverySeed() {
        int collisions = 0;
        for (int seed = 0; seed < 1000; seed++) {
            key.putLong(0, 0x1111);
            key.putLong(8, 0x2222);
            long first = KeyHash.hash(seed, key, 0, 16);
            key.putLong(0, 0x1111 ^ Long.MIN_VALUE);
            key.putLong(8, 0x2222 ^ (Long.MIN_VALUE | Long.MIN_VALUE >>> 32));
            collisions += KeyHash.hash(seed, key, 0, 16) == first ? 1 : 0;
        }
        assertThat(collisions).isZero();
    }

    /** Pairs of words that had one hash for half of all seeds each, as the fold was that of signed numbers. */
    @Test
    void shouldNotFoldANumberAndItsNegativeAlike() {
        Random random = new Random(1);
        int collisions = 0;
        for (int round = 0; round < 20_000; round++) {
            long seed = random.nextLong();
            long first = random.nextLong();
            long second = random.nextLong();
            long hash = hash(seed, first, second);
            for (long flip = 0; flip < 4; flip++) {
                collisions += hash(seed, ~first ^ flip, second ^ 1) == hash ? 1 : 0;
                collisions += hash(seed, ~first ^ flip, ~second ^ flip) == hash ? 1 : 0;
                collisions += hash(seed, -first ^ flip, second ^ 1) == hash ? 1 : 0;
                collisions += hash(seed, first ^ Long.MIN_VALUE, second ^ flip << 62) == hash ? 1 : 0;
            }
        }
        assertThat(collisions).isZero();
    }

    private long hash(long seed, long first, long second) {
        key.putLong(0, first);
        key.putLong(8, second);
        return KeyHash.hash(seed, key, 0, 16);
    }

    private long hash(byte[] bytes, long seed) {
        key.putBytes(0, bytes);
        return KeyHash.hash(seed, key, 0, bytes.length);
    }

    private long hash(Kind kind, long seed, int i) {
        return KeyHash.hash(seed, key, 0, kind.write(key, i));
    }
}
