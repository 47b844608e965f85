package io.tailrace.expression;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.Document;
import io.tailrace.document.Value;
import io.tailrace.testing.AllocationMeter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes allocated by evaluations once they have found their sizes: none. */
@Timeout(300)
class ExpressionAllocationTest {
    private static final int EVALUATIONS = 40_000;

    private final EvaluationRig rig = new EvaluationRig();
    private final DocumentRow row = new DocumentRow(rig.dictionary);
    private final Value value = new Value(rig.dictionary);
    private final List<Document> documents = List.of(
            rig.document(
                    "{\"a\": 1, \"b\": {\"c\": \"x\", \"d\": [1, 2]}, \"s\": \"some text\", \"t\": [3, {\"u\": 1}]}"),
            rig.document("{\"a\": 2.5, \"b\": {\"c\": \"yy\"}, \"s\": \"other\", \"t\": []}"),
            rig.document("{\"a\": null, \"b\": 5, \"s\": 7}"),
            rig.document("{\"a\": \"text\", \"s\": null, \"t\": {\"u\": {\"v\": 1}}}"));
    private long checksum;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "row.a > 1 && row.b.c == \"x\" || row.a == 2.5",
                "default(row.a + 1, 0) * 2 - 1 / 3 % 7",
                "{\"a\": row.a, \"n\": {\"s\": [row.s, [row.b]], \"k\": 1}}",
                "row.s + \" and \" + row.s",
                "row.t + [row.a, {\"x\": row.a}]",
                "merge(row, {\"b\": {\"e\": row.a}, \"z\": literal({\"y\": 1})})",
                "merge(row.b, row.t)",
                "matches(row, {\"b\": {\"c\": \"x\"}, \"a\": row.a})",
                "row.a in [1, 2.5, \"text\"] ? row.s.startsWith(\"some\") : row.s.contains(\"t\")",
                "has(row.b.c) || \"u\" in row.t",
                "hasFields(row, \"a\", {\"b\": [\"c\"]})",
                "-row.a",
                "error(\"no\")",
                "row.a.b.c",
                "row.t[0] == 3 || row.t[-1].u == 1",
                "default(row.b.d[row.a], row.t[7])",
                "has(row.t[1].u) ? [row.b.d[-2], row.s][0] : row.t[0.5 + row.a]",
                "random() < 0.5"
            })
    void shouldAllocateNothing(String text) {
        Evaluator evaluator = rig.evaluator(text);
        assertThat(leastOfThreeWindows(() -> evaluate(evaluator))).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"row.a", "[row.s, row.a]", "row.t", "row.t[0]", "[row.b.d[-1], row.a]"})
    void shouldAllocateNothingForKeys(String text) {
        IndexKeys keys = new IndexKeys(Expression.parse(text), text.equals("row.t"), rig.dictionary);
        assertThat(leastOfThreeWindows(() -> {
                    for (int i = 0; i < EVALUATIONS; i++) {
                        checksum += keys.of(documents.get(i & 3));
                    }
                }))
                .isZero();
    }

    @Test
    void shouldCatchAnEvaluationThatAllocates() {
        Evaluator evaluator = rig.evaluator("row.nothing");
        assertThat(leastOfThreeWindows(() -> {
                    evaluate(evaluator);
                    checksum += evaluator.error().length();
                }))
                .isPositive();
    }

    private void evaluate(Evaluator evaluator) {
        for (int i = 0; i < EVALUATIONS; i++) {
            row.wrap(documents.get(i & 3));
            checksum += evaluator.evaluate(row, value) + evaluator.test(row);
        }
    }

    /** The least counts: what is allocated for evaluations is in every window, what the compiler does is not. */
    private static long leastOfThreeWindows(Runnable window) {
        window.run();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            least = Math.min(least, AllocationMeter.allocatedBy(window));
        }
        return least;
    }
}
