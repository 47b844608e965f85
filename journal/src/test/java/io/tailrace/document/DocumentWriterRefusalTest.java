package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.DocumentException;
import io.tailrace.error.LimitException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DocumentWriterRefusalTest {
    private final DocumentLimits limits = new DocumentLimits()
            .documentBytes(1_024)
            .depth(4)
            .fields(8)
            .arrayElements(16)
            .fieldNameBytes(10);
    private final Fixture fixture = new Fixture(limits);
    private final DocumentWriter writer = fixture.writer.reset();

    @AfterEach
    void shouldBeUsableAfterAReset() {
        writer.reset().put("id", "x").finish();
        assertThat(fixture.copied().toMap()).isEqualTo(Map.of("id", "x"));
    }

    @Test
    void shouldRefuseNumbersThatAreNotFinite() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertThatThrownBy(() -> writer.put("price", bad))
                    .isInstanceOf(DocumentException.class)
                    .hasMessageContainingAll("field=price", String.valueOf(bad));
            assertThatThrownBy(() -> writer.put("price", (float) bad)).isInstanceOf(DocumentException.class);
        }
        writer.beginArray("list");
        assertThatThrownBy(() -> writer.add(Double.NaN)).hasMessageContaining("array element");
    }

    @Test
    void shouldRefuseLoneSurrogatesByIndex() {
        assertThatThrownBy(() -> writer.put("text", "ab\ud800c"))
                .isInstanceOf(DocumentException.class)
                .hasMessageContainingAll("field=text", "index=2");
        assertThatThrownBy(() -> writer.put("text", "ab\udc00")).hasMessageContaining("index=2");
        assertThatThrownBy(() -> writer.put("n\ud800", 1)).hasMessageContainingAll("field name", "index=1");
    }

    @Test
    void shouldRefuseMalformedUtf8ByIndex() {
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[] {'a', 'b', (byte) 0xC0, (byte) 0x80});
        assertThatThrownBy(() -> writer.putUtf8("text", bytes, 0, 4))
                .isInstanceOf(DocumentException.class)
                .hasMessageContainingAll("field=text", "byte=2");
    }

    @Test
    void shouldRefuseNullTextAndSayWhatToDo() {
        assertThatThrownBy(() -> writer.put("text", (CharSequence) null)).hasMessageContaining("putNull");
    }

    @Test
    void shouldRefuseObjectsThatAreNoValues() {
        assertThatThrownBy(() -> writer.put("x", new Object())).hasMessageContainingAll("field=x", "Object");
        assertThatThrownBy(() -> writer.put("x", BigDecimal.ONE)).hasMessageContaining("BigDecimal");
        assertThatThrownBy(() -> writer.put("x", BigInteger.ONE.shiftLeft(63)))
                .hasMessageContainingAll("field=x", "64 bits");
        assertThatThrownBy(() -> writer.put("x", Map.of(1, 2))).hasMessageContaining("key=1");
        assertThatThrownBy(() -> writer.put("x", java.time.Instant.MAX)).hasMessageContaining("time=");
    }

    @Test
    void shouldHoldTheLimitOfFields() {
        for (int i = 0; i < 8; i++) {
            writer.put("f" + i, i).put("f" + i, i + 1);
        }
        writer.finish();
        writer.reset();
        for (int i = 0; i < 9; i++) {
            writer.put("f" + i, i);
        }
        assertLimit(writer::finish, "fields", 9, 8);
    }

    @Test
    void shouldHoldTheLimitOfDepth() {
        writer.beginObject("a").beginArray("b").beginObject();
        assertLimit(() -> writer.beginObject("c"), "depth", 5, 4);
        assertLimit(() -> writer.put("c", List.of()), "depth", 5, 4);
    }

    @Test
    void shouldHoldTheLimitOfDepthWhenCopying() {
        Document deep = fixture.encoded(Map.of("a", Map.of("b", List.of(List.of()))));
        writer.reset();
        assertLimit(() -> writer.put("more", deep), "depth", 5, 4);
        writer.reset().putAll(deep).finish();
    }

    @Test
    void shouldEndWithTheLimitOfDepthWhenGivenACycle() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        assertLimit(() -> writer.put("c", cycle), "depth", 5, 4);
    }

    @Test
    void shouldHoldTheLimitOfArrayElements() {
        writer.put("list", Collections.nCopies(16, true));
        assertLimit(() -> writer.put("list", Collections.nCopies(17, true)), "arrayElements", 17, 16);
    }

    @Test
    void shouldHoldTheLimitOfTheDocument() {
        writer.put("text", "x".repeat(900)).finish();
        writer.reset().put("text", "x".repeat(1_000));
        assertThatThrownBy(writer::finish)
                .isInstanceOf(LimitException.class)
                .hasMessageContainingAll("limit=documentBytes", "maximum=1024");
        writer.reset();
        assertLimit(() -> writer.put("text", "x".repeat(1_025)), "documentBytes", 1_025, 1_024);
        assertLimit(() -> writer.putBytes("b", new byte[2_000], 0, 2_000), "documentBytes", 2_000, 1_024);
    }

    @Test
    void shouldNotLetOverwritesGrowWithoutBound() {
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1_000_000; i++) {
                        writer.put("text", "x".repeat(1_000));
                    }
                })
                .isInstanceOf(LimitException.class);
    }

    @Test
    void shouldHoldTheLimitOfFieldNames() {
        writer.put("ééééé", 1);
        assertLimit(() -> writer.put("éééééé", 1), "fieldNameBytes", 12, 10);
    }

    @Test
    void shouldRefuseCallsOutOfPlace() {
        assertIllegal(() -> writer.add(1));
        assertIllegal(writer::end);
        writer.beginArray("a");
        assertIllegal(() -> writer.put("b", 1));
        assertIllegal(writer::finish);
        writer.end().finish();
        assertIllegal(() -> writer.put("b", 1));
        assertIllegal(writer::finish);
        assertIllegal(writer::end);
    }

    private static void assertIllegal(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalStateException.class);
    }

    private static void assertLimit(ThrowingCallable call, String limit, long value, long maximum) {
        assertThatThrownBy(call).isInstanceOfSatisfying(LimitException.class, e -> {
            assertThat(e.limit()).isEqualTo(limit);
            assertThat(e.value()).isEqualTo(value);
            assertThat(e.maximum()).isEqualTo(maximum);
            assertThat(e).hasMessageContainingAll("limit=" + limit, "value=" + value, "maximum=" + maximum);
        });
    }
}
