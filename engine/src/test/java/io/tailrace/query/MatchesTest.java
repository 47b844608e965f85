package io.tailrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** By which documents a change is of concern to whom, over more changes than are told apart. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class MatchesTest {
    private static final int CHANGES = 3 * (1 << 14) + 5;

    private final Marks marks = new Marks();
    private final Matches matches = new Matches(marks);

    @Test
    void shouldAddWhatIsSaidOfOneChange() {
        matches.move();
        matches.mark(70, Matches.BEFORE);
        matches.mark(70, Matches.AFTER);
        matches.mark(71, Matches.NEITHER);
        assertThat(matches.sides(70)).isEqualTo(Matches.BOTH);
        assertThat(matches.sides(71)).isEqualTo(Matches.NEITHER);
        assertThat(marks.isMarked(70)).isTrue();
        assertThat(marks.isMarked(71)).isTrue();
    }

    @Test
    void shouldKnowNothingOfEarlierChangesHoweverMany() {
        matches.move();
        matches.mark(0, Matches.BOTH); // and never again
        for (int change = 1; change < CHANGES; change++) {
            matches.move();
            assertThat(matches.sides(0)).isEqualTo(Matches.NEITHER);
            int slot = 1 + change % 100;
            assertThat(matches.sides(slot)).isEqualTo(Matches.NEITHER);
            int sides = 1 + change % 3;
            matches.mark(slot, sides);
            assertThat(matches.sides(slot)).isEqualTo(sides);
        }
    }

    @Test
    void shouldKnowNothingOfASlotThatIsNew() {
        matches.move();
        assertThat(matches.sides(1 << 20)).isEqualTo(Matches.NEITHER);
        assertThat(matches.touch(1 << 20)).isZero();
    }
}
