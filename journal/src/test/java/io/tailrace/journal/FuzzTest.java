package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.DocumentTarget;
import io.tailrace.error.CorruptJournalException;
import io.tailrace.testing.FuzzCorpus;
import io.tailrace.testing.FuzzDriver;
import io.tailrace.testing.FuzzTarget;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Who reads bytes from a disk takes them or refuses them, with a type and a text, whatever they are: it does not crash,
 * hang, read elsewhere or ask for much memory. All inputs that are kept are read in every build, and with
 * {@code -Dtailrace.fuzz=SECONDS} more are looked for.
 */
class FuzzTest {
    static final List<Class<? extends FuzzTarget>> TARGETS = List.of(
            BlockTarget.class,
            SegmentTarget.class,
            DocumentTarget.class,
            SnapshotTarget.class,
            CursorTarget.class,
            WatermarkTarget.class,
            BookkeepingTarget.class,
            StretchTarget.class);

    private static final int LIES = 2_000;
    /** Each of these makes a journal. */
    private static final int SLOW_LIES = 30;

    @TestFactory
    Stream<DynamicTest> shouldTakeOrRefuseWhateverBytesThereAre() {
        return TARGETS.stream()
                .map(target -> DynamicTest.dynamicTest(target.getSimpleName(), () -> {
                    FuzzCorpus corpus = new FuzzCorpus(target);
                    assertThat(corpus.replay()).isPositive();
                    System.out.print(corpus.fuzz());
                }));
    }

    /** Every number that may be a length or an offset says too much, too little, or the opposite of anything. */
    @TestFactory
    Stream<DynamicTest> shouldBelieveNoLengthThatLies() {
        return TARGETS.stream()
                .map(target -> DynamicTest.dynamicTest(target.getSimpleName(), () -> {
                    int most = target == StretchTarget.class ? SLOW_LIES : LIES;
                    assertThat(new FuzzCorpus(target).lie(most)).isGreaterThan(most / 4);
                }));
    }

    @Test
    void shouldTellARefusalFromABug() throws Exception {
        assertThat(FuzzDriver.check(input -> true, new byte[1])).isTrue();
        assertThat(FuzzDriver.check(
                        input -> {
                            throw new CorruptJournalException("file", 0, "is damaged");
                        },
                        new byte[1]))
                .isFalse();
        assertThatThrownBy(() -> FuzzDriver.check(input -> input[1] == 0, new byte[1]))
                .isInstanceOf(ArrayIndexOutOfBoundsException.class);
        assertThatThrownBy(() ->
                        FuzzDriver.check(input -> new byte[FuzzTarget.MOST_BYTES + 2_000].length > 0, new byte[1]))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("had it allocate");
    }
}
