package io.tailrace.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.IndexFullException;
import io.tailrace.testing.Seeds;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What memory is taken, given back, used again, and what happens when there is none. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IndexMemoryTest {
    private static final int MIB = 1 << 20;

    private final Documents documents = new Documents();
    private long sequence;

    @Test
    void shouldUseTheMemoryOfRemovedKeysAgain() {
        IndexMemory memory = new IndexMemory();
        Index index = new Index(memory, 1);
        int[] sizes = {40, 200, 900, 5000, 40_000, 300_000, Index.MAX_DOCUMENT_BYTES};
        long reserved = 0;
        for (int round = 0; round < 20; round++) {
            int size = sizes[round % sizes.length];
            int keys = Math.min(3000, 3 * MIB / size);
            for (int i = 0; i < keys; i++) {
                documents.key(i).doc(++sequence, size).put(index, sequence);
            }
            for (int i = 0; i < keys; i++) {
                assertThat(documents.key(i).remove(index)).isTrue();
            }
            if (round == sizes.length - 1) {
                reserved = memory.reservedBytes();
            }
        }
        assertThat(index.size()).isZero();
        assertThat(index.slackBytes()).isZero();
        assertThat(memory.reservedBytes()).isEqualTo(reserved);
        assertThat(reserved).isLessThan(16 * MIB);
    }

    @Test
    void shouldCostAKilobyteWhenAlmostEmpty() {
        IndexMemory memory = new IndexMemory();
        for (int i = 0; i < 1000; i++) {
            Index index = new Index(memory, i);
            documents.key(i).doc(i, 100).put(index, i);
            assertThat(index.hashBytes()).isLessThanOrEqualTo(1024);
        }
        assertThat(memory.reservedBytes()).isLessThanOrEqualTo(2 * MIB);
    }

    @Test
    void shouldRefuseAPutWithoutMemoryAndLeaveTheIndexAsItWas() {
        IndexMemory memory = new IndexMemory(4 * MIB);
        refuseAndGoOn(memory, "limitBytes=" + 4 * MIB);
        assertThat(memory.reservedBytes()).isLessThanOrEqualTo(4 * MIB);
    }

    @Test
    void shouldRefuseAPutWhenTheMachineHasNoMemory() {
        int[] chunks = new int[1];
        IndexMemory memory = new IndexMemory(Long.MAX_VALUE, bytes -> {
            if (++chunks[0] > 4) {
                throw new OutOfMemoryError("Cannot reserve direct buffer memory");
            }
            return ByteBuffer.allocateDirect(bytes);
        });
        refuseAndGoOn(memory, "no memory for one more entry");
    }

    private void refuseAndGoOn(IndexMemory memory, String message) {
        Random random = Seeds.random(IndexMemoryTest.class);
        Index index = new Index(memory, random.nextLong());
        EntryScan scan = index.entries();
        while (!scan.ready()) {
            index.work(10);
        }
        Map<Long, Long> model = new HashMap<>();
        int refused = 0;
        while (refused < 200) {
            long key = random.nextInt(100_000);
            documents.key(key).doc(++sequence, random.nextInt(10) == 0 ? random.nextInt(300_000) : random.nextInt(90));
            try {
                documents.put(index, sequence);
                model.put(key, sequence);
            } catch (IndexFullException e) {
                refused++;
                assertThat(e).hasMessageContaining(message).hasMessageContaining("keys=" + model.size());
                check(index, scan, model);
            }
            if (random.nextInt(10) == 0) {
                long other = random.nextInt(100_000);
                assertThat(documents.key(other).remove(index)).isEqualTo(model.remove(other) != null);
            }
        }
        List<Long> keys = new ArrayList<>(model.keySet());
        for (Long key : keys) {
            assertThat(documents.key(key).remove(index)).isTrue();
        }
        documents.key(1).doc(++sequence, 1000).put(index, sequence);
        check(index, scan, Map.of(1L, sequence));
    }

    private static void check(Index index, EntryScan scan, Map<Long, Long> model) {
        assertThat(index.size()).isEqualTo(model.size());
        int met = 0;
        scan.all();
        while (scan.next()) {
            Documents.checkWhole(scan.entry());
            assertThat(model.get(Documents.number(scan.entry())))
                    .isEqualTo(scan.entry().sequence());
            met++;
        }
        assertThat(met).isEqualTo(model.size());
    }

    @Test
    void shouldGiveUpOrderedKeysRatherThanRefuseAWrite() {
        IndexMemory memory = new IndexMemory(3 * MIB);
        Index index = new Index(memory, 5);
        int keys = fill(index);
        EntryScan scan = index.entries();
        while (index.work(10)) {
            documents.key(keys / 2).doc(++sequence, 40).put(index, sequence);
        }
        assertThatThrownBy(scan::ready)
                .isInstanceOf(IndexFullException.class)
                .hasMessageContaining("no memory for ordered keys");
        assertThat(index.orderedKeyBytes()).isZero();
        for (int i = 0; i < keys - 100; i++) {
            assertThat(documents.key(i).remove(index)).isTrue();
        }
        EntryScan again = index.entries();
        while (!again.ready()) {
            index.work(10);
        }
        int met = 0;
        while (again.next()) {
            met++;
        }
        assertThat(met).isEqualTo(100);
    }

    @Test
    void shouldGoOnReplacingWhenThereIsNoMemoryForASecondRecord() {
        Index index = new Index(new IndexMemory(2 * MIB), 5);
        int keys = fill(index);
        ReadCopy copy = new ReadCopy();
        for (int i = 0; i < keys; i++) {
            int length = 30 + i % 10;
            documents.key(i).doc(++sequence, length).put(index, sequence);
            assertThat(documents.read(index, copy)).isEqualTo(length);
            assertThat(copy.sequence()).isEqualTo(sequence);
        }
        assertThat(index.size()).isEqualTo(keys);
        IndexWalk walk = index.walk();
        long documentBytes = 0;
        while (walk.next()) {
            Documents.checkWhole(walk.entry());
            documentBytes += walk.entry().docLength();
        }
        assertThat(index.documentBytes()).isEqualTo(documentBytes);
    }

    private int fill(Index index) {
        int keys = 0;
        while (true) {
            try {
                documents.key(keys).doc(++sequence, 40).put(index, sequence);
                keys++;
            } catch (IndexFullException e) {
                return keys;
            }
        }
    }

    @Test
    void shouldTakePreparedChunks() {
        int[] made = new int[1];
        IndexMemory memory = new IndexMemory(Long.MAX_VALUE, bytes -> {
            made[0]++;
            return ByteBuffer.allocateDirect(bytes);
        });
        assertThat(memory.prepare()).isTrue();
        assertThat(memory.prepare())
                .as("one spare is enough for an empty index")
                .isFalse();
        Index index = new Index(memory, 1);
        documents.key(1).doc(1, 100).put(index, 1);
        assertThat(made[0]).isEqualTo(1);
        assertThat(memory.prepare()).isTrue();
        assertThat(made[0]).isEqualTo(2);
    }

    @Test
    void shouldRefuseLengthsOutOfRange() {
        Index index = new Index(new IndexMemory(), 1);
        documents.key(1).doc(1, 10);
        assertThatThrownBy(() ->
                        index.put(documents.key, 0, Index.MAX_KEY_BYTES + 1, documents.doc, 0, documents.docLength, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("keyLength=737 is not in 0..736");
        assertThatThrownBy(() -> index.put(
                        documents.key, 0, documents.keyLength, documents.doc, 0, Index.MAX_DOCUMENT_BYTES + 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("docLength=1048577 is not in 0..1048576");
        assertThat(index.size()).isZero();
    }
}
