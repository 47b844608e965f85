package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.DocumentException;
import io.tailrace.error.LimitException;
import io.tailrace.testing.Seeds;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KeyEncoderTest {
    private final Fixture fixture = new Fixture();
    private final KeyEncoder encoder = new KeyEncoder(fixture.limits);
    private final UnsafeBuffer target = new UnsafeBuffer(new byte[1 + KeyEncoder.MAX_ENCODED_BYTES]);
    private final Field id = fixture.dictionary.field("id");

    @Test
    void shouldOrderRandomKeysByTheirBytesAsTheModelOrdersTheirValues() {
        RandomValues source = new RandomValues(Seeds.random(KeyEncoderTest.class));
        ModelOrder model = new ModelOrder();
        List<Object> keys = new ArrayList<>();
        List<byte[]> encoded = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            keys.add(source.key(3));
            encoded.add(encode(keys.get(i)));
        }
        for (int i = 0; i < keys.size(); i++) {
            for (int j = 0; j < keys.size(); j++) {
                int order = Integer.signum(Arrays.compareUnsigned(encoded.get(i), encoded.get(j)));
                if (order != Integer.signum(model.compare(keys.get(i), keys.get(j)))) {
                    throw new AssertionError(keys.get(i) + " and " + keys.get(j) + " are ordered " + order);
                }
            }
        }
    }

    @Test
    void shouldOrderNearNumbersExactly() {
        Random random = Seeds.random(KeyEncoderTest.class);
        ModelOrder model = new ModelOrder();
        for (int i = 0; i < 200_000; i++) {
            long a = random.nextLong() >> random.nextInt(64);
            long b = a + random.nextInt(3) - 1;
            double near = (double) a;
            assertThat(Integer.signum(Arrays.compareUnsigned(encode(a), encode(b))))
                    .isEqualTo(Integer.signum(Long.compare(a, b)));
            assertThat(Integer.signum(Arrays.compareUnsigned(encode(a), encode(near))))
                    .as("%s and %s", a, near)
                    .isEqualTo(Integer.signum(model.compare(a, near)));
        }
    }

    @Test
    void shouldEncodeEqualNumbersAsOneKey() {
        assertThat(encode(1.0)).isEqualTo(encode(1L));
        assertThat(encode(-0.0)).isEqualTo(encode(0L)).isEqualTo(encode(0.0));
        assertThat(encode(0x1p62)).isEqualTo(encode(1L << 62));
        assertThat(encode(1)).hasSize(11);
    }

    @Test
    void shouldEncodeTheSameFromDocumentsAndFromValues() {
        RandomValues source = new RandomValues(Seeds.random(KeyEncoderTest.class));
        for (int i = 0; i < 1_000; i++) {
            Object key = source.key(3);
            Document document = fixture.encoded(Map.of("id", key, "other", 1));
            int length = encoder.encode(document, id, target, 1);
            assertThat(bytes(1, length)).isEqualTo(encode(key));
        }
        assertThat(bytes(0, encoder.encode("text", target, 0))).isEqualTo(encode("text"));
        assertThat(bytes(0, encoder.encode(5L, target, 0))).isEqualTo(encode(5));
        assertThat(bytes(0, encoder.encode(5.5, target, 0))).isEqualTo(encode(5.5));
        assertThat(bytes(0, encoder.encode(true, target, 0))).isEqualTo(encode(true));
        assertThat(bytes(0, encoder.encode(new byte[] {0, 1}, target, 0))).isEqualTo(encode(new byte[] {0, 1}));
        assertThat(bytes(0, encoder.encodeTime(-1, target, 0))).isEqualTo(encode(Instant.ofEpochSecond(0, -1)));
    }

    @Test
    void shouldGiveBackTheValueAndItsJson() {
        RandomValues source = new RandomValues(Seeds.random(KeyEncoderTest.class));
        ModelOrder model = new ModelOrder();
        KeyDecoder decoder = new KeyDecoder();
        JsonWriter json = new JsonWriter(fixture.dictionary);
        for (int i = 0; i < 2_000; i++) {
            Object key = source.key(3);
            int length = encoder.encodeValue(key, target, 1);
            Object value = decoder.value(target, 1, length);
            assertThat(model.compare(value, key)).as("%s is %s", key, value).isZero();
            decoder.appendJson(target, 1, length, json.reset());
            String ofDecoded = new JsonWriter(fixture.dictionary)
                    .document(fixture.encoded(Map.of("id", value)))
                    .toString();
            assertThat("{\"id\":" + json + "}").isEqualTo(ofDecoded);
            assertThat(decoder.text(target, 1, length)).isEqualTo(json.toString());
        }
    }

    @Test
    void shouldRefuseToDecodeWhatIsNoKey() {
        KeyDecoder decoder = new KeyDecoder();
        byte[] key = encode(List.of("a\u0000b", 1, List.of(true), Instant.EPOCH));
        for (int length = 0; length < key.length; length++) {
            int cut = length;
            assertThatThrownBy(() -> decoder.value(new UnsafeBuffer(key), 0, cut))
                    .isInstanceOf(DocumentException.class);
        }
        byte[] longer = Arrays.copyOf(key, key.length + 1);
        assertThatThrownBy(() -> decoder.value(new UnsafeBuffer(longer), 0, longer.length))
                .isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> decoder.value(new UnsafeBuffer(new byte[] {0x33}), 0, 1))
                .isInstanceOf(DocumentException.class);
    }

    @Test
    void shouldLimitPayloadAndNotFraming() {
        encode("x".repeat(127));
        encode("\u0000".repeat(127));
        encode(new byte[127]);
        encode(List.of("x".repeat(100), "y".repeat(27)));
        encode(Collections.nCopies(15, 1));
        encode(Collections.nCopies(127, "\u0000"));
        assertTooLong("x".repeat(128), 128);
        assertTooLong("é".repeat(64), 128);
        assertTooLong(new byte[128], 128);
        assertTooLong(List.of("x".repeat(100), "y".repeat(28)), 128);
        assertTooLong(Collections.nCopies(16, 1), 128);
        assertTooLong(Collections.nCopies(128, ""), 128);
        Document document = fixture.encoded(Map.of("id", "x".repeat(128)));
        assertThatThrownBy(() -> encoder.encode(document, id, target, 0))
                .isInstanceOf(LimitException.class)
                .hasMessageContainingAll("keyBytes", "value=128", "maximum=127", "field=id");
    }

    @Test
    void shouldNeverPassTheLargestEncodedLength() {
        List<Object> deep = List.of();
        for (int i = 0; i < 300; i++) {
            deep = List.of(deep);
        }
        List<Object> tooDeep = deep;
        assertThatThrownBy(() -> encode(tooDeep)).isInstanceOf(LimitException.class);
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        assertThatThrownBy(() -> encode(cycle)).isInstanceOf(LimitException.class);
    }

    @Test
    void shouldRefuseWhatIsNoKeyAndNameTheField() {
        assertThatThrownBy(() -> encoder.encode(fixture.encoded(Map.of("x", 1)), id, target, 0))
                .isInstanceOf(DocumentException.class)
                .hasMessageContainingAll("field=id", "absent");
        for (Object bad : Arrays.asList(null, Map.of(), List.of(Map.of()), Collections.singletonList(null))) {
            fixture.writer.reset().put("id", bad).finish();
            Document document = fixture.copied();
            assertThatThrownBy(() -> encoder.encode(document, id, target, 0))
                    .isInstanceOf(DocumentException.class)
                    .hasMessageContaining("field=id");
            assertThatThrownBy(() -> encoder.encodeValue(bad, target, 0)).isInstanceOf(DocumentException.class);
        }
        assertThatThrownBy(() -> encoder.encode(Double.NaN, target, 0))
                .isInstanceOf(DocumentException.class)
                .hasMessageStartingWith("key value=NaN");
        assertThatThrownBy(() -> encoder.encodeValue(BigInteger.ONE.shiftLeft(70), target, 0))
                .isInstanceOf(DocumentException.class)
                .hasMessageStartingWith("key value=1180591620717411303424 does not fit");
        assertThatThrownBy(() -> encoder.encode("\ud800", target, 0)).isInstanceOf(DocumentException.class);
    }

    private void assertTooLong(Object key, long value) {
        assertThatThrownBy(() -> encode(key)).isInstanceOfSatisfying(LimitException.class, e -> {
            assertThat(e.limit()).isEqualTo("keyBytes");
            assertThat(e.value()).isEqualTo(value);
            assertThat(e.maximum()).isEqualTo(127);
        });
    }

    private byte[] encode(Object key) {
        return bytes(0, encoder.encodeValue(key, target, 0));
    }

    private byte[] bytes(int offset, int length) {
        byte[] bytes = new byte[length];
        target.getBytes(offset, bytes);
        return bytes;
    }
}
