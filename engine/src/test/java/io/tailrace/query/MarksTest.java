package io.tailrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MarksTest {
    private static List<Integer> walk(Marks marks) {
        List<Integer> walked = new ArrayList<>();
        for (int slot = marks.next(0); slot != Marks.NONE; slot = marks.next(slot + 1)) {
            walked.add(slot);
        }
        return walked;
    }

    @Test
    void shouldWalkSlotsInAscendingOrderHoweverFarApart() {
        Marks marks = new Marks();
        for (int slot : new int[] {63, 0, 64, 1_000_000, 4_095, 4_096, 262_143, 262_144, 64}) {
            marks.mark(slot);
        }
        assertThat(walk(marks)).containsExactly(0, 63, 64, 4_095, 4_096, 262_143, 262_144, 1_000_000);
        assertThat(marks.isMarked(4_096)).isTrue();
        assertThat(marks.isMarked(4_097)).isFalse();
        assertThat(marks.isMarked(20_000_000)).isFalse();
        assertThat(marks.next(1_000_001)).isEqualTo(Marks.NONE);
    }

    @Test
    void shouldBeEmptyAfterClearing() {
        Marks marks = new Marks();
        assertThat(marks.isEmpty()).isTrue();
        marks.mark(5);
        marks.mark(70_000);
        assertThat(marks.isEmpty()).isFalse();
        marks.clear();
        assertThat(marks.isEmpty()).isTrue();
        assertThat(walk(marks)).isEmpty();
        marks.mark(70_000);
        assertThat(walk(marks)).containsExactly(70_000);
    }

    @Test
    void shouldHoldWhatASortedSetHolds() {
        Random random = Seeds.random(MarksTest.class);
        Marks marks = new Marks();
        TreeSet<Integer> model = new TreeSet<>();
        for (int round = 0; round < 300; round++) {
            int bound = 1 << random.nextInt(22);
            for (int i = random.nextInt(200); i > 0; i--) {
                int slot = random.nextInt(bound);
                marks.mark(slot);
                model.add(slot);
            }
            for (int i = random.nextInt(50); i > 0; i--) {
                int slot = random.nextBoolean() && !model.isEmpty() ? model.first() : random.nextInt(bound << 1);
                marks.clear(slot);
                model.remove(slot);
            }
            assertThat(walk(marks)).containsExactlyElementsOf(model);
            int from = random.nextInt(bound);
            Integer ceiling = model.ceiling(from);
            assertThat(marks.next(from)).isEqualTo(ceiling == null ? Marks.NONE : ceiling);
            if (random.nextInt(3) == 0) {
                marks.clear();
                model.clear();
            }
        }
    }
}
