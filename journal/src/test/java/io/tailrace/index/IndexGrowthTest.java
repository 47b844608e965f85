package io.tailrace.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The hash part keeps its budget at every size on the way up. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IndexGrowthTest {
    private static final int KEYS = 400_000;
    private static final int BUDGET_BYTES = 32;

    @Test
    void shouldCostAtMostThirtyTwoBytesAKeyBesideTheDocument() {
        Index index = new Index(new IndexMemory(), 99);
        Documents documents = new Documents();
        for (int i = 1; i <= KEYS; i++) {
            documents.key(i).doc(i, 16).put(index, i);
            if (i >= 10_000 && i % 2000 == 0) {
                double bytes = (double) (index.hashBytes() + index.recordHeaderBytes()) / i;
                assertThat(bytes).as("bytes a key at keys=%d", i).isLessThanOrEqualTo(BUDGET_BYTES);
            }
        }
        ReadCopy copy = new ReadCopy();
        for (int i = 1; i <= KEYS; i += 7) {
            assertThat(documents.key(i).read(index, copy)).isEqualTo(16);
            assertThat(copy.sequence()).isEqualTo(i);
        }
        assertThat(documents.key(KEYS + 1).read(index, copy)).isEqualTo(Index.NOT_FOUND);
    }

    @Test
    void shouldCostNoMoreWhereItWasToldHowManyKeysCome() {
        Documents documents = new Documents();
        ReadCopy copy = new ReadCopy();
        for (int keys = 1; keys < KEYS; keys = keys * 3 + 1) {
            Index index = new Index(new IndexMemory(), keys);
            index.expect(keys);
            for (int i = 1; i <= keys; i++) {
                documents.key(i).doc(i, 16).put(index, i);
            }
            double bytes = (double) (index.hashBytes() + index.recordHeaderBytes()) / keys;
            if (keys >= 10_000) {
                assertThat(bytes).as("bytes a key at keys=%d", keys).isLessThanOrEqualTo(BUDGET_BYTES);
            }
            for (int i = 1; i <= keys; i += 7) {
                assertThat(documents.key(i).read(index, copy)).isEqualTo(16);
                assertThat(copy.sequence()).isEqualTo(i);
            }
        }
    }
}
