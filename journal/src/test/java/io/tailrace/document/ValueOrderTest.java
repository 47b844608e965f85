package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.testing.Seeds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ValueOrderTest {
    private final ModelOrder model = new ModelOrder();

    @Test
    void shouldOrderRandomValuesAsTheModelDoes() {
        Random random = Seeds.random(ValueOrderTest.class);
        Fixture one = new Fixture();
        Fixture other = new Fixture();
        List<Map<String, Object>> values = values(random);
        List<Document> documents = new ArrayList<>();
        for (Map<String, Object> value : values) {
            documents.add(random.nextBoolean() ? one.encoded(value) : one.interned(value));
        }
        for (int i = 0; i < values.size(); i++) {
            Document foreign = random.nextBoolean() ? other.encoded(values.get(i)) : other.interned(values.get(i));
            for (int j = 0; j < values.size(); j++) {
                int expected = Integer.signum(model.compare(values.get(i), values.get(j)));
                assertOrder(documents.get(i), documents.get(j), expected);
                assertOrder(foreign, documents.get(j), expected);
            }
        }
    }

    @Test
    void shouldCompareIntegersAndFloatsExactly() {
        assertThat(ValueOrder.compare((1L << 53) + 1, 0x1p53)).isPositive();
        assertThat(ValueOrder.compare(1L << 53, 0x1p53)).isZero();
        assertThat(ValueOrder.compare(Long.MAX_VALUE, 0x1p63)).isNegative();
        assertThat(ValueOrder.compare(Long.MIN_VALUE, -0x1p63)).isZero();
        assertThat(ValueOrder.compare(Long.MIN_VALUE, Math.nextDown(-0x1p63))).isPositive();
        assertThat(ValueOrder.compare(0, -0.0)).isZero();
        assertThat(ValueOrder.compare(0, Double.MIN_VALUE)).isNegative();
        assertThat(ValueOrder.compare(0, -Double.MIN_VALUE)).isPositive();
        assertThat(ValueOrder.compare(-1, -1.5)).isPositive();
    }

    @Test
    void shouldTellDocumentsApartByOneFieldOnlyWhereTheyDiffer() {
        Random random = Seeds.random(ValueOrderTest.class);
        Fixture fixture = new Fixture();
        RandomValues values = new RandomValues(random);
        UnsafeBuffer kept = new UnsafeBuffer(new byte[1 << 20]);
        int apart = 0;
        for (int i = 0; i < 20_000; i++) {
            Map<String, Object> first = new LinkedHashMap<>();
            Map<String, Object> second = new LinkedHashMap<>();
            for (int field = random.nextInt(6); field >= 0; field--) {
                first.put("f" + field, random.nextBoolean() ? values.number() : values.value(2));
                second.put("f" + field, random.nextInt(3) == 0 ? values.value(2) : first.get("f" + field));
            }
            if (random.nextInt(8) == 0) {
                second.put("another", 1);
            }
            Document one = random.nextInt(8) == 0 ? fixture.encoded(first) : fixture.interned(first);
            Document other = random.nextInt(8) == 0 ? fixture.encoded(second) : fixture.interned(second);
            new Value(fixture.dictionary)
                    .wrapDocument(one.buffer(), one.offset(), one.length())
                    .encode(kept, 8);
            for (int place = 0; place < 8; place++) {
                if (ValueOrder.differAt(kept, 8, other, place)) {
                    apart++;
                    assertThat(ValueOrder.equal(one, place, other, place)).isFalse();
                }
            }
        }
        assertThat(apart).isGreaterThan(5_000);
    }

    @Test
    void shouldOrderSingleValuesWithTheAbsentFirst() {
        Fixture fixture = new Fixture();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("list", List.of());
        values.put("one", 1);
        values.put("alsoOne", 1.0);
        Document document = fixture.encoded(values);
        Field list = fixture.dictionary.field("list");
        Field one = fixture.dictionary.field("one");
        Field alsoOne = fixture.dictionary.field("alsoOne");
        Field absent = fixture.dictionary.field("absent");
        assertThat(ValueOrder.equal(document, one, document, alsoOne)).isTrue();
        assertThat(ValueOrder.compare(document, list, document, one)).isNegative();
        assertThat(ValueOrder.compare(document, absent, document, list)).isNegative();
        assertThat(ValueOrder.equal(document, absent, document, absent)).isTrue();
    }

    /** Documents around one value each, and whole ones. */
    private static List<Map<String, Object>> values(Random random) {
        RandomValues source = new RandomValues(random);
        List<Map<String, Object>> values = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("v", source.value(3));
            values.add(map);
            if (i % 4 == 0) {
                values.add(source.document(2));
            }
        }
        return values;
    }

    private static void assertOrder(Document a, Document b, int expected) {
        assertThat(Integer.signum(ValueOrder.compare(a, b)))
                .as("%s and %s", a, b)
                .isEqualTo(expected);
        assertThat(Integer.signum(ValueOrder.compare(b, a))).isEqualTo(-expected);
        assertThat(ValueOrder.equal(a, b)).isEqualTo(expected == 0);
    }
}
