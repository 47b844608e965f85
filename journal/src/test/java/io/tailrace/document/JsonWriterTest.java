package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.DocumentException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class JsonWriterTest {
    private final Fixture fixture = new Fixture();
    private final JsonWriter json = new JsonWriter(fixture.dictionary);

    @Test
    void shouldWriteEveryTypeInOneText() {
        Map<String, Object> values = new TreeMap<>();
        values.put("a", List.of(1, 2.0, "x", List.of(), Map.of()));
        values.put("b", true);
        values.put("c", false);
        values.put("d", null);
        values.put("e", Long.MIN_VALUE);
        values.put("f", 61_800.2);
        values.put("g", Map.of("n\"\n", 1));
        values.put("h", Instant.ofEpochSecond(1_723_161_255L, 88_169_167));
        values.put("i", new byte[] {1, 2, 3, 4});
        String expected = "{\"a\":[1,2.0,\"x\",[],{}],\"b\":true,\"c\":false,\"d\":null,\"e\":-9223372036854775808,"
                + "\"f\":61800.2,\"g\":{\"n\\\"\\n\":1},"
                + "\"h\":{\"$reql_type$\":\"TIME\","
                + "\"epoch_time\":1723161255.088169167,\"timezone\":\"+00:00\"},"
                + "\"i\":{\"$reql_type$\":\"BINARY\",\"data\":\"AQIDBA==\"}}";
        assertThat(fixture.encoded(values)).hasToString(expected);
        assertThat(fixture.interned(values)).hasToString(expected);
        Document stored = fixture.encoded(values);
        assertThat(json.reset().document(stored.buffer(), stored.offset(), stored.length()))
                .hasToString(expected);
    }

    @Test
    void shouldEscapeWhatJsonDemandsAndNothingElse() {
        assertThat(json.value("\"\\/\b\f\n\r\t\u0000\u001f\u007f\u2028é😀"))
                .hasToString("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\u2028é😀\"");
        assertThatThrownBy(() -> json.value("x\udc00"))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("index=1");
    }

    @Test
    void shouldWriteTimesExactlyAndShort() {
        assertTime(0, "0");
        assertTime(1_000_000_000, "1");
        assertTime(1_500_000_000, "1.5");
        assertTime(1, "0.000000001");
        assertTime(-1, "-0.000000001");
        assertTime(-1_500_000_000, "-1.5");
        assertTime(Long.MAX_VALUE, "9223372036.854775807");
        assertTime(Long.MIN_VALUE, "-9223372036.854775808");
    }

    @Test
    void shouldWriteBytesAsBase64OfEveryLength() {
        for (int length = 0; length < 20; length++) {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) (i * 97 + length);
            }
            json.reset().bytes(new UnsafeBuffer(bytes), 0, length);
            assertThat(json)
                    .hasToString("{\"$reql_type$\":\"BINARY\",\"data\":\""
                            + Base64.getEncoder().encodeToString(bytes) + "\"}");
        }
    }

    @Test
    void shouldPutCommasWhereTheyBelong() {
        json.beginObject().name("seq").value(1).name("old_val").nullValue().name("new_val");
        json.document(fixture.encoded(Map.of("id", "x")))
                .name("list")
                .beginArray()
                .value(1.5)
                .value(true);
        json.beginArray()
                .endArray()
                .beginObject()
                .endObject()
                .value("s")
                .endArray()
                .endObject()
                .newLine();
        json.beginObject().endObject().newLine();
        assertThat(json)
                .hasToString("{\"seq\":1,\"old_val\":null,\"new_val\":{\"id\":\"x\"},"
                        + "\"list\":[1.5,true,[],{},\"s\"]}\n{}\n");
    }

    @Test
    void shouldCopyItsTextToAStream() throws IOException {
        String text = "é".repeat(10_000);
        json.value(text);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        json.copyTo(stream);
        json.copyTo(stream);
        assertThat(stream.toString(StandardCharsets.UTF_8)).isEqualTo("\"" + text + "\"\"" + text + "\"");
        assertThat(json.length()).isEqualTo(20_002);
    }

    @Test
    void shouldRefuseNumbersThatAreNotFinite() {
        assertThatThrownBy(() -> json.value(Double.NaN)).isInstanceOf(DocumentException.class);
    }

    private void assertTime(long epochNs, String seconds) {
        assertThat(json.reset().time(epochNs))
                .hasToString("{\"$reql_type$\":\"TIME\",\"epoch_time\":" + seconds + ",\"timezone\":\"+00:00\"}");
    }
}
