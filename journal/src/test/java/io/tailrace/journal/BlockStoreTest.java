package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every block store does, one test for all of them. */
@ParameterizedClass
@EnumSource(BlockStoreTest.Kind.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BlockStoreTest {
    enum Kind {
        MEMORY,
        CHRONICLE
    }

    @Parameter
    Kind kind;

    @TempDir
    Path directory;

    private final UnsafeBuffer block = new UnsafeBuffer(0, 0);

    static JournalConfig small() {
        return new JournalConfig()
                .segmentBytes(1 << 20)
                .largestBlockBytes(64 << 10)
                .reserveStepBytes(64 << 10)
                .conclude();
    }

    private BlockStore open() {
        return kind == Kind.MEMORY
                ? new MemoryBlockStore(small())
                : new ChronicleBlockStore(
                        new SegmentFiles(directory),
                        1,
                        0,
                        small(),
                        new ForceOrder(directory, small().disk()),
                        Fence.NONE,
                        null);
    }

    @Test
    void shouldGiveBlocksInTheOrderOfTheirCommits() {
        try (BlockStore store = open()) {
            BlockCursor cursor = store.cursor();
            assertThat(cursor.next(block)).isFalse();
            for (int i = 1; i <= 1_000; i++) {
                write(store, i, 8 * (1 + i % 100));
                assertThat(cursor.next(block)).isTrue();
                assertThat(block.capacity()).isEqualTo(8 * (1 + i % 100));
                assertThat(block.getLong(0)).isEqualTo(i);
            }
            assertThat(cursor.next(block)).isFalse();
        }
    }

    @Test
    void shouldShowNothingOfABlockBeforeItsCommit() {
        try (BlockStore store = open()) {
            BlockCursor cursor = store.cursor();
            UnsafeBuffer composing = new UnsafeBuffer(0, 0);
            store.begin(composing, 64);
            composing.setMemory(0, 64, (byte) 7);
            assertThat(cursor.next(block)).isFalse();
            store.commit(64);
            assertThat(cursor.next(block)).isTrue();
        }
    }

    @Test
    void shouldLeaveNothingOfAnAbandonedBlock() {
        try (BlockStore store = open()) {
            BlockCursor cursor = store.cursor();
            UnsafeBuffer composing = new UnsafeBuffer(0, 0);
            write(store, 1, 16);
            for (int i = 0; i < 100; i++) {
                store.begin(composing, 4_000);
                composing.setMemory(0, 4_000, (byte) -1);
                store.abort(4_000);
            }
            store.begin(composing, 4_000);
            for (int i = 0; i < 4_000; i++) {
                assertThat(composing.getByte(i)).isZero();
            }
            store.abort(0);
            write(store, 2, 24);
            assertThat(values(cursor)).containsExactly(1L, 2L);
        }
    }

    @Test
    void shouldKeepWhatIsComposedWhenItNeedsMoreRoom() {
        try (BlockStore store = open()) {
            UnsafeBuffer composing = new UnsafeBuffer(0, 0);
            store.begin(composing, 8);
            for (int i = 0; i < (64 << 10); i += 8) {
                store.room(composing, i + 8);
                composing.putLong(i, i);
            }
            store.commit(64 << 10);
            BlockCursor cursor = store.cursor();
            assertThat(cursor.next(block)).isTrue();
            for (int i = 0; i < (64 << 10); i += 8) {
                assertThat(block.getLong(i)).isEqualTo(i);
            }
        }
    }

    @Test
    void shouldCrossSegmentsInOrder() {
        try (BlockStore store = open()) {
            BlockCursor live = store.cursor();
            List<Long> seen = new ArrayList<>();
            for (int i = 1; i <= 500; i++) {
                if (i % 50 == 0) {
                    store.roll();
                    assertThat(store.usedBytes()).isZero();
                }
                write(store, i, 64);
                assertThat(live.next(block)).isTrue();
                seen.add(block.getLong(0));
                assertThat(live.segment()).isEqualTo(1 + i / 50);
            }
            assertThat(store.segment()).isEqualTo(11);
            assertThat(store.lastSegment()).isEqualTo(11);
            assertThat(values(store.cursor())).isEqualTo(seen).hasSize(500);
        }
    }

    @Test
    void shouldTellHowMuchIsWrittenAsANumberThatGrows() {
        try (BlockStore store = open()) {
            long before = store.writtenBytes();
            for (int i = 1; i <= 500; i++) {
                if (i % 50 == 0) {
                    store.roll();
                    assertThat(store.writtenBytes()).isEqualTo(before);
                }
                write(store, i, 64);
                long written = store.writtenBytes();
                assertThat(written).isGreaterThanOrEqualTo(before);
                if (kind == Kind.CHRONICLE) {
                    assertThat(written).isEqualTo((store.segment() - 1L) * small().segmentBytes() + store.usedBytes());
                }
                before = written;
            }
            assertThat(before).isPositive();
        }
    }

    @Test
    void shouldGoBackToAnyPositionItGave() {
        try (BlockStore store = open()) {
            List<long[]> places = new ArrayList<>();
            for (int i = 1; i <= 300; i++) {
                if (i % 100 == 0) {
                    store.roll();
                }
                int segment = store.segment();
                places.add(new long[] {segment, write(store, i, 8 * (i % 30 + 1))});
            }
            BlockCursor cursor = store.cursor();
            long seed = Seeds.fresh(BlockStoreTest.class);
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < 1_000; i++) {
                int index = random.nextInt(places.size());
                long[] place = places.get(index);
                cursor.seek((int) place[0], place[1]);
                assertThat(cursor.next(block)).isTrue();
                assertThat(block.getLong(0)).isEqualTo(index + 1);
                assertThat(cursor.segment()).isEqualTo((int) place[0]);
                assertThat(cursor.position()).isEqualTo(place[1]);
            }
            cursor.seek(2, BlockCursor.START);
            assertThat(cursor.next(block)).isTrue();
            assertThat(block.getLong(0)).isEqualTo(100);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 72, 4_096, 65_536})
    void shouldAlignBlocksToEightBytes(int length) {
        try (BlockStore store = open()) {
            BlockCursor cursor = store.cursor();
            for (int i = 0; i < 5; i++) {
                write(store, i, length);
                assertThat(cursor.next(block)).isTrue();
                assertThat(block.addressOffset() & 7).isZero();
            }
        }
    }

    @Test
    void shouldServeACursorOnAnotherThreadWhileItIsWritten() throws InterruptedException {
        try (BlockStore store = open()) {
            int count = 50_000;
            long[] sum = new long[1];
            BlockCursor cursor = store.cursor();
            Thread reader = new Thread(() -> {
                UnsafeBuffer view = new UnsafeBuffer(0, 0);
                for (int i = 1; i <= count; ) {
                    if (cursor.next(view)) {
                        if (view.getLong(0) != i) {
                            return;
                        }
                        sum[0] += view.getLong(0);
                        i++;
                    } else {
                        Thread.onSpinWait();
                    }
                }
            });
            reader.start();
            for (int i = 1; i <= count; i++) {
                if (store.usedBytes() + (64 << 10) > 1 << 20) {
                    store.roll();
                }
                write(store, i, 128);
                if (i % 64 == 0) {
                    store.maintain();
                }
            }
            reader.join();
            assertThat(sum[0]).isEqualTo((long) count * (count + 1) / 2);
        }
    }

    @Test
    void shouldLeaveNoFileBehindThatWasOnlyPrepared() throws IOException {
        try (BlockStore store = open()) {
            write(store, 1, 8);
            store.roll();
            write(store, 2, 8);
            store.roll();
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> !name.equals("metadata.cq4t")))
                    .hasSize(kind == Kind.MEMORY ? 0 : 2)
                    .allMatch(name -> name.endsWith(".cq4"));
        }
    }

    @Test
    void shouldCloseTwice() {
        BlockStore store = open();
        write(store, 1, 8);
        store.close();
        store.close();
    }

    private static long write(BlockStore store, long value, int length) {
        UnsafeBuffer composing = new UnsafeBuffer(0, 0);
        store.begin(composing, length);
        composing.putLong(0, value);
        return store.commit(length);
    }

    private List<Long> values(BlockCursor cursor) {
        List<Long> values = new ArrayList<>();
        while (cursor.next(block)) {
            values.add(block.getLong(0));
        }
        return values;
    }
}
