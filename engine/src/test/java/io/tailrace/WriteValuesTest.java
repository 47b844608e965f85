package io.tailrace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentWriter;
import io.tailrace.error.DocumentException;
import io.tailrace.error.StaleViewException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What can be put into a write, and looking documents up. */
@Timeout(60)
class WriteValuesTest {
    private final Tailrace engine = Tailrace.open(
            new TailraceConfig().inMemory().threading(Threading.INVOKER).clock(() -> 0));
    private final Table table = engine.table("t");

    @AfterEach
    void close() {
        engine.close();
    }

    private String stored(Object key) {
        return table.read(key, Document::toString);
    }

    @Test
    void shouldPutEveryTypeOfValueByItself() {
        table.upsert(1)
                .put("bytes", new byte[] {0, 1, -1})
                .put("time", Instant.ofEpochSecond(1, 5))
                .putTime("ns", 7)
                .putNull("none")
                .put("object", Map.of("a", 1))
                .put("list", Arrays.asList(1, null, "x"))
                .put("boxed", (Object) 2.5)
                .put("null", (Object) null)
                .commit()
                .orThrow();
        assertThat(stored(1))
                .isEqualTo("{\"boxed\":2.5,\"bytes\":{\"$reql_type$\":\"BINARY\",\"data\":\"AAH/\"},\"id\":1,"
                        + "\"list\":[1,null,\"x\"],\"none\":null,"
                        + "\"ns\":{\"$reql_type$\":\"TIME\",\"epoch_time\":0.000000007,\"timezone\":\"+00:00\"},"
                        + "\"null\":null,\"object\":{\"a\":1},"
                        + "\"time\":{\"$reql_type$\":\"TIME\",\"epoch_time\":1.000000005,\"timezone\":\"+00:00\"}}");
    }

    @Test
    void shouldComposeNestedObjectsAndArraysOnTheWriteItself() {
        table.upsert("a")
                .beginObject("venue")
                .put("name", "X")
                .beginArray("levels")
                .beginArray()
                .add(1)
                .add(2.5)
                .end()
                .addNull()
                .add(List.of(true))
                .end()
                .end()
                .put(engine.field("n"), 1)
                .commit()
                .orThrow();
        assertThat(stored("a"))
                .isEqualTo("{\"id\":\"a\",\"n\":1,\"venue\":{\"levels\":[[1,2.5],null,[true]],\"name\":\"X\"}}");
    }

    @Test
    void shouldTakeValuesThatWereReadAndJsonThatIsBytes() {
        table.upsert("a").put("o", Map.of("x", 1)).commit();
        byte[] json = " {\"j\":[1]} ".getBytes(UTF_8);
        table.read(
                "a",
                (document, version) -> table.upsert("b")
                        .put("whole", document)
                        .put("o", document.value("o"))
                        .json(json, 1, json.length - 2)
                        .putUtf8("text", new UnsafeBuffer(new byte[] {'h', 'i'}), 0, 2)
                        .commit()
                        .orThrow());
        assertThat(stored("b"))
                .isEqualTo("{\"id\":\"b\",\"j\":[1],\"o\":{\"x\":1},\"text\":\"hi\","
                        + "\"whole\":{\"id\":\"a\",\"o\":{\"x\":1}}}");
    }

    @Test
    void shouldMergeLiteralsPutAsValues() {
        table.upsert("a")
                .put("o", Map.of("x", 1, "y", 2))
                .put("p", Map.of("x", 1))
                .commit();
        table.update("a")
                .put("o", Map.of("x", Literal.none(), "z", 3))
                .put("p", Literal.of(Map.of("y", 2)))
                .commit()
                .orThrow();
        assertThat(stored("a")).isEqualTo("{\"id\":\"a\",\"o\":{\"y\":2,\"z\":3},\"p\":{\"y\":2}}");
    }

    @Test
    void shouldTakeAFieldNamedLikeTheKeyOutOfANestedObject() {
        table.upsert("a")
                .put("o", Map.of("id", 1, "x", 2))
                .put("p", Map.of("id", Map.of("y", 3)))
                .commit();
        table.update("a")
                .beginObject("o")
                .remove("id")
                .end()
                .beginObject("p")
                .literal("id", Map.of("z", 4))
                .end()
                .commit()
                .orThrow();
        assertThat(stored("a")).isEqualTo("{\"id\":\"a\",\"o\":{\"x\":2},\"p\":{\"id\":{\"z\":4}}}");
        assertThatThrownBy(() ->
                        table.update("a").beginObject("o").put("n", 1).end().remove("id"))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("Primary key `id` cannot be changed");
    }

    @Test
    void shouldRefuseWhatIsNoValueAndAdviseWhatThereIs() {
        assertThatThrownBy(() -> table.upsert("a").put("n", (CharSequence) null))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("field=n")
                .hasMessageContaining("putNull(name)");
        assertThatThrownBy(() -> table.upsert("a").put("n", (byte[]) null)).hasMessageContaining("putNull(name)");
        assertThatThrownBy(() -> table.upsert("a").put("n", (Instant) null)).hasMessageContaining("putNull(name)");
        assertThatThrownBy(() -> table.upsert("a").put("n", new Object())).hasMessageContaining("java.lang.Object");
        assertThatThrownBy(() -> table.upsert("a").put("n", Literal.none())).hasMessageContaining("Literal");
        assertThatThrownBy(() -> table.upsert("a").put("n", Instant.MAX)).hasMessageContaining("1678");
        assertThatThrownBy(() -> table.upsert("a").beginArray("n").commit())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("end() it first");
        assertThatThrownBy(() -> table.upsert("a").add(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldReturnWhatAFunctionMakesOfADocument() {
        table.upsert("a").put("n", 5).commit();
        long n = table.read("a", document -> document.longValue("n"));
        assertThat(n).isEqualTo(5);
        assertThat(table.read("a", Document::copy).longValue("n")).isEqualTo(5);
        Document none = table.read("b", Document::copy);
        assertThat(none).isNull();
        long sum = table.read("a", outer -> {
            long inner = table.read("a", document -> document.longValue("n"));
            return outer.longValue("n") + inner;
        });
        assertThat(sum).isEqualTo(10);
    }

    @Test
    void shouldRefuseToShowTheDocumentOfAReadThatFoundNone() {
        table.upsert("a").put("n", 1).commit();
        DocumentBuffer buffer = table.newBuffer();
        assertThatThrownBy(buffer::document).isInstanceOf(IllegalStateException.class);
        assertThat(table.read("a", buffer)).isTrue();
        assertThat(buffer.document().longValue("n")).isEqualTo(1);
        assertThat(table.read("b", buffer)).isFalse();
        assertThat(buffer.version()).isZero();
        assertThatThrownBy(buffer::document).hasMessageContaining("no document was found");
    }

    @Test
    void shouldTellWhoKeptADocumentThatWasLent() {
        assertThat(Session.LENDING).isTrue();
        table.upsert("a").put("n", 1).commit();
        table.upsert("b").put("n", 2).commit();
        List<Document> kept = new ArrayList<>();
        DocumentWriter[] writer = {null};
        table.read("a", (document, version) -> kept.add(document));
        table.read("a", document -> kept.add(document));
        table.scan((document, version) -> kept.add(document));
        table.scanInKeyOrder((document, version) -> kept.add(document));
        table.compute("a", (current, next) -> {
            kept.add(current);
            writer[0] = next.put("n", 3);
            return true;
        });
        assertThat(kept).hasSize(7).doesNotHaveDuplicates();
        for (int i = 0; i < 50; i++) {
            table.read(
                    "b",
                    (document, version) -> assertThat(document.longValue("n")).isEqualTo(2));
            table.compute("b", (current, next) -> false);
        }
        for (Document document : kept) {
            assertThatThrownBy(() -> document.longValue("n")).isInstanceOf(StaleViewException.class);
        }
        assertThatThrownBy(() -> writer[0].put("n", 4)).isInstanceOf(IllegalStateException.class);
        assertThat(stored("a")).isEqualTo("{\"id\":\"a\",\"n\":3}");
        assertThat(stored("b")).isEqualTo("{\"id\":\"b\",\"n\":2}");
    }
}
