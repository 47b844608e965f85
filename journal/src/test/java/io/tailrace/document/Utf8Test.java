package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.bytes.Utf8;
import io.tailrace.testing.Seeds;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class Utf8Test {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);

    @Test
    void shouldEncodeCompareAndHashAsStringsDo() {
        RandomValues values = new RandomValues(Seeds.random(Utf8Test.class));
        for (int i = 0; i < 20_000; i++) {
            String text = values.text();
            byte[] expected = text.getBytes(StandardCharsets.UTF_8);
            assertThat(Utf8.length(text)).isEqualTo(expected.length);
            assertThat(Utf8.encode(new StringBuilder(text), buffer, 3)).isEqualTo(expected.length);
            byte[] encoded = new byte[expected.length];
            buffer.getBytes(3, encoded);
            assertThat(encoded).isEqualTo(expected);
            assertThat(Utf8.firstMalformed(buffer, 3, encoded.length)).isEqualTo(-1);
            assertThat(Utf8.equal(buffer, 3, encoded.length, text)).isTrue();
            assertThat(Utf8.equal(buffer, 3, encoded.length, text + "x")).isFalse();
            assertThat(Utf8.equal(buffer, 3, encoded.length, values.text())).isIn(true, false);
            assertThat(Utf8.hash(buffer, 3, encoded.length)).isEqualTo(text.hashCode());
            assertThat(Utf8.hash(new StringBuilder(text))).isEqualTo(text.hashCode());
        }
    }

    @Test
    void shouldFindLoneSurrogates() {
        assertThat(Utf8.length("a\ud800")).isEqualTo(-2);
        assertThat(Utf8.length("\ud800\ud800\udc00")).isEqualTo(-1);
        assertThat(Utf8.length("\ud800\udc00\udc00")).isEqualTo(-3);
        assertThat(Utf8.encode("a\ud800", buffer, 0)).isEqualTo(-2);
        assertThat(Utf8.encode("\udc00a", buffer, 0)).isEqualTo(-1);
    }

    @Test
    void shouldAcceptExactlyWhatAStrictDecoderAccepts() {
        Random random = Seeds.random(Utf8Test.class);
        int[] leads = {
            0x41, 0x80, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xFF, 0x9F, 0xA0, 0x8F, 0x90
        };
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = (byte)
                        (random.nextInt(20) == 0
                                ? 0
                                : random.nextBoolean() ? leads[random.nextInt(leads.length)] : random.nextInt());
            }
            assertThat(Utf8.firstMalformed(new UnsafeBuffer(bytes), 0, bytes.length) < 0)
                    .as("%s", ByteBuffer.wrap(bytes))
                    .isEqualTo(decodes(bytes));
            int zero = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(0);
            int first = Utf8.firstMalformed(new UnsafeBuffer(bytes), 0, bytes.length);
            assertThat(Utf8.firstMalformedOrZero(new UnsafeBuffer(bytes), 0, bytes.length))
                    .isEqualTo(zero >= 0 && (first < 0 || zero < first) ? zero : first);
        }
    }

    private static boolean decodes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
