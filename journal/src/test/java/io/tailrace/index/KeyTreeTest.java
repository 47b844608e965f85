package io.tailrace.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.testing.Seeds;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ordered keys of all lengths against a sorted set. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeyTreeTest {
    private final IndexMemory memory = new IndexMemory();
    private final KeyTree tree = new KeyTree(memory);
    private final KeyBatch batch = new KeyBatch(memory, new StripeDirectory(memory));
    private final UnsafeBuffer key = new UnsafeBuffer(ByteBuffer.allocateDirect(KeyTree.MAX_KEY_BYTES));
    private final TreeSet<byte[]> model = new TreeSet<>(Arrays::compareUnsigned);

    @Test
    void shouldHoldKeysOfAllLengthsAsASortedSetDoes() {
        Random random = Seeds.random(KeyTreeTest.class);
        for (int round = 0; round < 12; round++) {
            int removals = round % 4 == 3 ? 95 : 25;
            for (int i = 0; i < 8000; i++) {
                if (random.nextInt(100) < removals) {
                    remove(existing(random));
                } else {
                    insert(random(random));
                }
            }
            assertSame();
        }
        while (!model.isEmpty()) {
            remove(model.first());
        }
        assertSame();
        assertThat(tree.remove(key, 0, 1)).isFalse();
    }

    @Test
    void shouldFillPagesWithKeysThatOnlyGoUp() {
        for (long i = 0; i < 50_000; i++) {
            insert(ByteBuffer.allocate(8).putLong(i).array());
        }
        assertSame();
        assertThat((double) tree.bytes() / model.size()).isLessThan(18);
    }

    @Test
    void shouldUsePagesAgainWhenAQueueMovesThroughTheTree() {
        int length = 2000;
        long bytes = 0;
        for (long i = 0; i < 100_000; i++) {
            insert(ByteBuffer.allocate(8).putLong(i).array());
            if (i >= length) {
                remove(ByteBuffer.allocate(8).putLong(i - length).array());
            }
            bytes = i == 5L * length ? tree.bytes() : bytes;
        }
        assertSame();
        assertThat(tree.bytes()).isEqualTo(bytes);
    }

    @Test
    void shouldSplitPagesThatMixTheShortestAndTheLongestKeys() {
        for (int i = 0; i < 30_000; i++) {
            insert(ByteBuffer.allocate(i % 100 == 0 ? KeyTree.MAX_KEY_BYTES : 3)
                    .put((byte) (i * 31 >> 8))
                    .put((byte) (i * 31))
                    .put((byte) (i >> 13))
                    .array());
        }
        assertSame();
    }

    private byte[] existing(Random random) {
        byte[] sought = random(random);
        byte[] found = model.ceiling(sought);
        return found == null ? sought : found;
    }

    private static byte[] random(Random random) {
        int kind = random.nextInt(100);
        int length = kind == 0
                ? KeyTree.MAX_KEY_BYTES - random.nextInt(3)
                : kind < 5 ? random.nextInt(KeyTree.MAX_KEY_BYTES + 1) : random.nextInt(14);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (random.nextInt(4) * 85);
        }
        return bytes;
    }

    private void insert(byte[] bytes) {
        key.putBytes(0, bytes);
        assertThat(tree.reserve()).isTrue();
        assertThat(tree.insert(key, 0, bytes.length)).isEqualTo(model.add(bytes));
    }

    private void remove(byte[] bytes) {
        key.putBytes(0, bytes);
        assertThat(tree.remove(key, 0, bytes.length)).isEqualTo(model.remove(bytes));
    }

    private void assertSame() {
        batch.seek(key, 0, 0);
        List<byte[]> met = new ArrayList<>();
        while (batch.next(tree)) {
            byte[] bytes = new byte[batch.keyLength()];
            batch.buffer().getBytes(batch.keyOffset(), bytes);
            met.add(bytes);
        }
        assertThat(met.toArray(new byte[0][])).isDeepEqualTo(model.toArray(new byte[0][]));
    }
}
