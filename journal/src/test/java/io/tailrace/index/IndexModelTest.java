package io.tailrace.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.testing.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Random operations against a sorted map, on several indexes that share their memory. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IndexModelTest {
    private static final int TABLES = 3;
    private static final int ROUNDS = 6;
    private static final int OPERATIONS = 15_000;

    /** What the model knows of a key: sequence and length of its document. */
    private record Known(long sequence, int length) {}

    private final Documents documents = new Documents();
    private final ReadCopy copy = new ReadCopy();
    private final IndexEntry entry = new IndexEntry();
    private long sequence;

    @Test
    void shouldAnswerAsASortedMapDoes() {
        Random random = Seeds.random(IndexModelTest.class);
        IndexMemory memory = new IndexMemory();
        List<Index> indexes = new ArrayList<>();
        List<TreeMap<String, Known>> models = new ArrayList<>();
        for (int i = 0; i < TABLES; i++) {
            indexes.add(new Index(memory, random.nextLong()));
            models.add(new TreeMap<>());
        }
        for (int round = 0; round < ROUNDS; round++) {
            int removals = round % 3 == 2 ? 70 : 20;
            for (int i = 0; i < OPERATIONS; i++) {
                int table = random.nextInt(TABLES);
                operate(indexes.get(table), models.get(table), random, removals);
            }
            for (int table = 0; table < TABLES; table++) {
                check(indexes.get(table), models.get(table), random);
            }
        }
        indexes.forEach(index -> {
            reserveOnly(index, random);
            index.close();
            while (index.release(1000)) {
                Thread.onSpinWait();
            }
        });
        assertThat(memory.usedBytes()).as("everything given back").isZero();
    }

    /** What a change does that is given up after it has reserved its room. */
    private void reserveOnly(Index index, Random random) {
        documents.key(randomKey(random));
        index.find(documents.key, 0, documents.keyLength, entry);
        index.reserve(documents.keyLength, documents.doc, 0, Documents.randomLength(random));
    }

    private void operate(Index index, TreeMap<String, Known> model, Random random, int removals) {
        String key = randomKey(random);
        documents.key(key);
        if (random.nextInt(100) < removals) {
            assertThat(documents.remove(index)).isEqualTo(model.remove(key) != null);
        } else {
            int length = Documents.randomLength(random);
            documents.doc(++sequence, length).put(index, sequence);
            model.put(key, new Known(sequence, length));
        }
        if (random.nextInt(16) == 0) {
            reserveOnly(index, random);
        }
        if (random.nextInt(4) == 0) {
            index.work(3);
        }
        checkKey(index, model, randomKey(random));
    }

    private static String randomKey(Random random) {
        int number = random.nextInt(4000);
        String text = "k" + number;
        return number % 97 == 0 ? text.repeat(Index.MAX_KEY_BYTES / text.length()) : number == 1 ? "" : text;
    }

    private void checkKey(Index index, TreeMap<String, Known> model, String key) {
        documents.key(key);
        Known known = model.get(key);
        int length = documents.read(index, copy);
        boolean found = index.find(documents.key, 0, documents.keyLength, entry);
        assertThat(found).isEqualTo(known != null);
        assertThat(index.contains(documents.key, 0, documents.keyLength)).isEqualTo(known != null);
        if (known == null) {
            assertThat(length).isEqualTo(Index.NOT_FOUND);
            return;
        }
        assertThat(length).isEqualTo(known.length);
        assertThat(copy.length()).isEqualTo(known.length);
        assertThat(copy.sequence()).isEqualTo(known.sequence);
        assertThat(index.version(documents.key, 0, documents.keyLength)).isEqualTo(known.sequence);
        assertThat(Documents.isWhole(copy.buffer(), 0, length, known.sequence, keyStamp()))
                .isTrue();
        assertThat(Documents.text(entry)).isEqualTo(key);
        assertThat(entry.docLength()).isEqualTo(known.length);
        Documents.checkWhole(entry);
    }

    private long keyStamp() {
        return Documents.keyStamp(documents.key, 0, documents.keyLength);
    }

    private void check(Index index, TreeMap<String, Known> model, Random random) {
        assertThat(index.size()).isEqualTo(model.size());
        assertThat(index.documentBytes())
                .isEqualTo(model.values().stream().mapToLong(Known::length).sum());
        assertThat(index.keyBytes())
                .isEqualTo(model.keySet().stream().mapToLong(String::length).sum());
        checkWalk(index, model);
        EntryScan scan = index.entries();
        while (!scan.ready()) {
            assertThat(index.work(100)).isTrue();
        }
        checkScan(scan, new ArrayList<>(model.keySet()), model);
        String from = randomKey(random);
        documents.key(from);
        scan.range(documents.key, documents.keyLength, documents.key, 0, false);
        checkScan(scan, new ArrayList<>(model.tailMap(from).keySet()), model);
    }

    private static void checkWalk(Index index, TreeMap<String, Known> model) {
        Map<String, Long> met = new HashMap<>();
        IndexWalk walk = index.walk();
        while (walk.next()) {
            Documents.checkWhole(walk.entry());
            assertThat(met.put(Documents.text(walk.entry()), walk.entry().sequence()))
                    .isNull();
        }
        assertThat(met.keySet()).isEqualTo(model.keySet());
        met.forEach((key, last) -> assertThat(last).isEqualTo(model.get(key).sequence()));
    }

    private static void checkScan(EntryScan scan, List<String> expected, Map<String, Known> model) {
        List<String> met = new ArrayList<>();
        while (scan.next()) {
            Documents.checkWhole(scan.entry());
            String key = Documents.text(scan.entry());
            met.add(key);
            assertThat(scan.entry().sequence()).isEqualTo(model.get(key).sequence());
        }
        assertThat(met).isEqualTo(expected);
    }
}
