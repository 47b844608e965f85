package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.DocumentException;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DocumentAccessTest {
    private final Fixture fixture = new Fixture();
    private final Field bid = fixture.dictionary.field("bid");
    private final Field ask = fixture.dictionary.field("ask");

    @Test
    void shouldTellAbsentFromNull() {
        fixture.writer.reset().putNull(bid).finish();
        Document document = fixture.copied();
        assertThat(document.has(bid)).isTrue();
        assertThat(document.isNull(bid)).isTrue();
        assertThat(document.type(bid)).isEqualTo(ValueType.NULL);
        assertThat(document.has(ask)).isFalse();
        assertThat(document.isNull(ask)).isFalse();
        assertThat(document.type(ask)).isNull();
        assertThat(document.type("never heard of")).isNull();
    }

    @Test
    void shouldGiveTheDefaultForAbsentAndNull() {
        fixture.writer.reset().putNull(bid).finish();
        Document document = fixture.copied();
        for (Field field : List.of(bid, ask)) {
            assertThat(document.longValue(field, 7)).isEqualTo(7);
            assertThat(document.doubleValue(field, 7.5)).isEqualTo(7.5);
            assertThat(document.booleanValue(field, true)).isTrue();
            assertThat(document.timeNs(field, 9)).isEqualTo(9);
            assertThat(document.string(field, "x")).isEqualTo("x");
        }
    }

    @Test
    void shouldNameFieldAndTypeWhenTheTypeIsWrong() {
        fixture.writer.reset().put(bid, "text").put("list", 1).finish();
        Document document = fixture.copied();
        assertThatThrownBy(() -> document.longValue(bid))
                .isInstanceOf(DocumentException.class)
                .hasMessageContainingAll("field=bid", "type=STRING", "an integer");
        assertThatThrownBy(() -> document.doubleValue("bid", 0.0)).hasMessageContainingAll("field=bid", "a number");
        assertThatThrownBy(() -> document.booleanValue(bid)).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> document.timeNs(bid)).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> document.longValue(ask)).hasMessageContainingAll("field=ask", "absent");
        assertThatThrownBy(() -> document.string("list")).hasMessageContainingAll("field=list", "type=INTEGER");
        assertThatThrownBy(() -> document.array("list", new ArrayView(fixture.dictionary)))
                .hasMessageContainingAll("field=list", "an array");
        assertThatThrownBy(() -> document.document("list", new Document(fixture.dictionary)))
                .hasMessageContainingAll("field=list", "an object");
        assertThatThrownBy(() -> document.utf8("list", new UnsafeBuffer(0, 0))).hasMessageContaining("a string");
    }

    @Test
    void shouldReadIntegersAsFloatsButNotTheOtherWayRound() {
        fixture.writer.reset().put(bid, 3).put(ask, 3.0).finish();
        Document document = fixture.copied();
        assertThat(document.doubleValue(bid)).isEqualTo(3.0);
        assertThatThrownBy(() -> document.longValue(ask)).hasMessageContainingAll("field=ask", "type=FLOAT");
    }

    @Test
    void shouldFindFieldsInManyAlternatingShapes() {
        Document document = new Document(fixture.dictionary);
        for (int round = 0; round < 3; round++) {
            for (int shape = 0; shape < 20; shape++) {
                int first = shape;
                fixture.writer.reset();
                for (int i = 0; i < first; i++) {
                    fixture.writer.put("a" + i, i);
                }
                fixture.writer.put(bid, first).finish();
                Document encoded = round > 0 ? fixture.interned(fixture.copied()) : fixture.copied();
                document.wrap(encoded.buffer(), encoded.offset(), encoded.length());
                assertThat(document.longValue(bid)).isEqualTo(first);
                assertThat(document.has(ask)).isFalse();
                assertThat(document.has("a0")).isEqualTo(first > 0);
                assertThat(document.has("a" + first)).isFalse();
            }
        }
    }

    @Test
    void shouldTakeHandlesOfAnotherDictionaryByName() {
        Fixture other = new Fixture();
        other.interned(Map.of("bid", 1, "zero", 0));
        fixture.interned(Map.of("bid", 5, "ask", 6));
        Document document = fixture.encoded(Map.of("bid", 5, "ask", 6));
        Field foreign = other.dictionary.field("bid");
        assertThat(other.encoded(Map.of("bid", 1, "zero", 0)).longValue(foreign))
                .isEqualTo(1);
        assertThat(document.longValue(foreign)).isEqualTo(5);
        fixture.writer.reset().put(foreign, 8).finish();
        assertThat(fixture.copied().longValue(bid)).isEqualTo(8);
    }

    @Test
    void shouldRefuseBytesWhoseLengthIsNotThatOfTheDocument() {
        Document document = fixture.encoded(Map.of("bid", 1));
        assertThatThrownBy(() -> document.wrap(document.buffer(), 0, document.length() - 8))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("damaged");
        assertThatThrownBy(() -> document.wrap(new UnsafeBuffer(new byte[4]), 0, 4))
                .isInstanceOf(DocumentException.class);
    }

    @Test
    void shouldNameAnUnknownShape() {
        Fixture other = new Fixture();
        Document foreign = other.interned(Map.of("bid", 1));
        assertThatThrownBy(() -> new Document(fixture.dictionary)
                        .wrap(foreign.buffer(), 0, foreign.length())
                        .longValue(bid))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("shape id=0");
    }

    @Test
    void shouldRefuseIndexesOutOfRange() {
        Document document = fixture.encoded(Map.of("list", List.of(1)));
        ArrayView list = new ArrayView(fixture.dictionary);
        document.array("list", list);
        assertThatThrownBy(() -> document.fieldAt(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> document.typeAt(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list.longAt(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list.stringAt(0)).hasMessageContainingAll("index=0", "type=INTEGER");
    }
}
