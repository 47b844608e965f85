package io.tailrace.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.index.Index;
import io.tailrace.index.IndexMemory;
import io.tailrace.journal.JournalAppender;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys chosen so that a hash without a secret seed would send all of them to one place. */
@Timeout(120)
class StagedChangesTest {
    private static final int PAIRS = 14;
    private static final int KEYS = 1 << PAIRS;

    /** A multiple of four, so that the hash reads no single bytes: who reads some compares keys. */
    private static final int KEY_LENGTH = 2 * PAIRS;

    /** Looked for once, noted once, moved twice while the table grows; a key is told from another by few bytes. */
    private static final int MOST_BYTES_A_KEY = 100;

    private long bytesCompared;

    private final UnsafeBuffer arena = new UnsafeBuffer(new byte[KEYS * KEY_LENGTH]) {
        @Override
        public byte getByte(int index) {
            bytesCompared++;
            return super.getByte(index);
        }
    };

    @Test
    void shouldFindAPlaceForEachOfManyChosenKeysInAFewSteps() {
        LiveTable table = new LiveTable(0, "t", "id", new Index(new IndexMemory(), 99));
        StagedChanges staged = new StagedChanges(arena);
        for (int number = 0; number < KEYS; number++) {
            int offset = number * KEY_LENGTH;
            key(number, offset);
            assertThat(staged.find(table, hash(table, offset), offset, KEY_LENGTH))
                    .isEqualTo(StagedChanges.NONE);
            staged.add(table, hash(table, offset), offset, KEY_LENGTH, 0, StagedChanges.NONE, 0, 0, 0);
        }
        System.out.println("bytes compared=" + bytesCompared + " keys=" + KEYS);
        assertThat(bytesCompared).isPositive().isLessThan((long) KEYS * MOST_BYTES_A_KEY);
        for (int number = 0; number < KEYS; number++) {
            assertThat(staged.find(table, hash(table, number * KEY_LENGTH), number * KEY_LENGTH, KEY_LENGTH))
                    .isEqualTo(number);
        }
    }

    @Test
    void shouldKeepTheSumOfWhatItsChangesTakeInABlock() {
        LiveTable table = new LiveTable(0, "t", "id", new Index(new IndexMemory(), 99));
        StagedChanges staged = new StagedChanges(arena);
        for (int round = 0; round < 2; round++) {
            assertThat(staged.changeBytes()).isZero();
            for (int i = 0; i < 200; i++) {
                int oldLength = i % 3 == 0 ? StagedChanges.NONE : 8 * i;
                int newLength = i % 3 == 1 ? StagedChanges.NONE : 16 * i;
                staged.add(
                        table, hash(table, i * KEY_LENGTH), i * KEY_LENGTH, KEY_LENGTH, 0, oldLength, 0, 0, newLength);
                assertThat(staged.changeBytes()).isEqualTo(summed(staged));
            }
            staged.newImage(198, 0, 24);
            staged.newImage(2, 8, 48);
            assertThat(staged.changeBytes()).isEqualTo(summed(staged));
            staged.clear();
        }
    }

    private long hash(LiveTable table, int offset) {
        return table.index().hash(arena, offset, KEY_LENGTH);
    }

    private static long summed(StagedChanges staged) {
        long bytes = 0;
        for (int i = 0; i < staged.size(); i++) {
            bytes += JournalAppender.changeBytes(staged.keyLength(i), staged.oldLength(i), staged.newLength(i));
        }
        return bytes;
    }

    /** "Aa" and "BB" have the same polynomial hash with the factor 31. */
    private void key(int number, int offset) {
        for (int bit = 0; bit < PAIRS; bit++) {
            byte[] pair = (number >>> bit & 1) == 0 ? new byte[] {'A', 'a'} : new byte[] {'B', 'B'};
            arena.putBytes(offset + 2 * bit, pair);
        }
    }
}
