package io.tailrace.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.bytes.KeyHash;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys that somebody who knows the seed has chosen, so that the hashes of all of them are one and the same. */
@Timeout(60)
class CollidingKeysTest {
    private static final long WORD = 0x9E37_79B9_7F4A_7C15L;
    private static final long LAST = 0x56E8_FEB8_6659_FD93L;
    private static final int COLLIDING = 3_000;
    private static final int OTHERS = 20_000;

    private final Index index = new Index(new IndexMemory(), Documents.SEED);
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[2 * Long.BYTES]);
    private final UnsafeBuffer doc = new UnsafeBuffer(new byte[Long.BYTES]);
    private final TreeMap<Long, Long> model = new TreeMap<>();
    private long sequence;

    private static long fold(long value) {
        long factor = (WORD ^ ((long) Documents.SEED << 1)) & Long.MAX_VALUE;
        return (value * factor) ^ Math.multiplyHigh(value, factor) + (value >> 63 & factor);
    }

    /** Number n as a key: the second word takes back what the first one brings into the hash. */
    private void key(long n, boolean colliding) {
        long first = Long.reverseBytes(n);
        long second = colliding ? fold(Documents.SEED ^ (16 * LAST) ^ first) : n * WORD;
        key.putLong(0, first, ByteOrder.LITTLE_ENDIAN);
        key.putLong(Long.BYTES, second, ByteOrder.LITTLE_ENDIAN);
    }

    private void put(long n, long value) {
        key(n, n < COLLIDING);
        doc.putLong(0, value);
        index.put(key, 0, key.capacity(), doc, 0, doc.capacity(), ++sequence);
        model.put(n, value);
    }

    private void remove(long n) {
        key(n, n < COLLIDING);
        assertThat(index.remove(key, 0, key.capacity())).isTrue();
        model.remove(n);
    }

    private static long number(IndexEntry entry) {
        return Long.reverseBytes(entry.buffer().getLong(entry.keyOffset()));
    }

    private void check() {
        assertThat(index.size()).isEqualTo(model.size());
        ReadCopy copy = new ReadCopy();
        model.forEach((n, value) -> {
            key(n, n < COLLIDING);
            assertThat(index.read(key, 0, key.capacity(), copy)).isEqualTo(Long.BYTES);
            assertThat(copy.buffer().getLong(0)).isEqualTo(value);
        });
        Set<Long> walked = new HashSet<>();
        IndexWalk walk = index.walk();
        while (walk.next()) {
            assertThat(walked.add(number(walk.entry()))).isTrue();
        }
        assertThat(walked).isEqualTo(model.keySet());
    }

    @Test
    void shouldHaveTheSameHashForAll() {
        Set<Long> hashes = new HashSet<>();
        for (long n = 0; n < COLLIDING; n++) {
            key(n, true);
            hashes.add(KeyHash.hash(Documents.SEED, key, 0, key.capacity()));
        }
        assertThat(hashes).hasSize(1);
    }

    @Test
    void shouldTakeKeysThatNoSplitCanPart() {
        EntryScan scan = index.entries();
        for (long n = 0; n < OTHERS; n++) {
            put(n, n);
            index.work(8);
        }
        check();
        for (long n = 0; n < OTHERS; n += 2) {
            put(n, -n);
        }
        for (long n = 1; n < OTHERS; n += 3) {
            remove(n);
        }
        check();
        while (!scan.ready()) {
            index.work(1_000);
        }
        scan.all();
        for (long n : model.keySet()) {
            assertThat(scan.next()).isTrue();
            assertThat(number(scan.entry())).isEqualTo(n);
        }
        assertThat(scan.next()).isFalse();
    }

    @Test
    void shouldWalkWhatStaysOnceWhileCollidingKeysArrive() {
        for (long n = COLLIDING; n < OTHERS; n++) {
            put(n, n);
        }
        Set<Long> there = new HashSet<>(model.keySet());
        IndexWalk walk = index.walk();
        Set<Long> walked = new HashSet<>();
        long next = 0;
        while (walk.next()) {
            assertThat(walked.add(number(walk.entry()))).isTrue();
            if (next < COLLIDING) {
                put(next, next++);
            }
        }
        assertThat(next).isEqualTo(COLLIDING);
        assertThat(walked).containsAll(there);
        check();
    }

    @Test
    void shouldMakeRoomForATransactionOfThem() {
        for (long n = 0; n < OTHERS; n++) {
            key(n, n < COLLIDING);
            index.planPut(
                    index.hash(key, 0, key.capacity()),
                    key,
                    0,
                    key.capacity(),
                    true,
                    doc,
                    0,
                    -1,
                    doc,
                    0,
                    doc.capacity());
        }
        index.securePlan();
        assertThat(index.size()).isZero();
        for (long n = 0; n < OTHERS; n++) {
            key(n, n < COLLIDING);
            doc.putLong(0, n);
            index.storePlanned(
                    index.hash(key, 0, key.capacity()), key, 0, key.capacity(), doc, 0, doc.capacity(), ++sequence);
            model.put(n, n);
        }
        index.dropPlan();
        check();
    }

    @Test
    void shouldNeedNoMoreSlotsForAKeyThatComesBackAgainAndAgain() {
        IndexMemory memory = new IndexMemory();
        Index planned = new Index(memory, Documents.SEED);
        key(1, false);
        planned.put(key, 0, key.capacity(), doc, 0, doc.capacity(), ++sequence);
        long used = memory.usedBytes();
        int times = 100_000;
        for (int i = 0; i < times; i++) {
            planned.planPut(
                    planned.hash(key, 0, key.capacity()),
                    key,
                    0,
                    key.capacity(),
                    false,
                    doc,
                    0,
                    -1,
                    doc,
                    0,
                    doc.capacity());
        }
        planned.securePlan();
        for (int i = 0; i < times; i++) {
            planned.remove(key, 0, key.capacity());
            planned.storePlanned(
                    planned.hash(key, 0, key.capacity()), key, 0, key.capacity(), doc, 0, doc.capacity(), ++sequence);
        }
        planned.dropPlan();
        assertThat(planned.size()).isEqualTo(1);
        assertThat(memory.usedBytes()).isEqualTo(used);
    }

    @Test
    void shouldSecureAPlanOnce() {
        IndexMemory memory = new IndexMemory();
        Index planned = new Index(memory, Documents.SEED);
        for (long n = 0; n < 5_000; n++) {
            plan(planned, n);
        }
        planned.securePlan();
        long used = memory.usedBytes();
        planned.securePlan();
        assertThat(memory.usedBytes()).isEqualTo(used);
        planned.dropPlan();
    }

    @Test
    void shouldGiveAPlanBack() {
        IndexMemory memory = new IndexMemory();
        Index planned = new Index(memory, Documents.SEED);
        key(1, false);
        planned.put(key, 0, key.capacity(), doc, 0, doc.capacity(), 1);
        long used = memory.usedBytes();
        for (long n = 2; n < 100; n++) {
            plan(planned, n);
        }
        assertThat(memory.usedBytes()).isGreaterThan(used);
        planned.dropPlan();
        assertThat(memory.usedBytes()).isEqualTo(used);
        assertThat(planned.size()).isEqualTo(1);
    }

    @Test
    void shouldSplitIntoMemoryThatHeldSomethingElse() {
        IndexMemory memory = new IndexMemory();
        int[] blocks = new int[1_000];
        for (int bytes = 16; bytes <= 4096; bytes *= 2) {
            for (int i = 0; i < blocks.length; i++) {
                blocks[i] = memory.allocate(bytes);
                memory.buffer(blocks[i]).setMemory(IndexMemory.offset(blocks[i]), bytes, (byte) 0x55);
            }
            for (int block : blocks) {
                memory.free(block);
            }
        }
        Index reusing = new Index(memory, Documents.SEED);
        for (long n = 0; n < OTHERS; n++) {
            key(n, false);
            reusing.put(key, 0, key.capacity(), doc, 0, doc.capacity(), n);
        }
        assertThat(reusing.size()).isEqualTo(OTHERS);
    }

    private void plan(Index planned, long n) {
        key(n, false);
        int length = key.capacity();
        planned.planPut(planned.hash(key, 0, length), key, 0, length, true, doc, 0, -1, doc, 0, doc.capacity());
    }
}
