package io.tailrace.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.CatalogueSink;
import io.tailrace.document.DeltaEncoder;
import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Field;
import io.tailrace.document.Interner;
import io.tailrace.document.OldImage;
import io.tailrace.document.Value;
import io.tailrace.testing.Seeds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What is compiled gives what the tree gives that it stands for: value, error and the place of the error, of documents
 * of many shapes and types, of those that say only what is different from another, and of rows that are none.
 */
@Timeout(300)
class CompiledPredicateTest {
    private static final int ROUNDS = 3_000;
    private static final int ROWS = 12;
    private static final Object[] NUMBERS = {
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1,
        Long.MAX_VALUE,
        Long.MAX_VALUE - 1,
        (1L << 53) + 1,
        -(1L << 53) - 1,
        0x1p63,
        -0x1p63,
        Math.nextUp(0x1p63),
        Math.nextDown(0x1p63),
        Math.nextDown(-0x1p63),
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.MIN_VALUE,
        1.5,
        2.0
    };
    private static final String[] TEXTS = {
        "",
        "a",
        "b",
        "seventh",
        "eighthed",
        "eighthee",
        "ninthbyte",
        "ninthbytf",
        "sixteen bytes...",
        "sixteen bytes..!"
    };

    private final Dictionary dictionary = new Dictionary(new DocumentLimits());
    private final Interner interner = new Interner(dictionary, new Unrecorded());
    private final DeltaEncoder deltas = new DeltaEncoder();
    private final OldImage image = new OldImage();
    private final Value value = new Value(dictionary);
    private final ValueRow valueRow = new ValueRow();
    private final DocumentRow documentRow = new DocumentRow(dictionary);
    private int differences;

    @Test
    void shouldGiveWhatTheTreeGives() {
        long seed = Seeds.fresh(CompiledPredicateTest.class);
        int[] outcomes = run(seed, row -> row);
        assertThat(outcomes).as("seed=%d", seed).doesNotContain(0);
        assertThat(differences).as("old documents, seed=%d", seed).isGreaterThan(ROUNDS);
    }

    @Test
    void shouldAskNothingThatAConstantBeforeItHasDecided() {
        EvaluationSettings settings = new EvaluationSettings(dictionary, EvaluationRig.NOW_NS, () -> 0);
        Row row = documentRow.wrap(document(Map.of("a", 5L, "b", 1L), true));
        for (String text : List.of(
                "((1 > 2) && row.a <= 9) || row.b == 7",
                "((1 > 2) && row.a <= 9) || row.b == 1",
                "((2 > 1) || row.a > 9) && row.b == 7",
                "((2 > 1) || row.a > 9) && row.zz != 2",
                "!((2 > 1) || row.a > 9) || row.b == 1",
                "((1 > 2) && row.zz == 1 && row.b == 1) || (row.a == 5 && row.b == 1)")) {
            Evaluator tree = Evaluator.of(Expression.parse(text), new Plan(settings, Compiling.NOTHING));
            for (Compiling how : List.of(Compiling.STEPS, Compiling.CLASSES)) {
                Evaluator compiled = Evaluator.of(Expression.parse(text), new Plan(settings, how));
                assertThat(compiled.test(row)).as("%s %s", how, text).isEqualTo(tree.test(row));
                assertThat(outcome(compiled, row)).as("%s %s", how, text).isEqualTo(outcome(tree, row));
            }
        }
    }

    @Test
    void shouldCatchWhatIsCompiledWrongly() {
        Document other = document(Map.of("a", 1L, "b", Map.of("a", 1L)), true);
        assertThatThrownBy(() -> run(1, row -> new Misled(row, other)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed=1");
    }

    /** Where a header says that there are so many fields that slots or tags are no longer inside. */
    @Test
    void shouldLookAtNothingBeyondADocumentThatIsDamaged() {
        Document sound = document(Map.of("a", 1L, "b", Map.of("a", 1L, "c", 2L), "c", 3L), true);
        Document inner = new Document(dictionary);
        sound.document("b", inner);
        int beyond = 0;
        for (Compiling how : List.of(Compiling.STEPS, Compiling.CLASSES)) {
            for (String text : List.of("row.a == 1", "row.c > 2", "row.c in [3, 4]", "row.c == \"x\"")) {
                for (int fields = 1; fields < 300; fields++) {
                    if ((fields + 1) * Long.BYTES >= sound.length()) {
                        assertThat(outcome(text, how, damaged(sound, 0, fields)))
                                .as("%s %s fields=%d", how, text, fields)
                                .isEqualTo(IndexOutOfBoundsException.class.getName());
                        beyond++;
                    }
                }
            }
            for (String text : List.of("row.b.a == 1", "row.b.c > 1", "row.b.c in [2]", "row.b.c == \"x\"")) {
                for (int fields = 0; fields < 300; fields++) {
                    if (fields != inner.size()) {
                        Document damaged = damaged(sound, inner.offset() - sound.offset(), fields);
                        assertThat(outcome(text, how, damaged))
                                .as("%s %s inner fields=%d", how, text, fields)
                                .isEqualTo(outcome(text, Compiling.NOTHING, damaged));
                        beyond++;
                    }
                }
            }
        }
        assertThat(beyond).isGreaterThan(4_000);
    }

    /** The same bytes and no others, with another number of fields in the header of an object. */
    private Document damaged(Document sound, int object, int fields) {
        UnsafeBuffer bytes = new UnsafeBuffer(ByteBuffer.allocateDirect(sound.length()));
        bytes.putBytes(0, sound.buffer(), sound.offset(), sound.length());
        bytes.putShort(object + Integer.BYTES + Short.BYTES, (short) (fields << 4), ByteOrder.LITTLE_ENDIAN);
        return new Document(dictionary).wrap(bytes, 0, sound.length());
    }

    /** Of a predicate that has seen a sound document, asked twice, so that what it may have learned is used. */
    private String outcome(String text, Compiling how, Document document) {
        EvaluationSettings settings = new EvaluationSettings(dictionary, EvaluationRig.NOW_NS, () -> 0);
        Evaluator evaluator = Evaluator.of(Expression.parse(text), new Plan(settings, how));
        evaluator.test(documentRow.wrap(document(Map.of("a", 1L, "b", Map.of("a", 1L, "c", 2L), "c", 3L), true)));
        String first = outcomeOfDamage(evaluator, document);
        assertThat(outcomeOfDamage(evaluator, document)).isEqualTo(first);
        return first;
    }

    private String outcomeOfDamage(Evaluator evaluator, Document document) {
        try {
            return outcome(evaluator, documentRow.wrap(document));
        } catch (RuntimeException e) {
            return e.getClass().getName();
        }
    }

    /** Counts how often each status came. */
    private int[] run(long seed, UnaryOperator<Row> asCompiledSeesIt) {
        Random random = new Random(seed);
        RandomExpressions made = new RandomExpressions(random);
        int[] outcomes = new int[Evaluator.FAILED + 1];
        for (int i = 0; i < ROUNDS; i++) {
            Expression expression =
                    i % 3 == 0 ? made.expression(1 + random.nextInt(3)) : predicate(random, made, random.nextInt(3));
            EvaluationSettings settings = new EvaluationSettings(dictionary, EvaluationRig.NOW_NS, () -> 0);
            Compiling how = Compiling.values()[1 + i % 2];
            Evaluator compiled = Evaluator.of(expression, new Plan(settings, how));
            Evaluator tree = Evaluator.of(expression, new Plan(settings, Compiling.NOTHING));
            for (int n = 0; n < ROWS; n++) {
                Row row = row(random, made);
                String where = "seed=" + seed + " " + how + " expression=" + expression + " row=" + row.value();
                int status = tree.test(row);
                outcomes[status]++;
                assertThat(compiled.test(asCompiledSeesIt.apply(row))).as(where).isEqualTo(status);
                if (status > Evaluator.OK) {
                    assertThat(compiled.error()).as(where).isEqualTo(tree.error());
                }
                assertThat(outcome(compiled, asCompiledSeesIt.apply(row)))
                        .as(where)
                        .isEqualTo(outcome(tree, row));
            }
        }
        return outcomes;
    }

    private String outcome(Evaluator evaluator, Row row) {
        Value result = new Value(dictionary);
        int status = evaluator.evaluate(row, result);
        return status == Evaluator.OK ? result.toString() : status + " " + evaluator.error();
    }

    /** Fields and constants in most of the ways that are compiled. */
    private static Expression predicate(Random random, RandomExpressions made, int depth) {
        if (random.nextInt(12) == 0) {
            return random.nextBoolean() ? Expressions.row(made.name()) : made.expression(1);
        }
        if (depth > 0) {
            Expression left = random.nextInt(4) == 0 ? decided(random) : predicate(random, made, depth - 1);
            Expression right = predicate(random, made, random.nextInt(depth));
            return switch (random.nextInt(4)) {
                case 0 -> left.or(right);
                case 1 -> left.not();
                default -> left.and(right).and(predicate(random, made, 0));
            };
        }
        Expression field =
                random.nextInt(3) == 0 ? Expressions.row(made.name(), made.name()) : Expressions.row(made.name());
        if (random.nextInt(5) == 0) {
            List<Object> elements = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                elements.add(random.nextInt(40) == 0 ? scalar(random, made) : number(random));
            }
            return field.in(elements);
        }
        Expression constant = Expressions.value(scalar(random, made));
        boolean isTurned = random.nextInt(4) == 0;
        Expression left = isTurned ? constant : field;
        Expression right = isTurned ? field : constant;
        return switch (random.nextInt(6)) {
            case 0 -> left.eq(right);
            case 1 -> left.ne(right);
            case 2 -> left.lt(right);
            case 3 -> left.le(right);
            case 4 -> left.gt(right);
            default -> left.ge(right);
        };
    }

    /** What is known before any row is seen, so that what comes after it is not asked, or all that is. */
    private static Expression decided(Random random) {
        return Expressions.value(random.nextInt(2)).eq(Expressions.value(random.nextInt(2)));
    }

    private static Object number(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> NUMBERS[random.nextInt(NUMBERS.length)];
            case 1 -> random.nextInt(5) - 1.0;
            default -> random.nextInt(5) - 1L;
        };
    }

    private static Object scalar(Random random, RandomExpressions made) {
        return switch (random.nextInt(3)) {
            case 0 -> made.scalar();
            case 1 -> TEXTS[random.nextInt(TEXTS.length)];
            default -> number(random);
        };
    }

    private Map<String, Object> map(Random random, RandomExpressions made) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(3) * 5; i > 0; i--) {
            map.put("filler" + i, (long) i);
        }
        map.putAll(made.document(1));
        for (String name : new String[] {"a", "b", "c"}) {
            int kind = random.nextInt(8);
            if (kind < 3) {
                map.put(name, scalar(random, made));
            } else if (kind == 3) {
                Map<String, Object> inner = new LinkedHashMap<>();
                inner.put("a", scalar(random, made));
                inner.put(made.name(), scalar(random, made));
                map.put(name, inner);
            }
        }
        return map;
    }

    private Row row(Random random, RandomExpressions made) {
        Map<String, Object> map = map(random, made);
        switch (random.nextInt(8)) {
            case 0:
                return documentRow.wrap(document(map, random.nextBoolean()));
            case 1:
                return valueRow.wrap(value.set(document(map, false)));
            case 2:
                document(Collections.singletonMap("a", made.value(1)), true).value("a", value);
                return valueRow.wrap(value);
            case 3:
                return valueRow.wrap(new Value(other()).set(document(map, true)));
            case 4, 5:
                return valueRow.wrap(value.set(document(map, true)));
            default:
                return old(random, made, map);
        }
    }

    private static Dictionary other() {
        return new Dictionary(new DocumentLimits());
    }

    /** The document before a change, by what is different from the one after it, where that is short. */
    private Row old(Random random, RandomExpressions made, Map<String, Object> map) {
        Map<String, Object> later = new LinkedHashMap<>(map);
        later.replaceAll((name, old) -> random.nextInt(6) == 0 ? scalar(random, made) : old);
        Document before = document(map, true);
        Document after = document(later, true);
        int length = deltas.measure(
                before.buffer(), before.offset(), before.length(), after.buffer(), after.offset(), after.length());
        if (length == DeltaEncoder.WHOLE) {
            return valueRow.wrap(value.set(before));
        }
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[length + after.length()]);
        deltas.write(bytes, 0);
        bytes.putBytes(length, after.buffer(), after.offset(), after.length());
        assertThat(image.move(bytes, 0, length, length, after.length())).isTrue();
        image.show(value);
        differences++;
        return valueRow.wrap(value);
    }

    private Document document(Map<String, Object> map, boolean isInterned) {
        DocumentWriter writer = new DocumentWriter(dictionary, dictionary.limits());
        int length = writer.putAll(map).finish();
        Document document = new Document(dictionary);
        if (!isInterned) {
            return document.wrap(writer.buffer(), writer.offset(), length);
        }
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[length + 64]);
        int interned = interner.intern(writer.buffer(), writer.offset(), length, bytes, 0);
        return document.wrap(bytes, 0, interned);
    }

    /** Says that it is another document than it is. */
    private static final class Misled extends Row {
        private final Row row;
        private final Document other;

        Misled(Row row, Document other) {
            this.row = row;
            this.other = other;
        }

        @Override
        public Value value() {
            return row.value();
        }

        @Override
        public int field(Field field, Value into) {
            return row.field(field, into);
        }

        @Override
        public Document document() {
            return other;
        }
    }

    /** Names and shapes of no journal. */
    private static final class Unrecorded implements CatalogueSink {
        @Override
        public void onField(int id, DirectBuffer name, int offset, int length) {}

        @Override
        public void onShape(int id, int[] fieldIds, int count) {}
    }
}
