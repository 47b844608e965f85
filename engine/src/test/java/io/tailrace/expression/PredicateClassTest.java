package io.tailrace.expression;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.CatalogueSink;
import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.FieldPlaces;
import io.tailrace.document.Interner;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Classes of predicates are few, and do not stay. */
@Timeout(60)
class PredicateClassTest {
    private static final int MORE_FORMS_THAN_CLASSES = 300;
    private static final int OPERATORS = 9;

    private final Dictionary dictionary = new Dictionary(new DocumentLimits());
    private final DocumentRow row = new DocumentRow(dictionary);

    @Test
    void shouldShareOneClassAmongPredicatesOfOneForm() {
        Evaluator one = evaluator("row.a > 1 && row.b == \"x\"");
        Evaluator other = evaluator("row.other <= 20.5 && row.another != \"y\"");
        Evaluator different = evaluator("row.a > 1 || row.b == \"x\"");
        assertThat(one)
                .isExactlyInstanceOf(evaluator("row.b > 2 && row.a == \"\"").getClass());
        assertThat(other.getClass()).isNotSameAs(one.getClass());
        assertThat(different.getClass()).isNotSameAs(one.getClass());
        assertThat(one.getClass().isHidden()).isTrue();
    }

    @Test
    void shouldStepFromTestToTestWhereThereAreTooManyClasses() {
        row.wrap(document(Map.of("a", 3L)));
        List<Evaluator> kept = new ArrayList<>();
        for (int form = 0; form < MORE_FORMS_THAN_CLASSES; form++) {
            Expression expression = form(form);
            Evaluator evaluator = Evaluator.of(expression, settings());
            Evaluator tree = Evaluator.of(expression, new Plan(settings(), Compiling.NOTHING));
            assertThat(evaluator.test(row)).as(expression.toString()).isEqualTo(tree.test(row));
            kept.add(evaluator);
        }
        assertThat(kept.get(0).getClass().isHidden()).isTrue();
        assertThat(kept.get(MORE_FORMS_THAN_CLASSES - 1)).isInstanceOf(SteppedEvaluator.class);
        assertThat(kept.stream().map(Object::getClass).distinct()).hasSizeLessThan(MORE_FORMS_THAN_CLASSES);
    }

    @Test
    void shouldUnloadAClassThatNobodyUses() {
        WeakReference<Class<?>> made =
                new WeakReference<>(evaluator("row.a > 1").getClass());
        while (made.get() != null) {
            System.gc();
        }
        assertThat(evaluator("row.a > 1").getClass().isHidden()).isTrue();
    }

    @Test
    void shouldRememberWhereFieldsAreForSoManyLayoutsAndNoMore() {
        Interner interner = new Interner(dictionary, new Unrecorded());
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < MORE_FORMS_THAN_CLASSES; i++) {
            Document document = document(Map.of("a", i, "field" + i, true));
            UnsafeBuffer bytes = new UnsafeBuffer(new byte[document.length() + Long.BYTES]);
            int length = interner.intern(document.buffer(), document.offset(), document.length(), bytes, 0);
            documents.add(new Document(dictionary).wrap(bytes, 0, length));
        }
        CompiledEvaluator evaluator = (CompiledEvaluator) evaluator("row.a >= 100");
        ask(evaluator, documents);
        FieldPlaces[] known = evaluator.places.clone();
        assertThat(known).hasSizeBetween(32, 256).doesNotContain(FieldPlaces.NONE);
        ask(evaluator, documents);
        assertThat(evaluator.places).containsExactly(known);
    }

    private void ask(Evaluator evaluator, List<Document> documents) {
        for (int i = 0; i < documents.size(); i++) {
            assertThat(evaluator.test(row.wrap(documents.get(i)))).isEqualTo(i >= 100 ? Evaluator.OK : Evaluator.FALSE);
        }
    }

    /** Comparisons with an operator after each that depends on a bit. */
    private static Expression form(int bits) {
        Expression form = Expressions.row("a").gt(0);
        for (int i = 0; i < OPERATORS; i++) {
            Expression next = Expressions.row("a").lt(i);
            form = (bits >> i & 1) == 0 ? form.and(next) : form.or(next);
        }
        return form;
    }

    private Evaluator evaluator(String expression) {
        return Evaluator.of(Expression.parse(expression), settings());
    }

    private EvaluationSettings settings() {
        return new EvaluationSettings(dictionary, 0, () -> 0);
    }

    private Document document(Map<String, Object> map) {
        DocumentWriter writer = new DocumentWriter(dictionary, dictionary.limits());
        int length = writer.putAll(map).finish();
        return new Document(dictionary).wrap(writer.buffer(), writer.offset(), length);
    }

    /** Names and shapes of no journal. */
    private static final class Unrecorded implements CatalogueSink {
        @Override
        public void onField(int id, DirectBuffer name, int offset, int length) {}

        @Override
        public void onShape(int id, int[] fieldIds, int count) {}
    }
}
