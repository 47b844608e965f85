package io.tailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.error.TailraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That a pipe, a directory or a link to nothing under the name of a file of a journal is never opened, which may wait
 * for ever, but named, and that who can do without the file does.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MisplacedFilesTest {
    private static final List<String> NEEDED_BY_ALL =
            List.of("journal.tailrace", "19700101-01F.cq4", "19700101-02F.cq4");
    private static final List<String> NEEDED_TO_WRITE = List.of(
            "seal.tailrace", "epoch.tailrace", "watermark.tailrace", "metadata.cq4t", "LOCK", "writer.tailrace");
    private static final List<String> LOCKS = List.of("LOCK", "writer.tailrace");
    private static final int DOCUMENTS = 40;

    @TempDir
    Path directory;

    static List<Arguments> cases() {
        List<String> files = new ArrayList<>(NEEDED_BY_ALL);
        files.addAll(NEEDED_TO_WRITE);
        List<Arguments> cases = new ArrayList<>();
        for (String file : files) {
            for (String what : List.of("pipe", "directory", "full directory", "dangling link", "looping link")) {
                cases.add(Arguments.of(what, file));
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void shouldNameWhatStandsInThePlaceOfAFile(String what, String file) throws Exception {
        try (Tailrace engine = Tailrace.open(ShortSegments.of(directory))) {
            Table table = engine.table("t");
            for (int i = 0; i < DOCUMENTS; i++) {
                table.upsert(i).put("s", "x".repeat(900)).commit();
            }
        }
        if (!put(what, directory.resolve(file))) {
            System.out.println("not tested: there is no mkfifo here");
            return;
        }
        boolean readable = !NEEDED_BY_ALL.contains(file);
        Throwable reading = catchThrowable(() -> {
            try (Tailrace engine = Tailrace.open(ShortSegments.of(directory).readOnly(true))) {
                assertThat(engine.lastSequence()).isEqualTo(DOCUMENTS + 1);
            }
        });
        if (readable) {
            assertThat(reading).isNull();
        } else {
            assertNamed(reading, file);
        }
        for (String command : List.of("info", "tail")) {
            CommandLineRun run = command.equals("info")
                    ? CommandLineRun.of("info", "--dir", directory.toString())
                    : CommandLineRun.of("tail", "--dir", directory.toString(), "--table", "t");
            assertThat(run.exitCode()).as(run.err()).isEqualTo(readable ? 0 : 1);
        }
        CommandLineRun verify = CommandLineRun.of("verify", "--dir", directory.toString());
        if (LOCKS.contains(file)) {
            assertThat(verify.exitCode()).isZero();
        } else {
            assertThat(verify.exitCode()).isEqualTo(1);
            assertThat(verify.out()).contains("\"sound\":false", file, "stands in the place of a file");
        }
        assertNamed(
                catchThrowable(() -> Tailrace.open(ShortSegments.of(directory)).close()), file);
        assertNamed(
                catchThrowable(() -> Tailrace.open(ShortSegments.of(directory)).close()), file);
    }

    /** Whether it could. */
    private static boolean put(String what, Path file) throws IOException, InterruptedException {
        Files.delete(file);
        switch (what) {
            case "pipe" -> {
                return new ProcessBuilder("sh", "-c", "mkfifo \"$0\"", file.toString())
                                .start()
                                .waitFor()
                        == 0;
            }
            case "directory" -> Files.createDirectory(file);
            case "full directory" ->
                Files.createFile(Files.createDirectory(file).resolve("x"));
            case "dangling link" -> Files.createSymbolicLink(file, Path.of("/nonexistent/x"));
            default -> Files.createSymbolicLink(file, file);
        }
        return true;
    }

    private static void assertNamed(Throwable thrown, String file) {
        assertThat(thrown)
                .isInstanceOf(TailraceException.class)
                .hasMessageContainingAll("file=", file, "stands in the place of a file", "move it elsewhere");
    }
}
