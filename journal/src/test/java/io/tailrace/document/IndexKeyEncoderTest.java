package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.DocumentException;
import io.tailrace.error.LimitException;
import io.tailrace.testing.Seeds;
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
class IndexKeyEncoderTest {
    private final Fixture fixture = new Fixture();
    private final IndexKeyEncoder encoder = new IndexKeyEncoder();
    private final Value value = new Value(fixture.dictionary);
    private final ModelOrder model = new ModelOrder();

    @Test
    void shouldOrderRandomKeysByTheirBytesAsTheModelOrdersTheirValues() {
        List<Object> keys = keys(Seeds.random(IndexKeyEncoderTest.class), 1_000);
        List<byte[]> encoded = new ArrayList<>();
        for (Object key : keys) {
            encoded.add(encode(key));
        }
        assertThat(misplaced(keys, encoded)).isEmpty();
        encoded.forEach(bytes -> bytes[bytes.length - 1] = 0x7F);
        assertThat(misplaced(keys, encoded)).as("canary").isNotEmpty();
    }

    @Test
    void shouldFollowAKeyThatBeginsAnotherOneByTheGreatestByte() {
        List<Object> keys = keys(Seeds.random(IndexKeyEncoderTest.class), 500);
        for (Object a : keys) {
            for (Object b : keys) {
                byte[] shorter = encode(a);
                byte[] longer = encode(b);
                if (model.compare(a, b) != 0
                        && shorter.length <= longer.length
                        && Arrays.equals(shorter, 0, shorter.length, longer, 0, shorter.length)
                        && longer[shorter.length] != KeyDescriptor.ESCAPE) {
                    throw new AssertionError(a + " begins " + b);
                }
            }
        }
        assertThat(IndexKeyEncoder.bound("\u0000")).startsWith(IndexKeyEncoder.bound(""));
    }

    @Test
    void shouldEncodeWhatPrimaryKeysAreEncodedAs() {
        RandomValues source = new RandomValues(Seeds.random(IndexKeyEncoderTest.class));
        KeyEncoder primary = new KeyEncoder(fixture.limits);
        UnsafeBuffer target = new UnsafeBuffer(new byte[KeyEncoder.MAX_ENCODED_BYTES]);
        for (int i = 0; i < 1_000; i++) {
            Object key = source.key(3);
            byte[] bytes = new byte[primary.encodeValue(key, target, 0)];
            target.getBytes(0, bytes);
            assertThat(encode(key)).isEqualTo(bytes);
            assertThat(IndexKeyEncoder.bound(key)).isEqualTo(bytes);
        }
    }

    @Test
    void shouldEncodeLongKeysWholeAndOneAfterTheOther() {
        String text = "x\u0000".repeat(100_000);
        List<Object> list = Arrays.asList(text, null, List.of(text));
        int first = encoder.encode(valueOf(text));
        int second = encoder.encode(valueOf(list), first);
        assertThat(first).isEqualTo(300_002);
        assertThat(second).isEqualTo(1 + 300_002 + 1 + 1 + 300_002 + 1 + 1);
        assertThat(bytes(0, first)).isEqualTo(IndexKeyEncoder.bound(text));
        assertThat(bytes(first, second)).isEqualTo(IndexKeyEncoder.bound(list));
    }

    @Test
    void shouldTakeNullInsideArraysOnly() {
        assertThat(encoder.encode(value.putNull())).isEqualTo(IndexKeyEncoder.NOT_INDEXABLE);
        int length = encoder.encode(valueOf(Arrays.asList(null, 1, Collections.singletonList(null))));
        assertThat(new KeyDecoder().value(encoder.buffer(), 0, length))
                .isEqualTo(Arrays.asList(null, 1L, Collections.singletonList(null)));
        JsonWriter json = new JsonWriter(fixture.dictionary);
        new KeyDecoder().appendJson(encoder.buffer(), 0, length, json);
        assertThat(json.toString()).isEqualTo("[null,1,[null]]");
    }

    @Test
    void shouldTakeNoObjectsAnywhere() {
        for (Object bad : List.of(Map.of(), Map.of("a", 1), List.of(Map.of()), List.of(1, List.of(Map.of())))) {
            assertThat(encoder.encode(valueOf(bad))).isEqualTo(IndexKeyEncoder.NOT_INDEXABLE);
        }
    }

    /** All values, objects too: what is not told apart by its bytes has an object in the same place. */
    @Test
    void shouldEncodeAnyValueInItsOrderUpToTheFirstObject() {
        Random random = Seeds.random(IndexKeyEncoderTest.class);
        RandomValues source = new RandomValues(random);
        List<Object> values = new ArrayList<>(Arrays.asList(null, Map.of(), Map.of("a", 1L), List.of(Map.of(), 1L)));
        for (int i = 0; i < 600; i++) {
            values.add(source.value(3));
        }
        int alike = 0;
        for (Object a : values) {
            byte[] left = any(a);
            boolean isCut = encoder.isCut();
            for (Object b : values) {
                int order = Integer.signum(model.compare(a, b));
                int found = Integer.signum(Arrays.compareUnsigned(left, any(b)));
                boolean isAlike = found == 0 && isCut && encoder.isCut();
                alike += isAlike && order != 0 ? 1 : 0;
                if (found != order && !isAlike) {
                    throw new AssertionError(a + " and " + b + " expected=" + order);
                }
            }
        }
        assertThat(alike).isPositive();
    }

    private byte[] any(Object object) {
        byte[] bytes = new byte[encoder.encodeAny(valueOf(object))];
        encoder.buffer().getBytes(0, bytes);
        return bytes;
    }

    @Test
    void shouldBoundRandomRangesAsTheModelOrdersThem() {
        Random random = Seeds.random(IndexKeyEncoderTest.class);
        List<Object> keys = keys(random, 300);
        RandomValues source = new RandomValues(random);
        for (int i = 0; i < 300; i++) {
            List<Object> prefix = new ArrayList<>();
            for (int j = random.nextInt(3); j > 0; j--) {
                prefix.add(source.key(2));
            }
            KeyExtreme extreme = random.nextBoolean() ? KeyExtreme.MINVAL : KeyExtreme.MAXVAL;
            List<Object> asked = new ArrayList<>(prefix);
            asked.add(random.nextInt(4) == 0 ? List.of(1, extreme, "no matter") : extreme);
            if (random.nextBoolean()) {
                asked.add("no matter");
            }
            byte[] bound = IndexKeyEncoder.bound(asked);
            for (Object key : keys) {
                int expected = compareToBound(key, asked);
                if (Integer.signum(Arrays.compareUnsigned(encode(key), bound)) != expected) {
                    throw new AssertionError(key + " and bound " + asked + " expected=" + expected);
                }
            }
        }
    }

    @Test
    void shouldPutEveryKeyBetweenTheExtremes() {
        byte[] least = IndexKeyEncoder.bound(KeyExtreme.MINVAL);
        byte[] greatest = IndexKeyEncoder.bound(KeyExtreme.MAXVAL);
        for (Object key : keys(Seeds.random(IndexKeyEncoderTest.class), 500)) {
            assertThat(Arrays.compareUnsigned(least, encode(key))).isNegative();
            assertThat(Arrays.compareUnsigned(greatest, encode(key))).isPositive();
        }
    }

    @Test
    void shouldRefuseBoundsThatAreNoKeys() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        for (Object bad : Arrays.asList(null, Map.of(), List.of(Map.of()), Double.NaN, "\ud800")) {
            assertThatThrownBy(() -> IndexKeyEncoder.bound(bad)).isInstanceOf(DocumentException.class);
        }
        assertThatThrownBy(() -> IndexKeyEncoder.bound(cycle)).isInstanceOf(LimitException.class);
    }

    /** The order of a key and a bound with an extreme, element by element. */
    private int compareToBound(Object key, Object bound) {
        if (bound instanceof KeyExtreme extreme) {
            return extreme == KeyExtreme.MINVAL ? 1 : -1;
        }
        if (!(key instanceof List<?> left) || !(bound instanceof List<?> right)) {
            return Integer.signum(model.compare(key, bound));
        }
        for (int i = 0; i < right.size(); i++) {
            if (i == left.size()) {
                return -1;
            }
            int order = compareToBound(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return left.size() > right.size() ? 1 : 0;
    }

    private List<String> misplaced(List<Object> keys, List<byte[]> encoded) {
        List<String> misplaced = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            for (int j = 0; j < keys.size(); j++) {
                int order = Integer.signum(Arrays.compareUnsigned(encoded.get(i), encoded.get(j)));
                if (order != Integer.signum(model.compare(keys.get(i), keys.get(j)))) {
                    misplaced.add(keys.get(i) + " and " + keys.get(j));
                }
            }
        }
        return misplaced;
    }

    /** Keys of primary indexes, and arrays with nulls. */
    private static List<Object> keys(Random random, int count) {
        RandomValues source = new RandomValues(random);
        List<Object> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Object key = source.key(3);
            keys.add(
                    random.nextInt(3) > 0
                            ? key
                            : Arrays.asList(key, null, random.nextBoolean() ? null : source.key(1)));
        }
        return keys;
    }

    private Value valueOf(Object boxed) {
        assertThat(fixture.encoded(Collections.singletonMap("v", boxed)).value("v", value))
                .isTrue();
        return value;
    }

    private byte[] encode(Object key) {
        return bytes(0, encoder.encode(valueOf(key)));
    }

    private byte[] bytes(int offset, int length) {
        byte[] bytes = new byte[length];
        encoder.buffer().getBytes(offset, bytes);
        return bytes;
    }
}
