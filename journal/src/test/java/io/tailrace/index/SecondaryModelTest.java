package io.tailrace.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Secondary indexes against a sorted map, built while they are written, dropped and added again. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SecondaryModelTest {
    private static final int ROUNDS = 40;
    private static final int OPERATIONS = 600;

    /** An entry as the model knows it: what is kept of the key, primary key, position. */
    private record Entry(byte[] kept, long primary, int position, boolean truncated) {
        static final Comparator<Entry> ORDER = Comparator.comparing(Entry::kept, Arrays::compareUnsigned)
                .thenComparing(Entry::primary)
                .thenComparing(Entry::position);

        static Entry of(String key, long primary, int position) {
            byte[] bytes = ListedKeys.bytes(key);
            int kept = Math.min(bytes.length, SecondaryIndex.KEPT_KEY_BYTES);
            return new Entry(Arrays.copyOf(bytes, kept), primary, position, kept < bytes.length);
        }
    }

    /** What the model knows of a document. */
    private record Known(List<String> keys, long sequence) {}

    private final Random random = Seeds.random(SecondaryModelTest.class);
    private final IndexMemory memory = new IndexMemory();
    private final Index index = new Index(memory, random.nextLong());
    private final Documents documents = new Documents();
    private final Map<Long, Known> model = new HashMap<>();
    private final List<SecondaryIndex> secondary = new ArrayList<>();
    private long sequence;

    @Test
    void shouldListDocumentsAsASortedMapDoes() {
        for (int round = 0; round < ROUNDS; round++) {
            if (secondary.size() < 3) {
                secondary.add(index.addSecondary(new ListedKeys()));
            }
            int removals = round % 4 == 3 ? 70 : 20;
            for (int i = 0; i < OPERATIONS; i++) {
                operate(removals);
                if (random.nextInt(3) == 0) {
                    index.work(1 + random.nextInt(5));
                }
            }
            if (random.nextInt(3) > 0) {
                while (index.work(1 + random.nextInt(200))) {
                    operate(removals);
                }
                check();
            }
            if (random.nextInt(3) == 0 && !secondary.isEmpty()) {
                index.removeSecondary(secondary.remove(random.nextInt(secondary.size())));
            }
        }
        giveEverythingBack();
    }

    private void giveEverythingBack() {
        index.close();
        while (index.release(100)) {
            Thread.onSpinWait();
        }
        assertThat(memory.usedBytes()).as("everything given back").isZero();
    }

    private void operate(int removals) {
        long primary = random.nextInt(500);
        documents.key(primary);
        if (random.nextInt(100) < removals) {
            assertThat(documents.remove(index)).isEqualTo(model.remove(primary) != null);
            return;
        }
        Known before = model.get(primary);
        List<String> keys = before == null ? new ArrayList<>() : new ArrayList<>(before.keys);
        change(keys);
        documents.docLength = ListedKeys.write(documents.doc, keys, random.nextInt(30));
        if (random.nextInt(20) == 0) {
            index.find(documents.key, 0, documents.keyLength, new IndexEntry());
            index.reserve(documents.keyLength, documents.doc, 0, documents.docLength);
            return;
        }
        documents.put(index, ++sequence);
        model.put(primary, new Known(keys, sequence));
    }

    private void change(List<String> keys) {
        switch (random.nextInt(6)) {
            case 0 -> keys.clear();
            case 1 -> {
                if (!keys.isEmpty()) {
                    keys.remove(random.nextInt(keys.size()));
                }
            }
            case 2 -> Collections.shuffle(keys, random);
            case 3 -> {
                // as it was
            }
            default -> {
                for (int i = random.nextInt(random.nextInt(40) == 0 ? 300 : 4); i >= 0; i--) {
                    keys.add(random.nextInt(keys.size() + 1), randomKey());
                }
            }
        }
    }

    private String randomKey() {
        String key = "k" + random.nextInt(100);
        return random.nextInt(10) == 0 ? "x".repeat(251 + random.nextInt(6)) + key : key;
    }

    private void check() {
        TreeMap<Entry, Long> expected = new TreeMap<>(Entry.ORDER);
        model.forEach((primary, known) -> {
            for (int i = 0; i < known.keys.size(); i++) {
                expected.put(Entry.of(known.keys.get(i), primary, i), known.sequence);
            }
        });
        for (SecondaryIndex each : secondary) {
            assertThat(each.ready()).isTrue();
            EntryScan scan = each.scan();
            checkRange(scan, expected, new byte[0], new byte[0]);
            for (int i = 0; i < 5; i++) {
                byte[] lower = random.nextInt(4) == 0 ? new byte[0] : randomBound();
                byte[] upper = random.nextInt(4) == 0 ? new byte[0] : randomBound();
                checkRange(scan, expected, lower, upper);
            }
            if (!expected.isEmpty()) {
                goOnAfter(scan, new ArrayList<>(expected.keySet()));
            }
        }
    }

    private byte[] randomBound() {
        byte[] key = ListedKeys.bytes(randomKey());
        return random.nextBoolean() ? key : Arrays.copyOf(key, key.length - 1);
    }

    /** Of a bound that is longer than what is kept of a key, only the begin counts. */
    private static boolean isInside(Entry entry, byte[] lower, byte[] upper) {
        byte[] first = Arrays.copyOf(lower, Math.min(lower.length, SecondaryIndex.KEPT_KEY_BYTES));
        byte[] begin =
                upper.length > SecondaryIndex.KEPT_KEY_BYTES && entry.kept.length == SecondaryIndex.KEPT_KEY_BYTES
                        ? Arrays.copyOf(upper, SecondaryIndex.KEPT_KEY_BYTES)
                        : upper;
        int above = Arrays.compareUnsigned(entry.kept, begin);
        return Arrays.compareUnsigned(entry.kept, first) >= 0
                && (upper.length == 0 || above < 0 || above == 0 && begin.length < upper.length);
    }

    private void checkRange(EntryScan scan, TreeMap<Entry, Long> all, byte[] lower, byte[] upper) {
        List<Entry> inside = new ArrayList<>();
        all.keySet().forEach(entry -> {
            if (isInside(entry, lower, upper)) {
                inside.add(entry);
            }
        });
        for (int direction = 0; direction < 2; direction++) {
            scan.range(new UnsafeBuffer(lower), lower.length, new UnsafeBuffer(upper), upper.length, direction == 1);
            for (Entry entry : inside) {
                assertThat(scan.next()).isTrue();
                checkEntry(scan, entry, all.get(entry));
            }
            assertThat(scan.next()).isFalse();
            Collections.reverse(inside);
        }
    }

    private static void checkEntry(EntryScan scan, Entry entry, long sequence) {
        byte[] kept = new byte[scan.keyLength()];
        scan.entryBuffer().getBytes(scan.entryOffset(), kept);
        Entry found = new Entry(kept, Documents.number(scan.entry()), scan.position(), scan.isTruncated());
        if (Entry.ORDER.compare(found, entry) != 0
                || found.truncated != entry.truncated
                || scan.entry().sequence() != sequence) {
            throw new AssertionError("found=" + found + " expected=" + entry + " sequence=" + sequence);
        }
    }

    private void goOnAfter(EntryScan scan, List<Entry> entries) {
        int place = random.nextInt(entries.size());
        Entry last = entries.get(place);
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[EntryDescriptor.MAX_BYTES]);
        byte[] whole = Arrays.copyOf(last.kept, last.kept.length + (last.truncated ? 7 : 0));
        documents.key(last.primary);
        int length = EntryDescriptor.write(
                buffer,
                0,
                new UnsafeBuffer(whole),
                0,
                whole.length,
                documents.key,
                0,
                documents.keyLength,
                last.position);
        scan.all();
        scan.startAfter(buffer, 0, length);
        assertThat(scan.next()).isEqualTo(place + 1 < entries.size());
        if (place + 1 < entries.size()) {
            checkEntry(scan, entries.get(place + 1), scan.entry().sequence());
        }
        scan.range(buffer, 0, buffer, 0, true);
        scan.startAfter(buffer, 0, length);
        assertThat(scan.next()).isEqualTo(place > 0);
        if (place > 0) {
            checkEntry(scan, entries.get(place - 1), scan.entry().sequence());
        }
    }

    @Test
    void shouldCatchAWrongEntryInTheTestItself() {
        SecondaryIndex added = index.addSecondary(new ListedKeys());
        documents.key(1);
        documents.docLength = ListedKeys.write(documents.doc, List.of("a"), 0);
        documents.put(index, 7);
        while (index.work(1)) {
            Thread.onSpinWait();
        }
        EntryScan scan = added.scan();
        assertThat(scan.next()).isTrue();
        checkEntry(scan, Entry.of("a", 1, 0), 7);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> checkEntry(scan, Entry.of("b", 1, 0), 7))
                .isInstanceOf(AssertionError.class);
    }

    /** Documents with thousands of keys each: the pages of all of them are there before the document is stored. */
    @Test
    void shouldFindRoomForDocumentsOfManyKeys() {
        secondary.add(index.addSecondary(new ListedKeys()));
        while (index.work(100)) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < 36; i++) {
            List<String> keys = new ArrayList<>();
            int kind = i % 6;
            for (int k = 0; k < (kind == 5 ? 900 : 4000); k++) {
                keys.add(
                        switch (kind) {
                            case 0 -> "a" + (1_000_000 + k);
                            case 1 -> "b" + (9_000_000 - k);
                            case 2 -> "c" + random.nextInt();
                            case 3 -> "d";
                            case 4 -> random.nextInt(20) == 0 ? "e".repeat(random.nextInt(250)) + k : "e" + k;
                            default -> "f".repeat(200) + random.nextInt();
                        });
            }
            documents.key(i);
            documents.docLength = ListedKeys.write(documents.doc, keys, 0);
            documents.put(index, ++sequence);
            model.put((long) i, new Known(keys, sequence));
            if (i % 7 == 6) {
                assertThat(documents.key(i - 3).remove(index)).isTrue();
                model.remove((long) i - 3);
            }
        }
        check();
        long entries =
                model.values().stream().mapToLong(known -> known.keys.size()).sum();
        assertThat(secondary.get(0).bytes() / entries)
                .as("pages kept for the next one included")
                .isLessThan(400);
        giveEverythingBack();
    }

    /** Keys that go down after keys that went up share pages, and do not get one each. */
    @Test
    void shouldShareThePagesOfKeysThatGoDown() {
        SecondaryIndex added = index.addSecondary(new ListedKeys());
        for (int i = 0; i < 20_000; i++) {
            documents.key(i);
            int number = i < 5_000 ? 1_000_000 + i : 9_000_000 - i;
            documents.docLength = ListedKeys.write(documents.doc, List.of("" + number), 0);
            documents.put(index, i);
        }
        while (index.work(1000)) {
            Thread.onSpinWait();
        }
        assertThat(added.bytes() / 20_000).isLessThan(80);
    }
}
