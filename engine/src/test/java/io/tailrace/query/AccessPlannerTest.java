package io.tailrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.FieldSelection;
import io.tailrace.document.IndexKeyEncoder;
import io.tailrace.expression.Expression;
import io.tailrace.expression.Expressions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which part of a selection is chosen, and what is told of it. */
@Timeout(60)
class AccessPlannerTest {
    private final IndexRig rig = new IndexRig(IndexFault.NONE);

    @AfterEach
    void close() {
        rig.close();
    }

    private String explained(Selection selection) {
        return line(rig.add(selection, 0).explained());
    }

    /** What is found by what, how many wait for the same, and what is left to ask. */
    private static String line(Explanation.Branch branch) {
        String found = branch.reach() == Explanation.Reach.ALL ? "all changes of the table: " : "no change: ";
        if (branch.reach() == Explanation.Reach.INDEXED) {
            found = branch.parts().stream().map(Object::toString).collect(Collectors.joining(" or "));
            found += ", shared by " + waiting(branch);
        } else {
            found += branch.reason();
        }
        String residual =
                branch.residual().stream().map(Explanation.Residual::step).collect(Collectors.joining("; "));
        return found + (residual.isEmpty() ? "" : "; then " + residual);
    }

    private static int waiting(Explanation.Branch branch) {
        return branch.parts().stream().mapToInt(Explanation.Part::feeds).max().orElse(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "row.a == 1                              => equality on row.a, shared by 1",
                "1 == row.a                              => equality on row.a, shared by 1",
                "row.a.b == 1                            => equality on row.a.b, shared by 1",
                "row.a in [1, \"x\"]                     => values of row.a (2), shared by 1",
                "row.a > 1                               => interval on row.a, shared by 1",
                "row.a > 1 && row.a <= 5                 => interval on row.a, shared by 1",
                "row.a > now() && 5 > row.a              => interval on row.a (0), shared by 0",
                "row.a > 1 && row.b == 2                 => equality on row.b, shared by 1; then row.a > 1",
                "row.b == 2 && row.a > 1                 => equality on row.b, shared by 1; then row.a > 1",
                "row.a in [1, 2] && row.b == 2           => equality on row.b, shared by 1; then row.a in [1, 2]",
                "row.a in [1, 2] && row.b > 2 && row.b < 3 => values of row.a (2), shared by 1;"
                        + " then row.b > 2; row.b < 3",
                "row.a > 1 && row.b > 2 && row.b < 3     => interval on row.b, shared by 1; then row.a > 1",
                "row.a == true && row.b > 2 && row.b < 3 => interval on row.b, shared by 1; then row.a == true",
                "row.a == 1 || row.b > 2                 => equality on row.a or interval on row.b, shared by 1",
                "row.a == 1 || row.b != 2                => all changes of the table: row.b != 2 compares"
                        + " no field with a constant by ==, in, <, <=, > or >=; then row.a == 1 || row.b != 2",
                "row.a == 1 && (row.b > 1 || row.c == 1) => equality on row.a, shared by 1;"
                        + " then row.b > 1 || row.c == 1",
                "(row.a == 1 && row.c != 2) || row.b == 2 => equality on row.a or equality on row.b, shared by 1",
                "matches(row, {\"a\": 1, \"b\": {\"c\": 2}}) => equality on row.a, shared by 1;"
                        + " then matches(row, {\"a\": 1, \"b\": {\"c\": 2}})",
                "row.a != 1                              => all changes of the table: row.a != 1 compares no field with"
                        + " a constant by ==, in, <, <=, > or >=; then row.a != 1",
                "row.a != 1 && row.b == 2                => equality on row.b, shared by 1; then row.a != 1",
                "row.a.b != 1 && row.b == 2              => all changes of the table: row.a.b != 1 stands first, and"
                        + " can end in an error or admit; then row.a.b != 1; row.b == 2",
                "row.b == 2 && row.a.b == 1              => equality on row.b, shared by 1; then row.a.b == 1",
                "row.a.b > 1 && row.a.b < 3              => interval on row.a.b, shared by 1",
                "row.a + 1 > 2 && row.b == 2             => all changes of the table: row.a + 1 > 2 stands first, and"
                        + " can end in an error or admit; then row.a + 1 > 2; row.b == 2",
                "has(row.c) && row.b == 2                => equality on row.b, shared by 1; then has(row.c)"
            })
    void shouldChooseThePartThatIsLikelyToFindFewest(String predicate, String expected) {
        assertThat(explained(IndexRig.where(predicate, FilterDefault.SKIP))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "ADMIT => row.a == 1                       => equality on row.a, shared by 1",
                "ERROR => row.a == 1                       => equality on row.a, shared by 1",
                "ADMIT => row.a > 1 && row.a < 3           => interval on row.a, shared by 1",
                "ADMIT => row.a > 1 && row.b == 3          => interval on row.a, shared by 1; then row.b == 3",
                "ERROR => row.a > 1 && row.b == 3          => interval on row.a, shared by 1; then row.b == 3",
                "SKIP => row.a > 1 && row.b == 3          => equality on row.b, shared by 1; then row.a > 1"
            })
    void shouldNotPassOverAPartThatCountsOrAdmits(FilterDefault otherwise, String predicate, String expected) {
        assertThat(explained(IndexRig.where(predicate, otherwise))).isEqualTo(expected);
    }

    @Test
    void shouldTakeFiltersInARowForOneConjunction() {
        Transforms transforms = Transforms.none()
                .filter(Expression.parse("row.a >= 1"), FilterDefault.ADMIT)
                .hasFields(FieldSelection.of("c"))
                .filter(Expression.parse("row.b == 2"), FilterDefault.SKIP);
        assertThat(explained(new Selection(IndexRig.table(), transforms)))
                .isEqualTo("equality on row.b, shared by 1; then row.a >= 1; hasFields");
    }

    @Test
    void shouldNotLookBeyondALambdaOrAProjection() {
        Expression filter = Expression.parse("row.a == 1");
        assertThat(explained(new Selection(
                        IndexRig.table(),
                        Transforms.none().filter(document -> true).filter(filter, FilterDefault.SKIP))))
                .isEqualTo("all changes of the table: a lambda stands first; then a lambda; row.a == 1");
        assertThat(explained(new Selection(
                        IndexRig.table(), Transforms.none().pluck("a").filter(filter, FilterDefault.SKIP))))
                .isEqualTo("all changes of the table: no filter stands first; then row.a == 1");
        assertThat(explained(new Selection(IndexRig.table(), Transforms.none())))
                .isEqualTo("all changes of the table: neither a source nor a filter narrows it down");
    }

    @Test
    void shouldPreferThePointOfASourceToAllAndItsRangeToHalfOpenBounds() {
        Transforms filter = Transforms.none().filter(Expression.parse("row.a == 1"), FilterDefault.SKIP);
        Transforms half = Transforms.none().filter(Expression.parse("row.a > 1"), FilterDefault.SKIP);
        KeyRange range = new KeyRange(IndexKeyEncoder.bound("a"), IndexKeyEncoder.bound("b"), 1);
        IndexDefinition index = new IndexDefinition(0, "i", Expressions.row("v"), false);
        KeyRange one = IndexRig.key(1L);
        KeyRange two = IndexRig.key(2L);
        Map<Selection, String> expected = Map.of(
                new Selection(IndexRig.source(Source.Kind.POINT, null, List.of(one)), filter),
                "point of the key, shared by 1; then row.a == 1",
                new Selection(IndexRig.source(Source.Kind.KEYS, null, List.of(one, two)), filter),
                "equality on row.a, shared by 2; then source by the key",
                new Selection(IndexRig.source(Source.Kind.KEYS, null, List.of(one, two)), half),
                "values of the key (2), shared by 2; then row.a > 1",
                new Selection(IndexRig.source(Source.Kind.RANGE, index, List.of(range)), half),
                "interval on index=i, shared by 1; then row.a > 1",
                new Selection(IndexRig.source(Source.Kind.KEYS, index, List.of(one)), half),
                "equality on index=i, shared by 1; then row.a > 1",
                new Selection(IndexRig.source(Source.Kind.RANGE, index, List.of(KeyRange.ALL)), Transforms.none()),
                "all changes of the table: neither a source nor a filter narrows it down; then source by index=i",
                new Selection(IndexRig.source(Source.Kind.KEYS, null, List.of()), filter),
                "no change: its source is empty");
        expected.forEach((selection, text) -> {
            IndexRig.Watcher added = rig.add(selection, 0);
            assertThat(line(added.explained()).replaceAll("shared by \\d", "shared by N"))
                    .isEqualTo(text.replaceAll("shared by \\d", "shared by N"));
        });
    }

    @Test
    void shouldTellHowManyShareAValue() {
        IndexRig.Watcher first = rig.add(IndexRig.where("row.a == 1", FilterDefault.SKIP), 0);
        rig.add(IndexRig.where("row.a == 1.0 && row.b > 1", FilterDefault.SKIP), 1);
        assertThat(waiting(first.explained())).isEqualTo(2);
    }
}
