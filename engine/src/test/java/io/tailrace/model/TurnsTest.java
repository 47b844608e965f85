package io.tailrace.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.model.Turns.Turn;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the comparison of groups would notice of an order that is wrong. */
class TurnsTest {
    private static final Turn OLD = new Turn(1, -1, 7, 20);
    private static final Turn YOUNG = new Turn(2, -1, 7, 20);
    private static final Turn LATER = new Turn(1, -1, 8, 20);
    private static final Turn LATER_IN_TIME = new Turn(1, -1, 9, 30);
    private static final Turn OLD_ON_READ = new Turn(1, 0, 5, 15);
    private static final Turn YOUNG_ON_READ = new Turn(2, 0, 4, 15);
    private static final Turn WINDOW = new Turn(2, 10, 6, 19);
    private static final Turn OLDEST_WINDOW = new Turn(0, 10, 6, 19);

    static List<List<Turn>> wrong() {
        return List.of(
                List.of(YOUNG, OLD),
                List.of(LATER, OLD),
                List.of(OLD_ON_READ, OLD),
                List.of(YOUNG_ON_READ, OLD_ON_READ),
                List.of(OLD, LATER, WINDOW),
                List.of(OLD, OLDEST_WINDOW),
                List.of(new Turn(2, 10, 8, 25), LATER));
    }

    private static void check(List<Turn> turns) {
        Turns all = new Turns();
        turns.forEach(all::add);
        all.check();
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void shouldNoticeWhatIsOutOfTurn(List<Turn> turns) {
        assertThatThrownBy(() -> check(turns)).hasMessageContaining("out of turn");
    }

    @Test
    void shouldTakeWhatIsInTurn() {
        check(List.of(OLDEST_WINDOW, OLD, WINDOW, YOUNG, LATER, LATER_IN_TIME, OLD_ON_READ, YOUNG_ON_READ, WINDOW));
    }
}
