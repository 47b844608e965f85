package io.tailrace.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProgressLineTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private long nowNs;

    private ProgressLine progress(boolean terminal) {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new ProgressLine(
                new Console(InputStream.nullInputStream(), OutputStream.nullOutputStream(), stream, terminal, false),
                () -> nowNs,
                "operations");
    }

    @Test
    void shouldShowABarOnATerminal() {
        ProgressLine progress = progress(true);

        nowNs = 2_000_000_000L;
        progress.update(1_000_000, 0.5);
        progress.clear();

        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("[###############...............]  50 %  1,000,000 operations  500,000/s")
                .endsWith("\r\u001b[K");
    }

    @Test
    void shouldShowNothingElsewhere() {
        ProgressLine progress = progress(false);

        nowNs = 2_000_000_000L;
        progress.update(1_000_000, 0.5);
        progress.clear();

        assertThat(err.size()).isZero();
    }
}
