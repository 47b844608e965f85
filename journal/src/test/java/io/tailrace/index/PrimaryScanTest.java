package io.tailrace.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.bytes.Bytes;
import io.tailrace.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scans of the primary order with bounds and in both directions, and what a walk has after it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PrimaryScanTest {
    private final Random random = Seeds.random(PrimaryScanTest.class);
    private final Index index = new Index(new IndexMemory(), random.nextLong());
    private final Documents documents = new Documents();
    private final TreeMap<byte[], Long> model = new TreeMap<>(Arrays::compareUnsigned);
    private final EntryScan scan = index.entries();
    private long sequence;

    @Test
    void shouldScanAnyRangeInEitherDirectionAsASortedMapDoes() {
        for (int round = 0; round < 30; round++) {
            int removals = round % 4 == 3 ? 80 : 20;
            for (int i = 0; i < 400; i++) {
                operate(removals);
            }
            build();
            for (int i = 0; i < 10; i++) {
                checkRange(randomBound(), randomBound());
            }
            checkRange(new byte[0], new byte[0]);
        }
    }

    private void operate(int removals) {
        byte[] key = randomKey();
        documents.key.putBytes(0, key);
        documents.keyLength = key.length;
        if (random.nextInt(100) < removals) {
            assertThat(documents.remove(index)).isEqualTo(model.remove(key) != null);
        } else {
            documents.doc(++sequence, random.nextInt(100)).put(index, sequence);
            model.put(key, sequence);
        }
    }

    private void build() {
        while (!scan.ready()) {
            assertThat(index.work(100)).isTrue();
        }
    }

    private byte[] randomKey() {
        byte[] key = new byte[random.nextInt(20) == 0 ? random.nextInt(Index.MAX_KEY_BYTES + 1) : 4];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) random.nextInt(i < 4 ? 256 : 2);
        }
        return key;
    }

    private byte[] randomBound() {
        byte[] near = model.isEmpty() || random.nextBoolean() ? randomKey() : model.ceilingKey(model.firstKey());
        return switch (random.nextInt(4)) {
            case 0 -> new byte[0];
            case 1 -> Arrays.copyOf(near, near.length / 2);
            case 2 -> Arrays.copyOf(near, near.length + 200);
            default -> near;
        };
    }

    private void checkRange(byte[] lower, byte[] upper) {
        NavigableMap<byte[], Long> inside = model;
        if (lower.length > 0) {
            inside = inside.tailMap(lower, true);
        }
        if (upper.length > 0) {
            inside = lower.length > 0 && Arrays.compareUnsigned(lower, upper) >= 0
                    ? new TreeMap<>(Arrays::compareUnsigned)
                    : inside.headMap(upper, false);
        }
        List<Long> up = new ArrayList<>(inside.values());
        List<Long> down = new ArrayList<>(inside.descendingMap().values());
        assertThat(scanned(lower, upper, false)).isEqualTo(up);
        assertThat(scanned(lower, upper, true)).isEqualTo(down);
        if (!inside.isEmpty()) {
            goOnAfter(lower, upper, new ArrayList<>(inside.keySet()), up);
        }
    }

    private void goOnAfter(byte[] lower, byte[] upper, List<byte[]> keys, List<Long> sequences) {
        int place = random.nextInt(keys.size());
        byte[] last = keys.get(place);
        start(lower, upper, false);
        scan.startAfter(new UnsafeBuffer(last), 0, last.length);
        assertThat(rest()).isEqualTo(sequences.subList(place + 1, sequences.size()));
        start(lower, upper, true);
        scan.startAfter(new UnsafeBuffer(last), 0, last.length);
        List<Long> before = new ArrayList<>(sequences.subList(0, place));
        java.util.Collections.reverse(before);
        assertThat(rest()).isEqualTo(before);
    }

    private List<Long> scanned(byte[] lower, byte[] upper, boolean descending) {
        start(lower, upper, descending);
        return rest();
    }

    private void start(byte[] lower, byte[] upper, boolean descending) {
        scan.range(new UnsafeBuffer(lower), lower.length, new UnsafeBuffer(upper), upper.length, descending);
    }

    private List<Long> rest() {
        List<Long> met = new ArrayList<>();
        while (scan.next()) {
            Documents.checkWhole(scan.entry());
            IndexEntry entry = scan.entry();
            assertThat(scan.keyLength() == entry.keyLength()
                            && scan.entryLength() == entry.keyLength()
                            && !scan.isTruncated()
                            && scan.position() == 0
                            && Bytes.equal(
                                    scan.entryBuffer(),
                                    scan.entryOffset(),
                                    entry.buffer(),
                                    entry.keyOffset(),
                                    entry.keyLength()))
                    .isTrue();
            met.add(scan.entry().sequence());
        }
        assertThat(scan.next()).isFalse();
        return met;
    }

    @Test
    void shouldCatchAWrongDirectionInTheTestItself() {
        for (int i = 0; i < 5; i++) {
            documents.key(i).doc(i, 10).put(index, i);
        }
        build();
        assertThat(scanned(new byte[0], new byte[0], true)).isNotEqualTo(List.of(0L, 1L, 2L, 3L, 4L));
    }

    @Test
    void shouldAskToWaitUntilTheOrderIsBuilt() {
        documents.key(1).doc(1, 10).put(index, 1);
        assertThat(scan.ready()).isFalse();
        assertThatThrownBy(scan::next).isInstanceOf(IllegalStateException.class).hasMessageContaining("ready()");
        build();
        scan.all();
        assertThat(scan.next()).isTrue();
    }
}
