package io.tailrace.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.cli.CommandLineRun;
import io.tailrace.cli.Main;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class InputFileTest {
    @TempDir
    private Path directory;

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static String text(InputFile file) throws IOException {
        return new String(file.stream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void shouldReadPlainText() throws IOException {
        Path file = Files.writeString(directory.resolve("a.gz"), "plain");
        InputFile input = InputFile.open(file.toString(), InputStream.nullInputStream());

        assertThat(input.share()).isGreaterThanOrEqualTo(0);
        assertThat(text(input)).isEqualTo("plain");
        assertThat(input.share()).isEqualTo(1);
    }

    @Test
    void shouldUnpackGzipWhateverTheName() throws IOException {
        ByteArrayOutputStream twoMembers = new ByteArrayOutputStream();
        twoMembers.write(gzip("a\n"));
        twoMembers.write(gzip("b\n"));
        Path file = Files.write(directory.resolve("a.txt"), twoMembers.toByteArray());

        assertThat(text(InputFile.open(file.toString(), InputStream.nullInputStream())))
                .isEqualTo("a\nb\n");
    }

    @Test
    void shouldSayOfAGzipThatIsCutShortThatItIs() throws IOException {
        byte[] whole = gzip("{\"id\":1}");
        Path file = Files.write(directory.resolve("cut.gz"), java.util.Arrays.copyOf(whole, 15));
        CommandLineRun run =
                CommandLineRun.of("load", "--dir", directory.resolve("journal").toString(), file.toString());

        assertThat(run.exitCode()).isEqualTo(Main.FAILED);
        assertThat(run.err()).contains("line 1: cannot read on: the input ends in the middle, is it cut short?");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 17, 18, 26, 27, 100_000})
    void shouldNotLeaveOutWhatFollowsAGzip(int more) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(gzip("{\"id\":1}\n"));
        bytes.write(new byte[more]);
        for (InputStream in : List.of(
                new ByteArrayInputStream(bytes.toByteArray()),
                new OneByteAtATime(new ByteArrayInputStream(bytes.toByteArray())))) {
            InputFile input = InputFile.open("-", in);
            assertThatThrownBy(() -> text(input))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("what follows the gzip input is no gzip");
        }
    }

    /** As a pipe may be, which never says that there is more. */
    private static final class OneByteAtATime extends FilterInputStream {
        OneByteAtATime(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return super.read(target, offset, Math.min(1, length));
        }

        @Override
        public int available() {
            return 0;
        }
    }

    @Test
    void shouldSayThatTheInputEndsInTheHeaderOfGzip() throws IOException {
        byte[] header = java.util.Arrays.copyOf(gzip("x"), 5);
        assertThatThrownBy(() -> InputFile.open("-", new ByteArrayInputStream(header)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is it cut short?");
    }

    @Test
    void shouldReadStandardInput() throws IOException {
        assertThat(text(InputFile.open("-", new ByteArrayInputStream(gzip("x")))))
                .isEqualTo("x");
        assertThat(InputFile.open("-", InputStream.nullInputStream()).share()).isNegative();
    }

    @Test
    void shouldReadEmptyInput() throws IOException {
        assertThat(text(InputFile.open("-", InputStream.nullInputStream()))).isEmpty();
        assertThat(text(InputFile.open("-", new ByteArrayInputStream(new byte[] {0x1F}))))
                .hasSize(1);
    }

    @Test
    void shouldRefuseADirectory() {
        assertThatThrownBy(() -> InputFile.open(directory.toString(), InputStream.nullInputStream()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a directory");
    }
}
