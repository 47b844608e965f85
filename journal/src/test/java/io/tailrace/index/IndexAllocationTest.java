package io.tailrace.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.testing.AllocationMeter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes that the calling thread allocates in the steady state: none. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IndexAllocationTest {
    private static final int KEYS = 5000;
    private static final int OPERATIONS = 200_000;
    private static final int WINDOWS = 3;

    private final Index index = new Index(new IndexMemory(), 1);
    private final Documents documents = new Documents();
    private final ReadCopy copy = new ReadCopy();
    private final IndexEntry entry = new IndexEntry();
    private final IndexWalk walk = index.walk();
    private final EntryScan scan = index.entries();
    private final UnsafeBuffer some = document(List.of("a", "b", "c".repeat(300)));
    private final UnsafeBuffer others = document(List.of("a", "d"));
    private final ListedKeys listed = new ListedKeys();
    private Object kept;

    @Test
    void shouldNotAllocateWhenWritingAndReading() {
        fill();
        assertThat(allocatedBy(this::operate)).isZero();
    }

    @Test
    void shouldNotAllocateWhenLookingUpAhead() {
        fill();
        KeyProbes probes = new KeyProbes(documents.key);
        assertThat(allocatedBy(i -> {
                    documents.key(Math.abs(i * 7919 % (2 * KEYS)));
                    long hash = index.hash(documents.key, 0, documents.keyLength);
                    probes.clear();
                    for (int probe = 0; probe < KeyProbes.MOST; probe++) {
                        probes.add(index, hash, 0, documents.keyLength, 200);
                    }
                    probes.probe();
                    index.find(probes, 0, hash, documents.key, 0, documents.keyLength, entry);
                }))
                .isZero();
    }

    @Test
    void shouldNotAllocateWithOrderedKeys() {
        fill();
        while (!scan.ready()) {
            index.work(100);
        }
        assertThat(allocatedBy(this::operate)).isZero();
        assertThat(allocatedBy(i -> {
                    if (!scan.next()) {
                        scan.all();
                    }
                }))
                .isZero();
    }

    @Test
    void shouldNotAllocateWithSecondaryIndexes() {
        SecondaryIndex first = index.addSecondary(listed);
        index.addSecondary(new ListedKeys());
        for (int i = 0; i < KEYS; i++) {
            operateListed(i);
        }
        while (index.work(100)) {
            Thread.onSpinWait();
        }
        assertThat(allocatedBy(this::operateListed)).isZero();
        EntryScan entries = first.scan();
        boolean[] descending = new boolean[1];
        assertThat(allocatedBy(i -> {
                    if (!entries.next()) {
                        descending[0] = !descending[0];
                        entries.range(documents.key, 0, documents.key, 0, descending[0]);
                    }
                }))
                .isZero();
    }

    private void operateListed(int i) {
        documents.key(Math.abs(i * 7919 % KEYS));
        UnsafeBuffer doc = (i & 1) == 0 ? some : others;
        if (i % 5 == 0) {
            documents.remove(index);
        } else {
            index.put(documents.key, 0, documents.keyLength, doc, 0, doc.capacity() - i % 3, i);
        }
    }

    @Test
    void shouldNotAllocateWhenWalking() {
        fill();
        assertThat(allocatedBy(i -> {
                    if (!walk.next()) {
                        walk.rewind();
                    }
                }))
                .isZero();
    }

    @Test
    void shouldCatchAnOperationThatAllocates() {
        assertThat(allocatedBy(i -> kept = new byte[1])).isPositive();
    }

    private static UnsafeBuffer document(List<String> keys) {
        UnsafeBuffer whole = new UnsafeBuffer(new byte[1000]);
        return new UnsafeBuffer(whole, 0, ListedKeys.write(whole, keys, 3));
    }

    private void fill() {
        for (int i = 0; i < KEYS; i++) {
            documents.key(i).doc(i, 200).put(index, i);
        }
    }

    private void operate(int i) {
        int number = i * 7919 % KEYS;
        documents.key(Math.abs(number));
        documents.docLength = 150 + i % 64;
        switch (i & 7) {
            case 0 -> documents.remove(index);
            case 1, 2 -> documents.read(index, copy);
            case 3 -> index.find(documents.key, 0, documents.keyLength, entry);
            case 4 -> index.contains(documents.key, 0, documents.keyLength);
            default -> documents.put(index, i);
        }
    }

    private static long allocatedBy(IntConsumer operation) {
        run(operation, 2 * OPERATIONS);
        long least = Long.MAX_VALUE;
        for (int window = 0; window < WINDOWS; window++) {
            least = Math.min(least, AllocationMeter.allocatedBy(() -> run(operation, OPERATIONS)));
        }
        return least;
    }

    private static void run(IntConsumer operation, int count) {
        for (int i = 0; i < count; i++) {
            operation.accept(i);
        }
    }
}
