package io.tailrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Tailrace;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JvmFlags;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An application with a module of its own opens an engine, writes, reads and follows, and is told of missing flags. */
@Timeout(120)
class ModulePathTest {
    private static final Pattern OF_TESTS =
            Pattern.compile(".*/(junit|opentest4j|apiguardian|jspecify|assertj|byte-buddy|archunit|"
                    + "reactive-streams|testng|jcommander|bsh|jquery)[^/]*");
    private static final Pattern OPTIONAL = Pattern.compile(".*/(picocli|HdrHistogram|slf4j-nop)[^/]*");

    private static final String MODULE = "module screen { requires io.tailrace.engine; }";
    private static final String MAIN = """
            package screen;

            import io.tailrace.*;
            import io.tailrace.feed.Feed;
            import io.tailrace.journal.JvmFlags;
            import java.nio.file.Path;

            public final class Main {
                public static void main(String[] directory) {
                    TailraceConfig config = new TailraceConfig();
                    config = directory.length == 0 ? config.inMemory() : config.directory(Path.of(directory[0]));
                    try (Tailrace engine = Tailrace.open(config)) {
                        Table quotes = engine.table("quotes");
                        try (Feed rising = quotes.filter(quote -> quote.longValue("bid") > 9).changes()) {
                            quotes.upsert("a").put("bid", 9).commit();
                            quotes.upsert("b").put("bid", 10).commit();
                            rising.poll(System.out::println, 64);
                        }
                        System.out.println(quotes.all().count() + " of " + Tailrace.class.getModule());
                    }
                    JvmFlags.needed().forEach(System.out::println);
                }
            }
            """;
    private static final String SEEN = "{\"seq\":3,\"old_val\":null,\"new_val\":{\"bid\":10,\"id\":\"b\"}}\n2 of ";

    @TempDir
    private static Path made;

    private static final List<String> PATH = new ArrayList<>();

    @TempDir
    private Path directory;

    /** Makes the application, and a path of it, the two libraries and what they depend on. */
    @BeforeAll
    static void compile() throws IOException, URISyntaxException {
        PATH.add(jar(Journal.class, "journal"));
        PATH.add(jar(Tailrace.class, "engine"));
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar") && !entry.contains("tailrace-"))
                .filter(entry -> !OF_TESTS.matcher(entry).matches())
                .filter(entry -> !OPTIONAL.matcher(entry).matches())
                .forEach(PATH::add);
        Path module = Files.writeString(made.resolve("module-info.java"), MODULE);
        Path main = Files.writeString(made.resolve("Main.java"), MAIN);
        Path classes = made.resolve("screen");
        run("javac", "-d", classes, "--module-path", path(), module, main);
        PATH.add(classes.toString());
    }

    /**
     * The library as it is built: a jar, or classes that become one whose manifest names the module as the pom does.
     */
    private static String jar(Class<?> inside, String module) throws IOException, URISyntaxException {
        Path place = Path.of(
                inside.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isRegularFile(place)) {
            return place.toString();
        }
        Matcher name = Pattern.compile("<tailrace.module>(.*)</tailrace.module>")
                .matcher(Files.readString(Path.of("..", module, "pom.xml")));
        assertThat(name.find()).isTrue();
        Path manifest =
                Files.writeString(made.resolve(module + ".mf"), "Automatic-Module-Name: " + name.group(1) + "\n");
        Path jar = made.resolve("tailrace-" + module + ".jar");
        run("jar", "--create", "--file", jar, "--manifest", manifest, "-C", place, ".");
        return jar.toString();
    }

    private static void run(String tool, Object... arguments) {
        int code = ToolProvider.findFirst(tool)
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
        assertThat(code).as(tool).isZero();
    }

    private static String path() {
        return String.join(File.pathSeparator, PATH);
    }

    private record Said(String out, String err) {}

    private Said start(List<String> flags, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        command.addAll(flags);
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(directory, "child", ".out");
        Path err = Files.createTempFile(directory, "child", ".err");
        Process child = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }
        return new Said(Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }

    private Said onModulePath(List<String> flags, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--module-path", path(), "-m", "screen/screen.Main"));
        all.addAll(List.of(arguments));
        return start(flags, all.toArray(String[]::new));
    }

    private Said onClassPath(List<String> flags, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("-cp", path(), "screen.Main"));
        all.addAll(List.of(arguments));
        return start(flags, all.toArray(String[]::new));
    }

    private String journal() {
        return directory.resolve("journal").toString();
    }

    /** The line that a refusal asks for. */
    private static List<String> line(Said said) {
        assertThat(said.err()).contains("io.tailrace.error.MissingJvmFlagsException");
        String after = said.err().substring(said.err().indexOf("\njava --") + "\njava ".length());
        return List.of(after.substring(0, after.indexOf('\n')).split(" "));
    }

    @Test
    void shouldWriteReadAndFollowWithTheFlagsOfTheFileBesideTheJar() throws IOException, InterruptedException {
        Said said = onModulePath(List.of("@target/tailrace-modules.args"), journal());

        assertThat(said.out()).as(said.err()).startsWith(SEEN + "module io.tailrace.engine\n");
        assertThat(said.err()).doesNotContain("WARNING:");
        String needed = said.out().substring(said.out().indexOf("\n--") + 1);
        List<String> inFile = Files.readAllLines(Path.of("target/tailrace-modules.args")).stream()
                .filter(flags -> flags.startsWith("--"))
                .flatMap(flags -> Arrays.stream(flags.split(" ")))
                .collect(Collectors.toList());
        assertThat(inFile).containsAll(List.of(needed.split("\n"))).hasSize(8);
    }

    @Test
    void shouldOpenOnTheModulePathWithTheLineThatItAsksFor() throws IOException, InterruptedException {
        List<String> line = line(onModulePath(List.of(), journal()));

        assertThat(onModulePath(line, journal()).out()).startsWith(SEEN);
        for (String flag : line) {
            if (flag.startsWith("--add-")) {
                List<String> others = new ArrayList<>(line);
                others.remove(flag);
                assertThat(line(onModulePath(others, journal()))).isEqualTo(line);
            }
        }
    }

    @Test
    void shouldOpenInMemoryWithTheLineThatItAsksFor() throws IOException, InterruptedException {
        assertThat(onModulePath(line(onModulePath(List.of()))).out()).startsWith(SEEN + "module io.tailrace.engine");
        List<String> line = line(onClassPath(List.of()));
        assertThat(line).isEqualTo(JvmFlags.neededInMemory());
        assertThat(onClassPath(line).out()).startsWith(SEEN + "unnamed module");
    }

    @Test
    void shouldAskForTheFlagsOnTheClassPathBeforeAnythingNeedsThem() throws IOException, InterruptedException {
        List<String> line = line(onClassPath(List.of(), journal()));

        assertThat(line).isEqualTo(JvmFlags.needed());
        assertThat(onClassPath(line, journal()).out()).startsWith(SEEN + "unnamed module");
    }
}
