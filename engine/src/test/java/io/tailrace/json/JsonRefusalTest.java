package io.tailrace.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused, with the place and the words of the message. */
@Timeout(30)
class JsonRefusalTest {
    private final DocumentLimits limits = new DocumentLimits();
    private final JsonReader reader = new JsonReader();
    private final DocumentWriter writer = new DocumentWriter(new Dictionary(limits), limits);

    static Stream<Arguments> texts() {
        return Stream.of(
                refused("", 1, 1, "ends too early"),
                refused("{\"a\":1", 1, 7, "close marker for Object (start marker at line: 1, column: 1)"),
                refused("{\"a\":1}}", 1, 8, ""),
                refused("{\"a\":/* b */ 1}", 1, 6, "maybe a (non-standard) comment?"),
                refused("{\"a\":+1}", 1, 7, "plus sign"),
                refused("{\"a\":" + "9".repeat(1_200) + "}", 1, 1_206, "(1000)"),
                refused("{\"a\":1} x", 1, 9, "x"),
                refused("{\"a\":1}{}", 1, 8, "trailing"),
                refused("[1]", 1, 1, "a document is a JSON object"),
                refused("7", 1, 1, "a document is a JSON object"),
                refused("{\n \"a\": x}", 2, 7, "x"),
                refused("{\"\u00e9\u00e9\": 01}", 1, 9, "zero"),
                refused("{\"a\":NaN}", 1, 9, "NaN"),
                refused("{\"a\":-Infinity}", 1, 15, "nfinity"),
                refused("{\"a\":1e400}", 1, 6, "value=1e400"),
                refused("{\"a\":9223372036854775808}", 1, 6, "value=9223372036854775808"),
                refused("{\"a\":{\"epoch_time\":9223372036854775808}}", 1, 39, "beyond 64 bits"),
                refused("{\"a\":1,\n\"b\":2,\n\"a\":3}", 3, 5, "field=a"),
                refused("{\"a\":{\"data\":\"1\",\"data\":\"2\"}}", 1, 25, "field=data"),
                refused("{\"a\":\"\\ud800\"}", 1, 6, "urrogate"),
                refused("{\"\\udc00\":1}", 1, 9, "urrogate"),
                refused("{\"a\":\"\\x\"}", 1, 8, "escape"),
                refused("{\"a\":\"\t\"}", 1, 7, ""),
                refused("\u0000{\"a\":1}", 1, 1, "zero byte"),
                refused("{\u0000\"a\":1}", 1, 2, "zero byte"),
                refused("{\"a\u0000\":1}", 1, 4, "zero byte"),
                refused("{\"a\": \u00001}", 1, 7, "zero byte"),
                refused("{\"a\":\"bcdefghi\u0000\"}", 1, 15, "zero byte"),
                refused("{\"$reql_type$\":\"TIME\",\"epoch_time\":1}", 1, 16, "reserved"),
                refused("{\"a\":{\"$reql_type$\":\"GEOMETRY\"}}", 1, 31, "found=GEOMETRY"),
                refused("{\"a\":{\"b\":1,\"$reql_type$\":\"TIME\"}}", 1, 27, "reserved"),
                refused("{\"a\":{\"$reql_type$\":\"TIME\",\"epoch_time\":1,\"b\":2}}", 1, 47, "field=b"),
                refused(
                        "{\"a\":{\"$reql_type$\":\"TIME\",\"epoch_time\":1e99999999999}}",
                        1,
                        54,
                        "64 bits, 1677 to 2262"),
                refused(
                        "{\"a\":{\"$reql_type$\":\"TIME\",\"epoch_time\":1e-99999999}}",
                        1,
                        52,
                        "64 bits, 1677 to 2262"),
                refused("{\"a\":{\"$reql_type$\":\"TIME\"}}", 1, 27, "epoch_time"),
                refused("{\"a\":{\"$reql_type$\":\"TIME\",\"epoch_time\":1e-10}}", 1, 46, "epoch_time=1e-10"),
                refused("{\"a\":{\"$reql_type$\":\"TIME\",\"epoch_time\":9223372036.854775808}}", 1, 61, "2262"),
                refused("{\"a\":{\"$reql_type$\":\"TIME\",\"epoch_time\":1,\"timezone\":\"x\"}}", 1, 57, "timezone=x"),
                refused("{\"a\":{\"$reql_type$\":\"BINARY\",\"data\":\"*\"}}", 1, 40, "base64"));
    }

    private static Arguments refused(String text, int line, int column, String words) {
        return Arguments.of(text, line, column, words);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void shouldRefuseWithThePlace(String text, int line, int column, String words) {
        byte[] bytes = ("##" + text + "##").getBytes(StandardCharsets.UTF_8);
        JsonException error = catchThrowableOfType(
                JsonException.class, () -> reader.read(bytes, 2, bytes.length - 4, writer.reset()));

        assertThat(error).hasMessageContaining(words);
        assertThat(error.line() + ":" + error.column()).as(error.getMessage()).isEqualTo(line + ":" + column);
        assertThat(error.getMessage())
                .endsWith("line=" + line + " column=" + column)
                .doesNotContain("\n", "Feature", "Constraints", "REDACTED");
    }

    static Stream<byte[]> malformed() {
        return Stream.of(
                bytes(0x80),
                bytes(0xC0, 0x80),
                bytes(0xC3),
                bytes(0xE0, 0x9F, 0xBF),
                bytes(0xED, 0xA0, 0x80),
                bytes(0xF0, 0x8F, 0xBF, 0xBF),
                bytes(0xF4, 0x90, 0x80, 0x80),
                bytes(0xF5, 0x80, 0x80, 0x80),
                bytes(0xFF),
                bytes(0));
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void shouldRefuseMalformedUtf8WithThePlace(byte[] malformed) {
        byte[] before = "{\n\"\u20ac\":\"".getBytes(StandardCharsets.UTF_8);
        byte[] after = "\"}".getBytes(StandardCharsets.UTF_8);
        byte[] text = new byte[before.length + malformed.length + after.length];
        System.arraycopy(before, 0, text, 0, before.length);
        System.arraycopy(malformed, 0, text, before.length, malformed.length);
        System.arraycopy(after, 0, text, before.length + malformed.length, after.length);

        JsonException error =
                catchThrowableOfType(JsonException.class, () -> reader.read(text, 0, text.length, writer.reset()));

        assertThat(error).hasMessageContaining("UTF-8").hasMessageEndingWith("line=2 column=6");
    }

    @Test
    void shouldRefuseLoneSurrogatesInTextWithThePlace() {
        JsonException error =
                catchThrowableOfType(JsonException.class, () -> reader.read("{\n\"a\":\"\ud83d\"}", writer.reset()));

        assertThat(error).hasMessageContaining("lone surrogate").hasMessageEndingWith("line=2 column=6");
    }
}
