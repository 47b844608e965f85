package io.tailrace.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.ValueType;
import io.tailrace.error.LimitException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class JsonReaderTest {
    private final DocumentLimits limits = new DocumentLimits();
    private final Dictionary dictionary = new Dictionary(limits);
    private final JsonReader reader = new JsonReader();
    private final DocumentWriter writer = new DocumentWriter(dictionary, limits);
    private final Document document = new Document(dictionary);

    private Document read(String json) {
        reader.read(json, writer.reset());
        writer.finish();
        return document.wrap(writer.buffer(), writer.offset(), writer.length());
    }

    @Test
    void shouldReadEveryKindOfValue() {
        Document read = read("{\"s\":\"a\\u00e9\\ud83d\\ude00\",\"i\":-42,\"f\":0.5,\"t\":true,\"n\":null,"
                + "\"a\":[1,2.5,\"x\",false,null,[],{}],\"o\":{\"p\":{\"q\":7}}}");

        assertThat(read.toMap())
                .containsEntry("s", "a\u00e9\ud83d\ude00")
                .containsEntry("i", -42L)
                .containsEntry("f", 0.5)
                .containsEntry("t", true)
                .containsEntry("n", null)
                .containsEntry("a", Arrays.asList(1L, 2.5, "x", false, null, List.of(), Map.of()))
                .containsEntry("o", Map.of("p", Map.of("q", 7L)));
    }

    @Test
    void shouldKeepIntegersExactIn64Bits() {
        Document read = read("{\"min\":-9223372036854775808,\"max\":9223372036854775807,\"odd\":9007199254740993}");

        assertThat(read.longValue("min")).isEqualTo(Long.MIN_VALUE);
        assertThat(read.longValue("max")).isEqualTo(Long.MAX_VALUE);
        assertThat(read.longValue("odd")).isEqualTo(9007199254740993L);
    }

    @Test
    void shouldTakeNumbersWithFractionOrExponentAsFloats() {
        Document read = read("{\"a\":1.0,\"b\":1e3,\"c\":-0.0,\"d\":1.7976931348623157e308,\"e\":5e-324}");

        assertThat(read.type("a")).isEqualTo(ValueType.FLOAT);
        assertThat(read.doubleValue("b")).isEqualTo(1000.0);
        assertThat(Double.doubleToRawLongBits(read.doubleValue("c"))).isEqualTo(Long.MIN_VALUE);
        assertThat(read.doubleValue("d")).isEqualTo(Double.MAX_VALUE);
        assertThat(read.doubleValue("e")).isEqualTo(Double.MIN_VALUE);
    }

    @Test
    void shouldReadTimesToTheNanosecond() {
        Document read = read("{\"a\":{\"$reql_type$\":\"TIME\",\"epoch_time\":1723161255.088169167,"
                + "\"timezone\":\"+00:00\"},\"b\":{\"epoch_time\":-0.000000001,\"timezone\":\"-05:30\","
                + "\"$reql_type$\":\"TIME\"},\"c\":[{\"$reql_type$\":\"TIME\",\"epoch_time\":15e-1}],"
                + "\"d\":{\"$reql_type$\":\"TIME\",\"epoch_time\":9223372036.854775807,\"timezone\":\"Z\"}}");

        assertThat(read.timeNs("a")).isEqualTo(1723161255088169167L);
        assertThat(read.timeNs("b")).isEqualTo(-1L);
        assertThat(read.value("c")).isEqualTo(List.of(Instant.ofEpochSecond(1, 500_000_000)));
        assertThat(read.timeNs("d")).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldReadBytes() {
        Document read = read("{\"a\":{\"data\":\"AAH/\",\"$reql_type$\":\"BINARY\"},"
                + "\"b\":{\"$reql_type$\":\"BINARY\",\"data\":\"\"}}");

        UnsafeBuffer bytes = new UnsafeBuffer(0, 0);
        assertThat(read.bytes("a", bytes)).isTrue();
        assertThat(bytes.capacity()).isEqualTo(3);
        assertThat(bytes.getByte(2)).isEqualTo((byte) 0xFF);
        assertThat(read.bytes("b", bytes)).isTrue();
        assertThat(bytes.capacity()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"o\":{\"data\":\"AAH/\"}}",
                "{\"o\":{\"epoch_time\":1,\"timezone\":\"+00:00\"}}",
                "{\"o\":{\"data\":\"x\",\"epoch_time\":2.5,\"more\":{\"timezone\":\"y\"}}}",
                "{\"o\":{\"data\":{\"data\":[{\"data\":\"z\"}]}}}",
                "{\"o\":{\"timezone\":null,\"z\":1}}"
            })
    void shouldTakeObjectsThatOnlyResembleTimesAndBytesAsTheyStand(String json) {
        assertThat(read(json).toString()).isEqualTo(json);
    }

    @Test
    void shouldReadTheSameFromAnArrayABufferAndText() {
        byte[] bytes = "__{\"id\":\"x\",\"n\":[1]}__".getBytes(StandardCharsets.UTF_8);

        reader.read(bytes, 2, bytes.length - 4, writer.reset());
        writer.finish();
        String fromArray =
                document.wrap(writer.buffer(), writer.offset(), writer.length()).toString();
        reader.read(new UnsafeBuffer(bytes), 2, bytes.length - 4, writer.reset());
        writer.finish();
        String fromBuffer =
                document.wrap(writer.buffer(), writer.offset(), writer.length()).toString();

        assertThat(fromArray).isEqualTo("{\"id\":\"x\",\"n\":[1]}").isEqualTo(fromBuffer);
        assertThat(read("{\"id\":\"x\",\"n\":[1]}").toString()).isEqualTo(fromArray);
    }

    @Test
    void shouldFillAWriterThatHoldsFieldsAlready() {
        writer.reset().put("a", 1);
        reader.read("{\"b\":2}", writer);
        writer.finish();

        assertThat(document.wrap(writer.buffer(), writer.offset(), writer.length())
                        .toMap())
                .containsOnlyKeys("a", "b");
    }

    @Test
    void shouldNameTheLimitThatADocumentBreaks() {
        String deep = "{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}";
        JsonException error = catchThrowableOfType(JsonException.class, () -> reader.read(deep, writer.reset()));

        assertThat(error.getCause()).isInstanceOf(LimitException.class);
        assertThat(error.line()).isEqualTo(1);
        assertThat(error.column()).isBetween(30, 40);
    }

    @Test
    void shouldRefuseADocumentOverTheByteLimit() {
        String large = "{\"a\":\"" + "x".repeat(700_000) + "\",\"b\":\"" + "y".repeat(700_000) + "\"}";

        assertThatThrownBy(() -> read(large)).isInstanceOf(LimitException.class);
        assertThat(read("{\"id\":1}").longValue("id")).isEqualTo(1);
    }

    @Test
    void shouldGoOnAfterAnError() {
        assertThatThrownBy(() -> reader.read("{\"a\":{\"b\":[1,", writer.reset()))
                .isInstanceOf(JsonException.class);

        assertThat(read("{\"a\":{\"b\":[1]}}").toString()).isEqualTo("{\"a\":{\"b\":[1]}}");
    }

    @Test
    void shouldReadValuesThatCanBeKeys() {
        assertThat(reader.value("42")).isEqualTo(42L);
        assertThat(reader.value(" 1.5 ")).isEqualTo(1.5);
        assertThat(reader.value("\"a\"")).isEqualTo("a");
        assertThat(reader.value("true")).isEqualTo(true);
        assertThat(reader.value("null")).isNull();
        assertThat(reader.value("[\"a\",[1]]")).isEqualTo(List.of("a", List.of(1L)));
        assertThat(reader.value("{\"$reql_type$\":\"TIME\",\"epoch_time\":-1.5}"))
                .isEqualTo(Instant.ofEpochSecond(-2, 500_000_000));
        assertThat(reader.value("{\"$reql_type$\":\"BINARY\",\"data\":\"AQ==\"}"))
                .isEqualTo(new byte[] {1});
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "BTCUSDT", "1 2", "01", "[1", "2024-01-01", "NaN", "'a'", "\"a"})
    void shouldTellTextThatIsNoJson(String text) {
        assertThat(catchThrowableOfType(JsonException.class, () -> reader.value(text))
                        .syntax())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "{\"a\":1}", "{}", "1e999", "\"\\ud800\""})
    void shouldTellJsonThatIsNoKey(String text) {
        assertThat(catchThrowableOfType(JsonException.class, () -> reader.value(text))
                        .syntax())
                .isFalse();
    }
}
