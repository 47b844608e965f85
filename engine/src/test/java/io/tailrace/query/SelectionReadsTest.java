package io.tailrace.query;

import static io.tailrace.expression.Expressions.object;
import static io.tailrace.expression.Expressions.row;
import static io.tailrace.query.Transforms.none;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.FieldSelection;
import io.tailrace.document.Value;
import io.tailrace.error.EngineException;
import io.tailrace.error.QueryException;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.expression.FieldsRead;
import io.tailrace.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SelectionReadsTest {
    private static final int ROUNDS = 3_000;
    private static final List<String> NAMES = List.of("a", "b", "c", "d");
    /** Steps that fit any document, of the kinds that narrow, filter and make. */
    private static final List<UnaryOperator<Transforms>> STEPS = List.of(
            steps -> steps.filter(row("a").gt(1), FilterDefault.SKIP),
            steps -> steps.filter(row("b").eq(row("c")), FilterDefault.ADMIT),
            steps -> steps.filter(row("d").gt(0), FilterDefault.ERROR),
            steps -> steps.filter(row("c").add(1).gt(2), FilterDefault.SKIP),
            steps -> steps.filter(row("c").get("x").exists(), FilterDefault.SKIP),
            steps -> steps.filter(DocumentFilter.reads(document -> document.has("b"), "b")),
            steps -> steps.filter(document -> document.has("c")),
            steps -> steps.pluck("a", "b"),
            steps -> steps.pluck(FieldSelection.of("b", Map.of("c", "x"))),
            steps -> steps.without(FieldSelection.of("a", Map.of("b", "x"))),
            steps -> steps.without(FieldSelection.of("d")),
            steps -> steps.hasFields(FieldSelection.of("d")),
            steps -> steps.field("b"),
            steps -> steps.map(row("a").gt(row("b").defaultTo(0)).defaultTo(false)),
            steps -> steps.map(object(Map.of("b", row("a"), "c", 1))),
            steps -> steps.map(Projection.reads((in, out) -> out.put("d", in.has("a")), "a")));

    private final Dictionary dictionary = new Dictionary(new DocumentLimits());
    private final EvaluationSettings settings = new EvaluationSettings(dictionary, 0, () -> 0);

    private static Source source(IndexDefinition index) {
        return new Source(0, "t", Source.Kind.TABLE, index, List.of(), false, false, Source.ALL);
    }

    private FieldsRead reads(Transforms transforms) {
        return new Selection(source(null), transforms).reads(settings);
    }

    private void assertReads(Transforms transforms, String fields) {
        assertThat(reads(transforms)).hasToString(fields);
    }

    @Test
    void shouldReadEveryFieldWhereWholeDocumentsAreShown() {
        assertReads(none(), "all");
        assertReads(none().filter(row("price").gt(10), FilterDefault.SKIP), "all");
        assertReads(none().filter(DocumentFilter.reads(document -> true, "price")), "all");
    }

    @Test
    void shouldReadWhatFiltersReadAndProjectionsKeep() {
        Transforms filtered = none().filter(row("price").gt(10), FilterDefault.SKIP);
        assertReads(filtered.pluck("id", "bid"), "[bid, id, price]");
        assertReads(filtered.pluck(FieldSelection.of(Map.of("ask", "best"))), "[ask, price]");
        assertReads(filtered.without(FieldSelection.of("ts", Map.of("price", "was"))), "all but [ts]");
        assertReads(none().without(FieldSelection.of("price", "ts")), "all but [price, ts]");
        assertReads(none().hasFields(FieldSelection.of("a")).field("b"), "[a, b]");
        assertReads(none().pluck("a", "b").pluck("b", "c"), "[b]");
        assertReads(none().pluck("a").filter(document -> true), "[a]");
    }

    @Test
    void shouldReadWhatTheIndexOfTheSourceIsMadeOf() {
        IndexDefinition index = new IndexDefinition(1, "i", row("last").gt(row("first")), false);
        assertThat(new Selection(source(index), none().pluck("bid")).reads(settings))
                .hasToString("[bid, first, last]");
    }

    @Test
    void shouldReadNothingElseAfterAProjection() {
        Transforms made = none().map(Projection.reads((in, out) -> {}, "bid", "ask"));
        assertReads(made, "[ask, bid]");
        assertReads(made.filter(row("mid").gt(10), FilterDefault.SKIP).pluck("mid"), "[ask, bid]");
        assertReads(none().map((in, out) -> {}).pluck("mid"), "all");
        assertReads(none().pluck("a").map((in, out) -> {}), "[a]");
    }

    @Test
    void shouldReadEveryFieldWhereAnErrorCanBeCounted() {
        assertReads(none().filter(row("a").gt(1), FilterDefault.ERROR).pluck("a"), "all");
        assertReads(none().filter(row("a").add(1).gt(1), FilterDefault.SKIP).pluck("a"), "all");
        assertReads(none().map(row("a")), "all");
        assertReads(none().map(row("a").defaultTo(1)), "[a]");
        assertReads(none().map(row("a").defaultTo(1)).field("x"), "all");
    }

    @Test
    void shouldRefuseToDeclareNoFieldAndWhatIsNone() {
        assertThatThrownBy(() -> DocumentFilter.reads(document -> true))
                .isInstanceOf(QueryException.class)
                .hasMessage("reads needs the name of one field at least: name all it reads");
        assertThatThrownBy(() -> Projection.reads((in, out) -> {}, "a", null))
                .isInstanceOf(QueryException.class)
                .hasMessage("field=null is not the name of a field that is read");
        assertThatThrownBy(() -> DocumentFilter.reads(null, "a"))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("call=reads(filter, fields)");
        assertThatThrownBy(() -> Projection.reads(null, "a"))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("call=reads(projection, fields)");
    }

    @Test
    void shouldShowWhatWasDeclared() {
        assertThat(QueryText.value(DocumentFilter.reads(document -> true, "a", "b")))
                .isEqualTo("reads(lambda, \"a\", \"b\")");
        assertThat(QueryText.value(Projection.reads((in, out) -> {}, "a"))).isEqualTo("reads(lambda, \"a\")");
    }

    @Test
    void shouldSeeAndCountNothingWhileNoFieldDiffersThatIsRead() {
        long seed = Seeds.fresh(SelectionReadsTest.class);
        assertThat(run(seed, true)).as("tailrace.seed=%d", seed).isGreaterThan(ROUNDS);
    }

    @Test
    void shouldCatchAReaderThatIsWrong() {
        assertThatThrownBy(() -> run(1, false))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("tailrace.seed=1");
    }

    /** Shows views pairs of documents that differ only in fields that are not read; counts them. */
    private int run(long seed, boolean right) {
        Random random = new Random(seed);
        int compared = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Transforms transforms = none();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                transforms = STEPS.get(random.nextInt(STEPS.size())).apply(transforms);
            }
            FieldsRead read = right ? reads(transforms) : FieldsRead.of(List.of("a", "b"));
            View view = new View(settings, transforms);
            for (int n = 0; n < 4 && !read.isAll(); n++) {
                Map<String, Object> before = document(random);
                Map<String, Object> after = document(random);
                after.keySet().removeIf(read::has);
                before.forEach((name, value) -> {
                    if (read.has(name)) {
                        after.put(name, value);
                    }
                });
                String at = "tailrace.seed=" + seed + " " + transforms.steps() + " reads " + read + ": " + before + ", "
                        + after;
                check(view, before, after, at);
                compared++;
            }
        }
        return compared;
    }

    private void check(View view, Map<String, Object> before, Map<String, Object> after, String at) {
        List<Value> images = new ArrayList<>();
        for (Map<String, Object> document : List.of(before, after)) {
            DocumentWriter writer = new DocumentWriter(dictionary, dictionary.limits());
            writer.putAll(document).finish();
            ViewSide side = images.isEmpty() ? view.plan().oldSide : view.plan().newSide;
            images.add(side.image(writer.buffer(), writer.offset(), writer.length()));
            assertThat(side.failed()).as(at).isFalse();
        }
        assertThat(view.differ(images.get(0), images.get(1))).as(at).isFalse();
    }

    private static Map<String, Object> document(Random random) {
        Map<String, Object> document = new TreeMap<>();
        for (String name : NAMES) {
            switch (random.nextInt(6)) {
                case 0 -> document.put(name, null);
                case 1 -> document.put(name, "text");
                case 2 -> document.put(name, Map.of("x", random.nextInt(2)));
                case 3, 4 -> document.put(name, random.nextInt(3));
                default -> {
                    // It has no such field.
                }
            }
        }
        return document;
    }
}
