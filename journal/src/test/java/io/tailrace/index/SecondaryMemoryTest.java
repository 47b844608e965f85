package io.tailrace.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.EngineClosedException;
import io.tailrace.error.IndexFullException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What secondary indexes take and give back, and what happens where there is no memory. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SecondaryMemoryTest {
    private static final int MIB = 1 << 20;

    private final Documents documents = new Documents();
    private long sequence;

    private void put(Index index, long primary, List<String> keys) {
        documents.key(primary);
        documents.docLength = ListedKeys.write(documents.doc, keys, 20);
        documents.put(index, ++sequence);
    }

    private static void work(Index index, int limit) {
        while (index.work(limit)) {
            Thread.onSpinWait();
        }
    }

    private static int count(EntryScan scan) {
        int count = 0;
        scan.all();
        while (scan.next()) {
            count++;
        }
        return count;
    }

    @Test
    void shouldGiveTheMemoryOfARemovedIndexBackInSteps() {
        IndexMemory memory = new IndexMemory();
        Index index = new Index(memory, 1);
        for (int i = 0; i < 20_000; i++) {
            put(index, i, List.of("a" + i % 100, "b" + i));
        }
        long before = memory.usedBytes();
        SecondaryIndex kept = index.addSecondary(new ListedKeys());
        SecondaryIndex removed = index.addSecondary(new ListedKeys());
        work(index, 500);
        long both = memory.usedBytes() - before;
        EntryScan late = removed.scan();
        assertThat(count(late)).isEqualTo(40_000);
        late.all();
        assertThat(late.next()).isTrue();
        index.removeSecondary(removed);
        index.removeSecondary(removed);
        assertThat(memory.usedBytes() - before).as("in steps").isEqualTo(both);
        int steps = 0;
        while (index.work(10)) {
            put(index, steps, List.of("c" + steps));
            steps++;
        }
        assertThat(steps).isGreaterThan(10);
        assertThat(memory.usedBytes() - before).isLessThan(both * 11 / 20);
        assertThat(removed.bytes()).isZero();
        assertThatThrownBy(late::next).isInstanceOf(EngineClosedException.class).hasMessageContaining("removed");
        assertThatThrownBy(removed::ready).isInstanceOf(EngineClosedException.class);
        assertThat(count(kept.scan())).isEqualTo(40_000 - Math.min(steps, 20_000));
    }

    @Test
    void shouldTakeLittleMoreForADocumentOfManyKeysThanTheyAreLong() {
        Index index = new Index(new IndexMemory(), 1);
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            keys.add("key" + i);
        }
        put(index, 1, keys);
        SecondaryIndex added = index.addSecondary(new ListedKeys());
        work(index, 500);
        assertThat(count(added.scan())).isEqualTo(1_000);
        assertThat(added.bytes()).isLessThan(MIB / 2);
    }

    @Test
    void shouldGiveAnIndexUpWhoseBuildFindsNoMemory() {
        IndexMemory memory = new IndexMemory(4 * MIB);
        Index index = new Index(memory, 1);
        int keys = 0;
        while (memory.reservedBytes() < 3 * MIB || memory.usedBytes() < 3 * MIB - MIB / 4) {
            put(index, keys++, List.of("a".repeat(200) + keys));
        }
        SecondaryIndex added = index.addSecondary(new ListedKeys());
        int written = 0;
        while (index.work(10)) {
            put(index, written++ % keys, List.of("b".repeat(200) + written));
        }
        assertThatThrownBy(added::ready)
                .isInstanceOf(IndexFullException.class)
                .hasMessageContaining("no memory for a secondary index");
        assertThat(added.bytes()).isZero();
        index.removeSecondary(added);
        for (int i = 0; i < keys; i++) {
            if (i > 20) {
                assertThat(documents.key(i).remove(index)).isTrue();
            }
        }
        work(index, 10);
        SecondaryIndex again = index.addSecondary(new ListedKeys());
        work(index, 10);
        assertThat(again.ready()).isTrue();
        assertThat(count(again.scan())).isEqualTo(21);
    }

    @Test
    void shouldRefuseAWriteWhoseEntriesFindNoMemoryAndLeaveAllAsItWas() {
        IndexMemory memory = new IndexMemory(4 * MIB);
        Index index = new Index(memory, 1);
        SecondaryIndex added = index.addSecondary(new ListedKeys());
        put(index, 0, List.of("first"));
        work(index, 10);
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            many.add("m".repeat(200) + i);
        }
        int refused = 0;
        int stored = 0;
        for (int i = 0; i < 40; i++) {
            try {
                put(index, i, many.subList(0, 100 + i * 70));
                stored += 100 + i * 70;
            } catch (IndexFullException e) {
                refused++;
                assertThat(e).hasMessageContaining("no memory for one more entry");
                assertThat(count(added.scan())).isEqualTo(stored);
                put(index, 1_000, List.of("goes on"));
                stored += refused == 1 ? 1 : 0;
            }
        }
        assertThat(refused).isGreaterThan(5);
        assertThat(stored).isGreaterThan(1000);
        index.close();
        while (index.release(100)) {
            Thread.onSpinWait();
        }
        assertThat(memory.usedBytes()).isZero();
    }

    @Test
    void shouldServeAnIndexOfATableWithoutDocuments() {
        Index index = new Index(new IndexMemory(), 1);
        SecondaryIndex added = index.addSecondary(new ListedKeys());
        assertThat(added.ready()).isFalse();
        assertThatThrownBy(() -> added.scan().next()).isInstanceOf(IllegalStateException.class);
        work(index, 1);
        assertThat(added.ready()).isTrue();
        assertThat(count(added.scan())).isZero();
        put(index, 1, List.of());
        assertThat(count(added.scan())).isZero();
        put(index, 1, List.of("a", "a"));
        assertThat(count(added.scan())).isEqualTo(2);
    }
}
