package io.tailrace.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.EngineClosedException;
import io.tailrace.testing.Seeds;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was looked up ahead is what is found when its turn comes, whatever has changed in between. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeyProbesTest {
    private static final int BATCHES = 20_000;
    private static final int TABLES = 2;

    private final UnsafeBuffer keys = new UnsafeBuffer(new byte[KeyProbes.MOST * Long.BYTES]);
    private final KeyProbes probes = new KeyProbes(keys);
    private final Documents documents = new Documents();
    private final IndexEntry entry = new IndexEntry();
    private final IndexMemory memory = new IndexMemory();
    private final Index[] indexes = {new Index(memory, 1), new Index(memory, 2)};
    private long sequence;

    private long hash(int table, int at) {
        return indexes[table].hash(keys, at, Long.BYTES);
    }

    private void add(int table, long key) {
        int at = probes.size() * Long.BYTES;
        keys.putLong(at, key);
        probes.add(indexes[table], hash(table, at), at, Long.BYTES, 100);
    }

    private boolean find(int table, int probe) {
        int at = probes.keyOffset(probe);
        return indexes[table].find(probes, probe, hash(table, at), keys, at, Long.BYTES, entry);
    }

    private void store(int table, int at, int length) {
        long stamp = ++sequence;
        Documents.fill(documents.doc, 0, length, stamp, Documents.keyStamp(keys, at, Long.BYTES));
        indexes[table].reserve(Long.BYTES, documents.doc, 0, length);
        indexes[table].store(keys, at, Long.BYTES, documents.doc, 0, length, stamp);
    }

    /** Few keys, so that a batch changes what it has looked up itself, then many, so that stripes grow and split. */
    @Test
    void shouldFindWhatTheChangesInBetweenHaveLeft() {
        Random random = Seeds.random(KeyProbesTest.class);
        Map<Long, Long> model = new HashMap<>();
        for (int batch = 0; batch < BATCHES; batch++) {
            int bound = batch % 3 == 0 ? 20 : batch / 2 + 20;
            int count = 1 + random.nextInt(KeyProbes.MOST);
            int[] tables = new int[count];
            probes.clear();
            for (int i = 0; i < count; i++) {
                tables[i] = random.nextInt(TABLES);
                add(tables[i], random.nextInt(bound));
            }
            if (random.nextInt(10) != 0) {
                probes.probe();
            }
            for (int i = 0; i < count; i++) {
                change(model, tables[i], i, random);
            }
        }
        assertThat(indexes[0].size() + indexes[1].size()).isEqualTo(model.size());
    }

    private void change(Map<Long, Long> model, int table, int probe, Random random) {
        int at = probes.keyOffset(probe);
        long key = keys.getLong(at) * TABLES + table;
        boolean found = find(table, probe);
        assertThat(found ? entry.sequence() : null).isEqualTo(model.get(key));
        if (found) {
            assertThat(entry.buffer().getLong(entry.keyOffset())).isEqualTo(keys.getLong(at));
            Documents.checkWhole(entry);
        }
        if (random.nextInt(4) == 0) {
            if (found) {
                indexes[table].removeFound(keys, at, Long.BYTES);
            }
            model.remove(key);
        } else if (random.nextInt(8) > 0) {
            store(table, at, random.nextInt(8) == 0 ? random.nextInt(3_000) : 80 + random.nextInt(60));
            model.put(key, sequence);
        }
    }

    @Test
    void shouldRefuseToAnswerFromAnIndexThatWasClosedSince() {
        add(0, 1);
        find(0, 0);
        store(0, 0, 10);
        add(0, 2);
        probes.probe();
        assertThat(find(0, 0)).isTrue();
        indexes[0].close();
        assertThatThrownBy(() -> find(0, 0)).isInstanceOf(EngineClosedException.class);
        probes.probe();
        assertThatThrownBy(() -> find(0, 1)).isInstanceOf(EngineClosedException.class);
    }

    @Test
    void shouldNotAnswerForAnotherIndex() {
        add(0, 1);
        find(0, 0);
        store(0, 0, 10);
        probes.probe();
        assertThat(find(1, 0)).isFalse();
        assertThat(find(0, 0)).isTrue();
    }

    @Test
    void shouldFindWhatLiesAtTheEndOfAChunk() {
        for (int i = 0; i < 40_000; i++) {
            probes.clear();
            add(0, i);
            find(0, 0);
            store(0, 0, 20);
        }
        for (int i = 0; i < 40_000; i++) {
            probes.clear();
            int at = probes.size();
            keys.putLong(at, i);
            probes.add(indexes[0], hash(0, at), at, Long.BYTES, Index.MAX_DOCUMENT_BYTES);
            probes.probe();
            assertThat(find(0, 0)).isTrue();
        }
    }
}
