package io.tailrace.expression;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.Value;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What expressions give: the table in {@code expressions/evaluation.txt}. */
class EvaluatorTest {
    @TestFactory
    Stream<DynamicTest> shouldGiveWhatTheTableSays() throws IOException {
        return ExpressionCase.table("/expressions/evaluation.txt").stream()
                .map(c -> DynamicTest.dynamicTest(
                        c.toString(),
                        () -> assertThat(c.outcome())
                                .satisfies(outcome -> assertThat(c.isMetBy(outcome))
                                        .as("expected %s but was %s", c.expected(), outcome)
                                        .isTrue())));
    }

    @Test
    void shouldCatchATableThatIsWrong() {
        assertThat(new ExpressionCase("row.a", "{\"a\": 1}", "1").isMet()).isTrue();
        assertThat(new ExpressionCase("row.a", "{\"a\": 1}", "1.0").isMet()).isFalse();
        assertThat(new ExpressionCase("row.a", "{\"a\": 1}", "MISSING").isMet()).isFalse();
        assertThat(new ExpressionCase("row.a", "{}", "MISSING no such field").isMet())
                .isTrue();
        assertThat(new ExpressionCase("row.a", "{}", "MISSING something else").isMet())
                .isFalse();
        assertThat(new ExpressionCase("row.a", "{}", "FAILED").isMet()).isFalse();
    }

    @Test
    void shouldTestPredicatesByTheirTruth() {
        EvaluationRig rig = new EvaluationRig();
        Evaluator evaluator = rig.evaluator("row.a");
        assertThat(evaluator.test(rig.row("{\"a\": 0}"))).isEqualTo(Evaluator.OK);
        assertThat(evaluator.test(rig.row("{\"a\": \"\"}"))).isEqualTo(Evaluator.OK);
        assertThat(evaluator.test(rig.row("{\"a\": false}"))).isEqualTo(Evaluator.FALSE);
        assertThat(evaluator.test(rig.row("{\"a\": null}"))).isEqualTo(Evaluator.FALSE);
        assertThat(evaluator.test(rig.row("{}"))).isEqualTo(Evaluator.MISSING);
        assertThat(rig.evaluator("row.a.b").test(rig.row("{\"a\": 1}"))).isEqualTo(Evaluator.FAILED);
    }

    @Test
    void shouldTakeRandomNumbersFromTheSettings() {
        EvaluationRig rig = new EvaluationRig();
        Evaluator evaluator = rig.evaluator("random()");
        Value value = new Value(rig.dictionary);
        rig.random = -1;
        assertThat(evaluator.evaluate(rig.row("{}"), value)).isEqualTo(Evaluator.OK);
        assertThat(value.doubleValue()).isLessThan(1).isGreaterThan(0.999);
        rig.random = 0;
        evaluator.evaluate(rig.row("{}"), value);
        assertThat(value.doubleValue()).isZero();
        rig.random = 1L << 63;
        evaluator.evaluate(rig.row("{}"), value);
        assertThat(value.doubleValue()).isEqualTo(0.5);
    }

    @Test
    void shouldEvaluateOnRowsThatAreNoObjects() {
        EvaluationRig rig = new EvaluationRig();
        ValueRow row = new ValueRow().wrap(new Value(rig.dictionary).set(5));
        Value value = new Value(rig.dictionary);
        assertThat(rig.evaluator("row + 1").evaluate(row, value)).isEqualTo(Evaluator.OK);
        assertThat(value.longValue()).isEqualTo(6);
        Evaluator field = rig.evaluator("row.a");
        assertThat(field.evaluate(row, value)).isEqualTo(Evaluator.FAILED);
        assertThat(field.error()).contains("row.a").contains("the row is none");
        assertThat(field.evaluate(new ValueRow().wrap(new Value(rig.dictionary)), value))
                .isEqualTo(Evaluator.MISSING);
    }

    @Test
    void shouldSayNothingWhereNothingFailed() {
        EvaluationRig rig = new EvaluationRig();
        assertThat(rig.evaluator("1").error()).isEqualTo("nothing has failed");
    }
}
