package io.tailrace.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.DocumentLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class JsonOperationReaderTest {
    private final DocumentLimits limits = new DocumentLimits();
    private final Dictionary dictionary = new Dictionary(limits);
    private final JsonOperationReader reader = new JsonOperationReader(dictionary, limits);

    private JsonOperation read(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return reader.read(bytes, 0, bytes.length);
    }

    private String document(JsonOperation operation) {
        return new Document(dictionary)
                .wrap(
                        operation.document().buffer(),
                        operation.document().offset(),
                        operation.document().length())
                .toString();
    }

    @Test
    void shouldReadMembersInAnyOrder() {
        JsonOperation operation =
                read("{\"ts\":1723161255088169167,\"doc\":{\"id\":\"x\",\"op\":1},\"table\":\"t\",\"op\":\"upsert\"}");

        assertThat(operation.kind()).isEqualTo(JsonOperation.Kind.UPSERT);
        assertThat(operation.table()).isEqualTo("t");
        assertThat(operation.key()).isNull();
        assertThat(operation.timeNs()).isEqualTo(1723161255088169167L);
        assertThat(document(operation)).isEqualTo("{\"id\":\"x\",\"op\":1}");
    }

    @Test
    void shouldForgetThePreviousOperation() {
        read("{\"op\":\"update\",\"table\":\"t\",\"key\":[1,\"a\"],\"doc\":{\"n\":1},\"ts\":5}");

        JsonOperation operation = read("{\"op\":\"delete\",\"key\":7}");

        assertThat(operation.kind()).isEqualTo(JsonOperation.Kind.DELETE);
        assertThat(operation.table()).isNull();
        assertThat(operation.key()).isEqualTo(7L);
        assertThat(operation.hasDocument()).isFalse();
        assertThat(operation.hasTime()).isFalse();
    }

    @Test
    void shouldReadKeysOfSeveralParts() {
        assertThat(read("{\"op\":\"delete\",\"table\":\"t\",\"key\":[\"b\",61800.2]}")
                        .key())
                .isEqualTo(List.of("b", 61800.2));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    []                                    | JSON object
                    {}                                    | needs the member op
                    {"op":"drop"}                         | op=drop
                    {"op":1}                              | member=op
                    {"op":"upsert","table":"t"}           | needs the member doc
                    {"op":"upsert","doc":[]}              | a document is a JSON object
                    {"op":"delete","table":"t"}           | needs the member key
                    {"op":"delete","key":null}            | needs the member key
                    {"op":"delete","key":{"a":1}}         | no key can be an object
                    {"op":"delete","key":1,"doc":{}}      | takes a key and no doc
                    {"op":"delete","key":1,"ts":1.5}      | member=ts
                    {"op":"delete","key":1,"tabel":"t"}   | member=tabel
                    {"op":"delete","key":1,"key":2}       | member=key
                    {"op":"delete","key":1} {}            | trailing
                    """)
    void shouldRefuseWhatIsNoOperation(String json, String words) {
        assertThat(catchThrowableOfType(JsonException.class, () -> read(json))).hasMessageContaining(words);
    }
}
