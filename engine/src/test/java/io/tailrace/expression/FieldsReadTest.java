package io.tailrace.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Value;
import io.tailrace.testing.Seeds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class FieldsReadTest {
    private static final int ROUNDS = 4_000;
    private static final int ROWS = 6;

    private final EvaluationRig rig = new EvaluationRig();

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    1 + 2                                       ; []
                    now() > time("2024-01-31T00:00:00Z")        ; []
                    row.a > 5                                   ; [a]
                    row.a.b.c == 1 || !has(row.d[0])            ; [a, d]
                    new_val.bid - old_val.bid > 5               ; [new_val, old_val]
                    row                                         ; all
                    merge(row, {"a": 1}).b                      ; all
                    "a" in row                                  ; all
                    row.b in [row.c, 1]                         ; [b, c]
                    hasFields(row, "a", {"b": ["c"]})           ; [a, b]
                    hasFields(row.x, "a")                       ; [x]
                    matches(row, {"a": {"b": row.c}, "d": 1})   ; [a, c, d]
                    matches(row.x, {"a": row})                  ; all
                    row.a ? default(row.b, row.c) : row["d e"]  ; [a, b, c, d e]
                    """)
    void shouldReadTheFieldsThatItNames(String text, String fields) {
        assertThat(FieldsRead.of(Expression.parse(text))).hasToString(fields);
    }

    @Test
    void shouldAddAndNarrowSetsOfFields() {
        FieldsRead two = FieldsRead.of(List.of("a", "b"));
        FieldsRead butTwo = FieldsRead.allBut(List.of("b", "c"));
        assertThat(two.or(FieldsRead.of(List.of("c")))).hasToString("[a, b, c]");
        assertThat(two.or(butTwo)).hasToString("all but [c]");
        assertThat(butTwo.or(two)).hasToString("all but [c]");
        assertThat(butTwo.or(FieldsRead.allBut(List.of("c", "d")))).hasToString("all but [c]");
        assertThat(butTwo.or(FieldsRead.of(List.of("b", "c")))).isEqualTo(FieldsRead.ALL);
        assertThat(two.and(butTwo)).hasToString("[a]");
        assertThat(butTwo.and(two)).hasToString("[a]");
        assertThat(butTwo.and(FieldsRead.allBut(List.of("d")))).hasToString("all but [b, c, d]");
        assertThat(FieldsRead.ALL.and(two)).isEqualTo(two);
        assertThat(FieldsRead.NONE.or(two)).isEqualTo(two);
        assertThat(two.has("a") && !two.has("c") && butTwo.has("a") && !butTwo.has("c"))
                .isTrue();
        assertThat(FieldsRead.ALL.isAll() && !butTwo.isAll() && !FieldsRead.NONE.isAll())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    1 + 2                                       ; false ; false
                    1 / 0                                       ; true  ; true
                    row.a > 5 && row.b == [1, {"c": "x"}]       ; true  ; false
                    row.a.b > 5                                 ; true  ; true
                    default(row.a, 1) > 5                       ; false ; false
                    default(row.a.b, 1) > 5                     ; false ; true
                    has(row.a)                                  ; false ; false
                    !has(row.a.b)                               ; false ; true
                    hasFields(row, "a", {"b": ["c"]})           ; false ; false
                    hasFields(row.a, "b")                       ; true  ; true
                    matches(row, {"a": {"b": literal([1])}})    ; true  ; false
                    matches(row, {"a": {"b": -row.c}})          ; true  ; true
                    row.a in ["x", "y"]                         ; true  ; false
                    row.a in row.b                              ; true  ; true
                    row.a + 1 > 5                               ; true  ; true
                    row.a[0]                                    ; true  ; true
                    row.a ? error("no") : 1                     ; true  ; true
                    """)
    void shouldTellInWhatItCanEnd(String text, boolean canMiss, boolean canFail) {
        assertThat(Outcomes.of(Expression.parse(text), new EvaluationSettings(rig.dictionary, 0, () -> 0)))
                .isEqualTo(new Outcomes(canMiss, canFail));
    }

    @Test
    void shouldGiveTheSameWhileNoFieldDiffersThatItReads() {
        long seed = Seeds.fresh(FieldsReadTest.class);
        assertThat(run(seed, fields -> fields)).as("tailrace.seed=%d", seed).isGreaterThan(ROUNDS);
    }

    @Test
    void shouldCatchAnAnalysisThatForgetsAField() {
        assertThatThrownBy(() -> run(1, FieldsReadTest::forgetting))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("tailrace.seed=1");
    }

    @Test
    void shouldOnlyEndInWhatItSays() {
        long seed = Seeds.fresh(FieldsReadTest.class);
        RandomExpressions made = new RandomExpressions(new Random(seed));
        int safe = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Expression expression = made.expression(1 + i % 3);
            Evaluator evaluator = rig.evaluator(expression);
            Outcomes outcomes = Outcomes.of(
                    expression, new EvaluationSettings(rig.dictionary, EvaluationRig.NOW_NS, () -> rig.random));
            for (int n = 0; n < ROWS && !(outcomes.canMiss() && outcomes.canFail()); n++) {
                safe++;
                int code = evaluator.evaluate(row(made.document(2)), new Value(rig.dictionary));
                boolean said =
                        code == Evaluator.OK || (code == Evaluator.MISSING ? outcomes.canMiss() : outcomes.canFail());
                assertThat(said)
                        .as("tailrace.seed=%d %s: %s", seed, expression, code)
                        .isTrue();
            }
        }
        assertThat(safe).isGreaterThan(ROUNDS);
    }

    private static FieldsRead forgetting(FieldsRead fields) {
        TreeSet<String> names = new TreeSet<>(fields.names());
        names.pollFirst();
        return fields.isAllBut() ? fields : FieldsRead.of(names);
    }

    /** Evaluates on rows that differ only in fields that are not read; counts them. */
    private int run(long seed, UnaryOperator<FieldsRead> fault) {
        Random random = new Random(seed);
        RandomExpressions made = new RandomExpressions(random);
        int compared = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Expression expression = made.expression(1 + random.nextInt(3));
            FieldsRead read = fault.apply(FieldsRead.of(expression));
            Evaluator evaluator = rig.evaluator(expression);
            for (int n = 0; n < ROWS && !read.isAll(); n++) {
                Map<String, Object> document = made.document(2);
                Map<String, Object> other = new LinkedHashMap<>(made.document(2));
                other.keySet().removeIf(read::has);
                document.forEach((name, value) -> {
                    if (read.has(name)) {
                        other.put(name, value);
                    }
                });
                String before = rig.outcome(evaluator, row(document));
                assertThat(rig.outcome(evaluator, row(other)))
                        .as("tailrace.seed=%d %s reads %s: %s, %s", seed, expression, read, document, other)
                        .isEqualTo(before);
                compared++;
            }
        }
        return compared;
    }

    private Row row(Map<String, Object> fields) {
        DocumentWriter writer = new DocumentWriter(rig.dictionary, rig.dictionary.limits());
        writer.putAll(fields).finish();
        return new DocumentRow(rig.dictionary)
                .wrap(new Document(rig.dictionary).wrap(writer.buffer(), writer.offset(), writer.length()));
    }
}
