package io.tailrace.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.LimitException;
import io.tailrace.testing.Seeds;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class JsonLinesTest {
    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String line(JsonLines lines) {
        return lines.number() + ":"
                + new String(lines.buffer(), lines.offset(), lines.length(), StandardCharsets.UTF_8);
    }

    private static List<String> all(InputStream in) throws IOException {
        List<String> all = new ArrayList<>();
        try (JsonLines lines = new JsonLines(in, 1 << 20)) {
            while (lines.next()) {
                all.add(line(lines));
            }
        }
        return all;
    }

    @Test
    void shouldNumberLinesAndPassOverBlankOnes() throws IOException {
        assertThat(all(bytes("a\r\n\n  \t\nb\n\nc"))).containsExactly("1:a", "4:b", "6:c");
    }

    @Test
    void shouldFindNoLineInAnEmptyStream() throws IOException {
        assertThat(all(bytes(""))).isEmpty();
        assertThat(all(bytes("\n\r\n"))).isEmpty();
    }

    @Test
    void shouldReadTheSameWhateverPiecesTheStreamComesIn() throws IOException {
        long seed = Seeds.fresh(JsonLinesTest.class);
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= 2_000; i++) {
            String line = "x".repeat(1 + random.nextInt(i % 100 == 0 ? 100_000 : 50));
            expected.add(i + ":" + line);
            text.append(line).append('\n');
        }
        InputStream pieces = new InputStream() {
            private final InputStream whole = bytes(text.toString());

            @Override
            public int read() throws IOException {
                return whole.read();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return whole.read(target, offset, 1 + random.nextInt(length));
            }
        };

        assertThat(all(pieces)).as("seed=%d", seed).isEqualTo(expected);
    }

    @Test
    void shouldGoOnAfterALineThatIsTooLong() throws IOException {
        try (JsonLines lines = new JsonLines(bytes("a\n" + "x".repeat(300_000) + "\nb"), 100_000)) {
            assertThat(lines.next()).isTrue();
            assertThatThrownBy(lines::next)
                    .isInstanceOf(LimitException.class)
                    .hasMessageContaining("limit=lineBytes value=300000 maximum=100000 line=2");
            assertThat(lines.next()).isTrue();
            assertThat(line(lines)).isEqualTo("3:b");
            assertThat(lines.next()).isFalse();
        }
    }

    @Test
    void shouldEndAfterALastLineThatIsTooLong() throws IOException {
        try (JsonLines lines = new JsonLines(bytes("x".repeat(300_000)), 100_000)) {
            assertThatThrownBy(lines::next).isInstanceOf(LimitException.class);
            assertThat(lines.next()).isFalse();
        }
    }
}
