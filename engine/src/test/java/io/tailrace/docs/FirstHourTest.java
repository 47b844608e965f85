package io.tailrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What can be seen of the first hour without a build of its own; {@code .ci/first-hour} types all of it. */
@Timeout(120)
class FirstHourTest {
    private static final Path PAGE = Path.of("docs/first-hour.md");

    @TempDir
    private Path directory;

    private static String block(String kind) throws IOException {
        Matcher block = Pattern.compile("(?s)```" + Pattern.quote(kind) + "\n(.*?)\n```")
                .matcher(Files.readString(PAGE));
        assertThat(block.find()).as(kind).isTrue();
        return block.group(1);
    }

    @Test
    void shouldCompileAndRunTheProgramOfTheFirstHour() throws IOException, InterruptedException {
        Path source = Files.writeString(directory.resolve("First.java"), block("java first/src/main/java/First.java"));
        String path = System.getProperty("java.class.path");
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-cp", path, "-d", directory.toString(), source.toString()))
                .isZero();
        Path said = directory.resolve("said");
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + Path.of("target/tailrace.args").toAbsolutePath(),
                        "-Xmx256m",
                        "-cp",
                        directory + File.pathSeparator + absolute(path),
                        "First")
                .directory(directory.toFile())
                .redirectError(directory.resolve("errors").toFile())
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            program.destroyForcibly();
        }
        assertThat(Files.readString(said))
                .as(Files.readString(directory.resolve("errors")))
                .isNotEmpty();
        assertThat(Files.readString(PAGE)).contains(" First\n" + Files.readString(said));
    }

    private static String absolute(String path) {
        return Arrays.stream(path.split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void shouldDependOnTheVersionThatIsBuilt() throws IOException {
        Pattern version =
                Pattern.compile("<artifactId>tailrace(?:-engine|-bom)?</artifactId>\\s*<version>(.*?)</version>");
        Matcher built = version.matcher(Files.readString(Path.of("../pom.xml")));
        assertThat(built.find()).isTrue();
        for (String text : new String[] {
            block("xml first/pom.xml"),
            Files.readString(Path.of("../README.md")),
            Files.readString(Path.of("docs/building.md"))
        }) {
            Matcher used = version.matcher(text);
            assertThat(used.find()).isTrue();
            assertThat(used.group(1)).isEqualTo(built.group(1));
        }
    }
}
