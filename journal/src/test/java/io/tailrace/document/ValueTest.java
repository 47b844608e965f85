package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.DocumentException;
import io.tailrace.error.StaleViewException;
import io.tailrace.testing.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ValueTest {
    private final Fixture fixture = new Fixture();
    private final Fixture other = new Fixture();
    private final ModelOrder model = new ModelOrder();
    private final Value value = new Value(fixture.dictionary);
    private final UnsafeBuffer target = new UnsafeBuffer(new byte[1 << 16]);

    @Test
    void shouldTakeOnAndGiveBackRandomValues() {
        Random random = Seeds.random(ValueTest.class);
        RandomValues source = new RandomValues(random);
        for (int i = 0; i < 4_000; i++) {
            Object boxed = source.value(3);
            Map<String, Object> map = Collections.singletonMap("v", boxed);
            Fixture from = random.nextBoolean() ? fixture : other;
            Document document = random.nextBoolean() ? from.encoded(map) : from.interned(map);
            assertThat(document.value("none", value)).isFalse();
            assertThat(document.value("v", value)).isTrue();
            assertSame(value.toObject(), boxed);
            assertThat("{\"v\":" + value + "}").isEqualTo(document.toString());
            Value second = new Value(fixture.dictionary).set(value);
            assertSame(second.toObject(), boxed);
            fixture.writer
                    .reset()
                    .put("x", value)
                    .beginArray("list")
                    .add(second)
                    .end()
                    .finish();
            assertSame(fixture.copied().value("x"), boxed);
            assertSame(fixture.copied().value("list"), Collections.singletonList(boxed));
        }
    }

    @Test
    void shouldTellWhoeverUsesWhatWasTakenBack() {
        Document document = fixture.encoded(Map.of("v", List.of(1L, 2L), "w", Map.of("x", 1L)));
        assertThat(document.value("v", value)).isTrue();
        ArrayView array = value.array();
        assertThat(array.longAt(1)).isEqualTo(2);
        value.takeBack();
        for (ThrowingCallable use : List.<ThrowingCallable>of(
                value::type, value::isNull, value::array, array::size, array::toList, () -> array.longAt(1))) {
            assertThatThrownBy(use).isInstanceOf(StaleViewException.class);
        }
        assertThat(document.value("w", value)).isTrue();
        assertThat(value.document().size()).isEqualTo(1);
    }

    @Test
    void shouldLetTheLenderAloneTakeADocumentBack() {
        assertThat(Document.class.getMethods())
                .noneMatch(method -> method.getName().equals("takeBack"));
        Document document = fixture.encoded(Map.of("v", 1L));
        LentDocument lent = new LentDocument(document.dictionary());
        Document view = lent.document();
        view.wrap(document.view(), document.offset(), document.length());
        assertThat(view.longValue("v")).isEqualTo(1);
        lent.takeBack();
        assertThatThrownBy(() -> view.longValue("v")).isInstanceOf(StaleViewException.class);
        view.wrap(document.view(), document.offset(), document.length());
        assertThat(lent.document().longValue("v")).isEqualTo(1);
    }

    @Test
    void shouldKeepRandomValuesInEncodedForm() {
        Random random = Seeds.random(ValueTest.class);
        RandomValues source = new RandomValues(random);
        for (int i = 0; i < 4_000; i++) {
            Object boxed = source.value(3);
            Map<String, Object> map =
                    Collections.singletonMap("v", List.of("before", Collections.singletonList(boxed)));
            Document document = random.nextBoolean() ? fixture.encoded(map) : fixture.interned(map);
            document.value("v", value);
            value.array().valueAt(1, value);
            value.array().valueAt(0, value);
            int offset = 8 * random.nextInt(100);
            target.setMemory(0, target.capacity(), (byte) 0x5A);
            int length = value.encode(target, offset);
            assertThat(length).isEqualTo(value.encodedLength());
            assertThat(length % 8).isZero();
            assertThat(target.getByte(offset + length)).isEqualTo((byte) 0x5A);
            Value back = new Value(fixture.dictionary).wrap(target, offset);
            assertSame(back.toObject(), boxed);
            assertThat(ValueOrder.equal(back, value)).isTrue();
            assertThat(back.encodedLength()).isEqualTo(length);
        }
    }

    @Test
    void shouldHoldWhatItIsSetTo() {
        assertThat(value.isNull()).isTrue();
        assertThat(value.type()).isEqualTo(ValueType.NULL);
        assertThat(value.set(5L).longValue()).isEqualTo(5);
        assertThat(value.doubleValue()).isEqualTo(5.0);
        assertThat(value.set(5.5).doubleValue()).isEqualTo(5.5);
        assertThat(value.set(-3.0).longValue()).isEqualTo(-3);
        assertThat(value.set(-0x1p63).longValue()).isEqualTo(Long.MIN_VALUE);
        assertThat(value.set(true).booleanValue()).isTrue();
        assertThat(value.putTime(7).timeNs()).isEqualTo(7);
        assertThat(value.putNull().toObject()).isNull();
        target.putStringWithoutLengthUtf8(3, "text");
        assertThat(value.wrapUtf8(target, 3, 4).string()).isEqualTo("text");
        assertThat(value.wrapBytes(target, 3, 4).toObject()).isEqualTo(new byte[] {'t', 'e', 'x', 't'});
        UnsafeBuffer slice = new UnsafeBuffer(0, 0);
        value.bytes(slice);
        assertThat(slice.getStringWithoutLengthUtf8(0, slice.capacity())).isEqualTo("text");
        assertThatThrownBy(() -> value.set(Double.NaN)).isInstanceOf(DocumentException.class);
    }

    @Test
    void shouldDescendInPlace() {
        Document document = fixture.encoded(Map.of("a", Map.of("b", Map.of("c", List.of(1, Map.of("d", "x"))))));
        value.wrapDocument(document.buffer(), document.offset(), document.length());
        assertThat(value.field(fixture.dictionary.field("z"), value)).isFalse();
        assertThat(value.field(fixture.dictionary.field("a"), value)).isTrue();
        assertThat(value.field(fixture.dictionary.field("b"), value)).isTrue();
        assertThat(value.toString()).isEqualTo("{\"c\":[1,{\"d\":\"x\"}]}");
        assertThat(value.field(fixture.dictionary.field("c"), value)).isTrue();
        assertThat(value.field(fixture.dictionary.field("c"), value)).isFalse();
        value.array().valueAt(1, value);
        assertThat(value.field(fixture.dictionary.field("d"), value)).isTrue();
        assertThat(value.string()).isEqualTo("x");
    }

    @Test
    void shouldDescendInDocumentsOfAnotherDictionary() {
        fixture.interned(Map.of("q", 1, "r", 2));
        Document foreign = other.interned(Map.of("a", Map.of("b", 5), "list", List.of(Map.of("b", 6))));
        assertThat(value.set(foreign).field(fixture.dictionary.field("a"), value))
                .isTrue();
        assertThat(value.toString()).isEqualTo("{\"b\":5}");
        assertThatThrownBy(() -> value.encode(target, 0))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("another dictionary");
        value.set(foreign).field(fixture.dictionary.field("list"), value);
        value.array().valueAt(0, value);
        assertThat(value.field(fixture.dictionary.field("b"), value)).isTrue();
        assertThat(value.longValue()).isEqualTo(6);
    }

    @Test
    void shouldSayWhatItIsAndWhatWasWanted() {
        value.set(5L);
        assertThatThrownBy(value::string)
                .isInstanceOf(DocumentException.class)
                .hasMessageContainingAll("INTEGER", "a string");
        assertThatThrownBy(value::document).hasMessageContainingAll("INTEGER", "an object");
        assertThatThrownBy(value::array).hasMessageContainingAll("INTEGER", "an array");
        assertThatThrownBy(value::booleanValue).hasMessageContainingAll("INTEGER", "a boolean");
        assertThatThrownBy(value::timeNs).hasMessageContainingAll("INTEGER", "a time");
        assertThatThrownBy(() -> value.set(1.5).longValue()).hasMessageContainingAll("1.5", "an integer");
        assertThatThrownBy(() -> value.set(0x1p63).longValue()).hasMessageContaining("an integer");
        assertThatThrownBy(() -> value.putNull().doubleValue()).hasMessageContainingAll("NULL", "a number");
        assertThatThrownBy(() -> value.wrap(new UnsafeBuffer(new byte[16]), 0)).isInstanceOf(DocumentException.class);
    }

    @Test
    void shouldOrderRandomValuesAsTheModelDoes() {
        Random random = Seeds.random(ValueTest.class);
        RandomValues source = new RandomValues(random);
        int count = 600;
        Object[] boxed = new Object[count];
        Value[] values = new Value[count];
        for (int i = 0; i < count; i++) {
            boxed[i] = source.value(3);
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("v", boxed[i]);
            Fixture from = random.nextInt(4) > 0 ? fixture : other;
            values[i] = new Value(fixture.dictionary);
            (random.nextBoolean() ? from.encoded(map) : from.interned(map)).value("v", values[i]);
        }
        assertThat(misplaced(boxed, values)).isEmpty();
        // Numbers that had been compared as floats would be found out.
        boxed[0] = (1L << 53) + 1;
        boxed[1] = 0x1p53;
        values[0].set(0x1p53);
        values[1].set(1L << 53);
        assertThat(misplaced(boxed, values)).as("canary").isNotEmpty();
    }

    private List<String> misplaced(Object[] boxed, Value[] values) {
        List<String> misplaced = new ArrayList<>();
        for (int i = 0; i < boxed.length; i++) {
            for (int j = 0; j < boxed.length; j++) {
                int expected = Integer.signum(model.compare(boxed[i], boxed[j]));
                if (Integer.signum(ValueOrder.compare(values[i], values[j])) != expected
                        || ValueOrder.equal(values[i], values[j]) != (expected == 0)) {
                    misplaced.add(values[i] + " and " + values[j] + " expected=" + expected);
                }
            }
        }
        return misplaced;
    }

    private void assertSame(Object found, Object expected) {
        assertThat(model.compare(found, expected))
                .as("%s is %s", expected, found)
                .isZero();
    }
}
