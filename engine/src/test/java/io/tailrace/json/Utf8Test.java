package io.tailrace.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class Utf8Test {
    @Test
    void shouldAgreeWithTheDecoderOfTheJdkOnRandomBytes() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int malformed = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = bytes(random);
            boolean ours = Utf8.firstMalformed(bytes, 0, bytes.length) < 0;
            malformed += ours ? 0 : 1;
            assertThat(ours).as("seed=%d case=%d", seed, i).isEqualTo(wellFormed(bytes));
        }
        assertThat(malformed).as("seed=%d", seed).isBetween(10_000, 190_000);
    }

    private static byte[] bytes(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            int codePoint = 1 + random.nextInt(0x10FFFF) >> random.nextInt(20);
            text.appendCodePoint(codePoint == 0 || (codePoint >= 0xD800 && codePoint <= 0xDFFF) ? 'x' : codePoint);
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && random.nextBoolean()) {
            bytes[random.nextInt(bytes.length)] = (byte) (1 + random.nextInt(255));
        }
        return bytes;
    }

    private static boolean wellFormed(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Test
    void shouldFindTheFirstLoneSurrogate() {
        assertThat(Utf8.firstLoneSurrogate("a\ud83d\ude00b")).isEqualTo(-1);
        assertThat(Utf8.firstLoneSurrogate("\ud83d\ude00\ude00")).isEqualTo(2);
        assertThat(Utf8.firstLoneSurrogate("ab\ud83d")).isEqualTo(2);
    }
}
