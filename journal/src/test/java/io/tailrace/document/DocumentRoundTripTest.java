package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.testing.Seeds;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DocumentRoundTripTest {
    private final Fixture fixture = new Fixture();
    private final DocumentWriter writer = fixture.writer;

    @Test
    void shouldReadBackEveryTypeOfValue() {
        UnsafeBuffer raw = new UnsafeBuffer("rawUTF-8 é".getBytes(StandardCharsets.UTF_8));
        writer.reset()
                .put("integer", Long.MIN_VALUE)
                .put("float", -0.1)
                .put("yes", true)
                .put("no", false)
                .put("text", "größer 😀")
                .putUtf8("utf8", raw, 3, 8)
                .putNull("null")
                .putTime("time", 1_723_161_255_088_169_167L)
                .putBytes("bytes", new byte[] {9, 1, 2, 3}, 1, 3)
                .putBytes("buffer", raw, 0, 3)
                .finish();
        Document document = fixture.copied();

        assertThat(document.longValue("integer")).isEqualTo(Long.MIN_VALUE);
        assertThat(document.doubleValue("float")).isEqualTo(-0.1);
        assertThat(document.booleanValue("yes")).isTrue();
        assertThat(document.booleanValue("no")).isFalse();
        assertThat(document.string("text")).isEqualTo("größer 😀");
        assertThat(document.stringEquals("text", "größer 😀")).isTrue();
        assertThat(document.stringEquals("text", "größer 😀x")).isFalse();
        assertThat(document.string("utf8")).isEqualTo("UTF-8 é");
        assertThat(document.isNull("null")).isTrue();
        assertThat(document.timeNs("time")).isEqualTo(1_723_161_255_088_169_167L);
        UnsafeBuffer slice = new UnsafeBuffer(0, 0);
        assertThat(document.bytes("bytes", slice)).isTrue();
        assertThat(slice.capacity()).isEqualTo(3);
        assertThat(slice.getByte(2)).isEqualTo((byte) 3);
        assertThat(document.value("buffer")).isEqualTo("raw".getBytes(StandardCharsets.UTF_8));
        assertThat(document.size()).isEqualTo(10);
    }

    @Test
    void shouldReadBackNestedObjectsAndArrays() {
        writer.reset().put("id", 1).beginObject("address").put("city", "Łódź").beginArray("phones");
        writer.add("1").add(2).add(2.5).add(true).addNull().addTime(5).addBytes(new byte[] {7}, 0, 1);
        writer.beginObject()
                .put("x", 1)
                .end()
                .beginArray()
                .end()
                .end()
                .end()
                .beginObject("empty")
                .end()
                .finish();
        Document document = fixture.copied();

        Document address = new Document(fixture.dictionary);
        ArrayView phones = new ArrayView(fixture.dictionary);
        Document inner = new Document(fixture.dictionary);
        ArrayView innerArray = new ArrayView(fixture.dictionary);
        assertThat(document.document("address", address)).isTrue();
        assertThat(address.string("city")).isEqualTo("Łódź");
        assertThat(address.array("phones", phones)).isTrue();
        assertThat(phones.size()).isEqualTo(9);
        assertThat(phones.stringAt(0)).isEqualTo("1");
        assertThat(phones.longAt(1)).isEqualTo(2);
        assertThat(phones.doubleAt(1)).isEqualTo(2.0);
        assertThat(phones.doubleAt(2)).isEqualTo(2.5);
        assertThat(phones.booleanAt(3)).isTrue();
        assertThat(phones.isNullAt(4)).isTrue();
        assertThat(phones.timeNsAt(5)).isEqualTo(5);
        assertThat(phones.typeAt(6)).isEqualTo(ValueType.BYTES);
        phones.documentAt(7, inner);
        assertThat(inner.longValue("x")).isEqualTo(1);
        phones.arrayAt(8, innerArray);
        assertThat(innerArray.size()).isZero();
        assertThat(document.document("empty", inner)).isTrue();
        assertThat(inner.size()).isZero();
        assertThat(document.document("absent", inner)).isFalse();
    }

    @Test
    void shouldReadBackTheEmptyDocument() {
        writer.reset().finish();
        assertThat(fixture.copied().size()).isZero();
        assertThat(fixture.copied().has("id")).isFalse();
        assertThat(fixture.copied()).hasToString("{}");
    }

    @Test
    void shouldKeepTheLastValueOfAFieldPutTwice() {
        writer.reset()
                .put("b", "first")
                .put("a", "x")
                .put("b", "second")
                .put("a", 2)
                .put("c", 3)
                .finish();
        assertThat(fixture.copied().toMap()).isEqualTo(Map.of("a", 2L, "b", "second", "c", 3L));
    }

    @Test
    void shouldTakePlainJavaObjects() {
        Map<String, Object> values = new HashMap<>();
        values.put("byte", (byte) 1);
        values.put("short", (short) 2);
        values.put("int", 3);
        values.put("big", BigInteger.valueOf(Long.MAX_VALUE));
        values.put("float", 0.5f);
        values.put("builder", new StringBuilder("text"));
        values.put("nothing", null);
        values.put("earliest", Instant.ofEpochSecond(0, Long.MIN_VALUE));
        values.put("latest", Instant.ofEpochSecond(0, Long.MAX_VALUE));
        values.put("list", List.of(1, List.of(), Map.of("x", List.of("y"))));
        Document document = fixture.encoded(values);

        assertThat(document.longValue("byte")).isEqualTo(1);
        assertThat(document.longValue("short")).isEqualTo(2);
        assertThat(document.longValue("int")).isEqualTo(3);
        assertThat(document.longValue("big")).isEqualTo(Long.MAX_VALUE);
        assertThat(document.doubleValue("float")).isEqualTo(0.5);
        assertThat(document.string("builder")).isEqualTo("text");
        assertThat(document.isNull("nothing")).isTrue();
        assertThat(document.timeNs("earliest")).isEqualTo(Long.MIN_VALUE);
        assertThat(document.timeNs("latest")).isEqualTo(Long.MAX_VALUE);
        assertThat(document.value("list")).isEqualTo(List.of(1L, List.of(), Map.of("x", List.of("y"))));
    }

    @Test
    void shouldReadBackRandomDocumentsInlineAndInterned() {
        Random random = Seeds.random(DocumentRoundTripTest.class);
        RandomValues values = new RandomValues(random);
        for (int i = 0; i < 2_000; i++) {
            Map<String, Object> expected = values.document(4);
            assertSame(fixture.encoded(expected).toMap(), expected);
            assertSame(fixture.interned(expected).toMap(), expected);
            assertSame(fixture.encoded(expected).toMap(), expected);
        }
    }

    @Test
    void shouldCopyDocumentsFieldsAndArraysOfAnyDictionary() {
        Fixture other = new Fixture();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("text", "x");
        values.put("list", List.of(Map.of("a", List.of(1L)), "y"));
        values.put("object", Map.of("deep", Map.of("er", 1.5)));
        for (Document source : List.of(
                fixture.encoded(values), other.encoded(values), other.interned(values), fixture.interned(values))) {
            ArrayView list = new ArrayView(source.dictionary());
            source.array("list", list);
            writer.reset()
                    .putAll(source)
                    .put("whole", source)
                    .put("list2", list)
                    .put(
                            fixture.dictionary.field("text2"),
                            source,
                            source.dictionary().field("text"))
                    .put(
                            fixture.dictionary.field("none"),
                            source,
                            source.dictionary().field("absent"))
                    .finish();
            Map<String, Object> expected = new HashMap<>(values);
            expected.put("whole", values);
            expected.put("list2", values.get("list"));
            expected.put("text2", "x");
            assertThat(fixture.copied().toMap()).isEqualTo(expected);
        }
    }

    @Test
    void shouldWriteFarMoreFieldOrdersThanItRemembers() {
        for (int i = 0; i < 40_000; i++) {
            writer.reset().put("id", i).put("dynamic" + i, i).finish();
            assertThat(fixture.copied().longValue("dynamic" + i)).isEqualTo(i);
        }
    }

    private static void assertSame(Object actual, Object expected) {
        assertThat(new ModelOrder().compare(actual, expected))
                .as("%s is %s", actual, expected)
                .isZero();
        assertThat(printed(actual)).isEqualTo(printed(expected));
    }

    /** Text that tells 1 from 1.0 and 0.0 from -0.0. */
    private static String printed(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, String> printed = new java.util.TreeMap<>();
            map.forEach((name, inner) -> printed.put(name, printed(inner)));
            return printed.toString();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(DocumentRoundTripTest::printed).toList().toString();
        }
        return value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value);
    }
}
