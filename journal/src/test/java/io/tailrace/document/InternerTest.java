package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InternerTest {
    private final Map<String, Object> nested =
            new TreeMap<>(Map.of("b", List.of(Map.of("y", "text", "x", 1L)), "a", Map.of("x", List.of()), "id", "k"));

    @Test
    void shouldReportNamesBeforeTheShapesThatUseThem() {
        Fixture fixture = new Fixture();
        Document received = fixture.encoded(nested);
        assertThat(needed(received)).isTrue();
        Document stored = fixture.interned(received);
        assertThat(needed(stored)).isFalse();
        assertThat(stored.toMap()).isEqualTo(nested);
        assertThat(fixture.reported)
                .containsExactly(
                        "field 0 a",
                        "field 1 b",
                        "field 2 id",
                        "shape 0 0 1 2",
                        "field 3 x",
                        "shape 1 3",
                        "field 4 y",
                        "shape 2 3 4");
    }

    @Test
    void shouldNotBeNeededOnceWritersKnowTheShapes() {
        Fixture fixture = new Fixture();
        fixture.interned(nested);
        fixture.reported.clear();
        Document again = fixture.encoded(nested);
        assertThat(needed(again)).isFalse();
        assertThat(Fixture.bytes(fixture.interned(again))).isEqualTo(Fixture.bytes(again));
        assertThat(fixture.reported).isEmpty();
    }

    @Test
    void shouldKeepItsResultUntilTheNextWhateverItsSize() {
        Fixture fixture = new Fixture();
        for (int length = 1; length <= 1_000; length += 333) {
            Map<String, Object> values = Map.of("f" + length, "x".repeat(length), "id", 1L);
            Document received = fixture.encoded(values);
            Document elsewhere = new Fixture().interned(values);
            int stored = fixture.interner.intern(received.buffer(), received.offset(), received.length());
            assertThat(stored).isEqualTo(elsewhere.length()).isLessThan(received.length());
            Document result = new Document(fixture.dictionary).wrap(fixture.interner.result(), 0, stored);
            assertThat(needed(result)).isFalse();
            assertThat(result.toMap()).isEqualTo(values);
        }
    }

    @Test
    void shouldInternWhatIsCopiedOutOfAnInlineDocument() {
        Fixture fixture = new Fixture();
        Document inline = fixture.encoded(Map.of("inner", Map.of("x", 1L)));
        fixture.writer.reset().put("outer", inline).finish();
        Document stored = fixture.interned(fixture.copied());
        assertThat(needed(stored)).isFalse();
        assertThat(stored.toMap()).isEqualTo(Map.of("outer", Map.of("inner", Map.of("x", 1L))));
        fixture.writer.reset().put("outer", stored).finish();
        assertThat(needed(fixture.copied())).isFalse();
        fixture.writer.reset().put("outermost", inline).finish();
        assertThat(needed(fixture.copied())).isTrue();
    }

    @Test
    void shouldLeaveInlineWhatPassesTheBoundOfNames() {
        Fixture fixture = new Fixture(new DocumentLimits().fieldNames(2));
        fixture.interned(Map.of("a", 1));
        Document stored = fixture.interned(Map.of("b", 1L, "c", 2L));
        assertThat(stored.toMap()).isEqualTo(Map.of("b", 1L, "c", 2L));
        assertThat(needed(stored)).isFalse();
        assertThat(fixture.dictionary.fieldCount()).isEqualTo(1);
        assertThat(needed(fixture.encoded(Map.of("b", 1L, "c", 2L)))).isFalse();
        assertThat(needed(fixture.encoded(Map.of("b", 1L)))).isTrue();
        assertThat(fixture.reported).containsExactly("field 0 a", "shape 0 0");
    }

    @Test
    void shouldLeaveInlineWhatPassesTheBoundOfShapes() {
        Fixture fixture = new Fixture(new DocumentLimits().shapes(1));
        fixture.interned(Map.of("x", 1));
        Document received = fixture.encoded(nested);
        assertThat(needed(received)).isFalse();
        Document stored = fixture.interned(received);
        assertThat(stored.toMap()).isEqualTo(nested);
        assertThat(stored.string("id")).isEqualTo("k");
        assertThat(ValueOrder.equal(received, stored)).isTrue();
        assertThat(fixture.dictionary.shapeCount()).isEqualTo(1);
        assertThat(fixture.dictionary.fieldCount()).isEqualTo(1);
    }

    @Test
    void shouldSettleWhatBecameImpossibleWhileADocumentWaited() {
        Fixture fixture = new Fixture(new DocumentLimits().shapes(1));
        Document waiting = fixture.encoded(nested);
        assertThat(needed(waiting)).isTrue();
        fixture.interned(Map.of("x", List.of()));
        Document stored = fixture.interned(waiting);
        assertThat(needed(stored)).isFalse();
        assertThat(stored.toMap()).isEqualTo(nested);
        assertThat(stored.length()).isLessThan(waiting.length());
        assertThat(needed(fixture.interned(stored))).isFalse();
    }

    @Test
    void shouldKeepNothingThatTheSinkRefused() {
        Fixture fixture = new Fixture();
        fixture.refusal = new IllegalStateException("disk full");
        Document received = fixture.encoded(nested);
        assertThatThrownBy(() -> fixture.interned(received)).hasMessage("disk full");
        assertThat(fixture.dictionary.fieldCount()).isZero();
        assertThat(fixture.dictionary.shapeCount()).isZero();
        fixture.refusal = null;
        assertThat(fixture.interned(received).toMap()).isEqualTo(nested);
        assertThat(fixture.reported).startsWith("field 0 a");
    }

    @Test
    void shouldRebuildTheSameDictionaryFromWhatWasReported() {
        Fixture fixture = new Fixture();
        Document stored = fixture.interned(nested);
        Dictionary replayed = new Dictionary(fixture.limits);
        for (int id = 0; id < fixture.dictionary.fieldCount(); id++) {
            byte[] name = fixture.dictionary.fieldName(id);
            replayed.restoreField(id, new org.agrona.concurrent.UnsafeBuffer(name), 0, name.length);
        }
        for (int id = 0; id < fixture.dictionary.shapeCount(); id++) {
            int[] fields = fixture.dictionary.shapeFields(id);
            replayed.restoreShape(id, fields, fields.length);
        }
        assertThat(new Document(replayed)
                        .wrap(stored.buffer(), 0, stored.length())
                        .toMap())
                .isEqualTo(nested);
    }

    private static boolean needed(Document document) {
        return Interner.needed(document.buffer(), document.offset());
    }
}
