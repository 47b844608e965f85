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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Expressions and documents made by chance, checked against a model in plain Java. */
@Timeout(300)
class ExpressionModelTest {
    private static final int ROUNDS = 5_000;
    private static final int ROWS = 8;
    private static final int DEPTH = 4;

    @Test
    void shouldEvaluateAsTheModelDoes() {
        long seed = Seeds.fresh(ExpressionModelTest.class);
        int[] outcomes = run(seed, result -> result);
        assertThat(outcomes).as("seed=%d", seed).doesNotContain(0);
    }

    @Test
    void shouldCatchAnEvaluatorThatIsWrong() {
        assertThatThrownBy(() -> run(1, result -> result instanceof Boolean flag ? !flag : result))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed=1");
    }

    @Test
    void shouldReadItsOwnText() {
        long seed = Seeds.fresh(ExpressionModelTest.class);
        RandomExpressions expressions = new RandomExpressions(new Random(seed));
        for (int i = 0; i < ROUNDS; i++) {
            Expression expression = expressions.expression(1 + i % (2 * DEPTH));
            String text = expression.toString();
            assertThat(Expression.parse(text)).as("seed=%d text=%s", seed, text).isEqualTo(expression);
            assertThat(Expression.parse(text)).hasToString(text);
        }
    }

    private interface Distortion {
        Object apply(Object result);
    }

    /** Counts how often each status came. */
    private static int[] run(long seed, Distortion distortion) {
        Random random = new Random(seed);
        RandomExpressions made = new RandomExpressions(random);
        EvaluationRig rig = new EvaluationRig();
        int[] outcomes = new int[Evaluator.FAILED];
        for (int i = 0; i < ROUNDS; i++) {
            Expression expression = made.expression(1 + random.nextInt(DEPTH));
            Evaluator evaluator = rig.evaluator(expression);
            for (int n = 0; n < ROWS; n++) {
                Map<String, Object> row = made.document(2);
                outcomes[check(rig, evaluator, expression, row, distortion, seed) - 1]++;
            }
        }
        return outcomes;
    }

    private static int check(
            EvaluationRig rig,
            Evaluator evaluator,
            Expression expression,
            Map<String, Object> row,
            Distortion distortion,
            long seed) {
        DocumentWriter writer = new DocumentWriter(rig.dictionary, rig.dictionary.limits());
        writer.putAll(row).finish();
        Document document = new Document(rig.dictionary).wrap(writer.buffer(), writer.offset(), writer.length());
        Row wrapped = new DocumentRow(rig.dictionary).wrap(document);
        Value value = new Value(rig.dictionary);
        int expected = Evaluator.OK;
        Object wanted = null;
        try {
            wanted = new PlainEvaluator(document.toMap(), EvaluationRig.NOW_NS).value(expression.node);
        } catch (PlainEvaluator.Failed e) {
            expected = e.missing ? Evaluator.MISSING : Evaluator.FAILED;
        }
        String where = "seed=" + seed + " expression=" + expression + " row=" + document;
        int status = evaluator.evaluate(wrapped, value);
        assertThat(status)
                .as("%s error=%s wanted=%s", where, status == Evaluator.OK ? value : evaluator.error(), wanted)
                .isEqualTo(expected);
        int tested = evaluator.test(wrapped);
        if (status == Evaluator.OK) {
            Object result = distortion.apply(value.toObject());
            assertThat(plain(result)).as(where).isEqualTo(plain(wanted));
            assertThat(tested).as(where).isEqualTo(PlainEvaluator.truth(wanted) ? Evaluator.OK : Evaluator.FALSE);
        } else {
            assertThat(tested).as(where).isEqualTo(expected);
            assertThat(evaluator.error()).as(where).contains("expression=");
        }
        return status;
    }

    /** Comparable by equals, integers and floats apart. */
    private static String plain(Object value) {
        if (value instanceof byte[] bytes) {
            return java.util.Arrays.toString(bytes);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(ExpressionModelTest::plain).toList().toString();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, String> plain = new LinkedHashMap<>();
            new java.util.TreeMap<Object, Object>(map).forEach((k, v) -> plain.put((String) k, plain(v)));
            return plain.toString();
        }
        return value == null ? "null" : value.getClass().getSimpleName() + " " + value;
    }
}
