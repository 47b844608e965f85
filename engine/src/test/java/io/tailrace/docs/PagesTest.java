package io.tailrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pages as they are: short, found from one index, with links that lead somewhere and nothing that was not run. */
@Timeout(60)
class PagesTest {
    private static final Path DOCS = Path.of("docs");
    private static final Path INDEX = DOCS.resolve("guide.md");
    private static final Path README = Path.of("../README.md");
    private static final Path TESTS = Path.of("src/test/java/io/tailrace");

    /** Five minutes of somebody who reads code, too. */
    private static final int WORDS = 1_200;

    /** Pages to look things up in. */
    private static final Set<String> REFERENCE = Set.of(
            "architecture.md",
            "differences-from-rethinkdb.md",
            "expressions.md",
            "monitoring.md",
            "promises.md",
            "snapshots.md");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern JAVA = Pattern.compile("(?s)```java\n.*?\n```");
    private static final Pattern FENCE = Pattern.compile("(?sm)^```.*?^```");
    private static final Pattern COMMAND =
            Pattern.compile("(?m)^\\$ (?:tailrace|java -jar (?:[\\w/]*/)?tailrace\\.jar) (.+)$");
    private static final Pattern SYNOPSIS = Pattern.compile("(?m)^tailrace (\\w+)((?: .*)?(?:\n {5,}.*)*)$");
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");
    private static final Pattern CALL = Pattern.compile("\\b([a-z]\\w*)\\(");
    private static final Pattern TYPE = Pattern.compile("\\b([A-Z]\\w+)\\b");

    private static Map<String, String> pages() throws IOException {
        Map<String, String> pages = new TreeMap<>();
        try (Stream<Path> files = Files.list(DOCS)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".md")).toList()) {
                pages.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return pages;
    }

    private static List<String> found(Pattern pattern, String text) {
        List<String> all = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            all.add(matcher.group(matcher.groupCount() == 0 ? 0 : 1));
        }
        return all;
    }

    @Test
    void shouldListEveryPageOnceInTheIndex() throws IOException {
        List<String> linked = new ArrayList<>();
        for (String link : found(LINK, Files.readString(INDEX))) {
            linked.add(link.replaceFirst("#.*", ""));
        }
        Set<String> others = new HashSet<>(pages().keySet());
        others.remove("guide.md");
        assertThat(linked).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(others);
    }

    @Test
    void shouldBeReadInFiveMinutesEach() throws IOException {
        pages().forEach((name, text) -> {
            if (!REFERENCE.contains(name)) {
                assertThat(text.split("\\s+").length).as(name).isLessThanOrEqualTo(WORDS);
            }
        });
    }

    @Test
    void shouldBeToldOfByAReadmeOfThreeScreens() throws IOException {
        assertThat(Files.readAllLines(README)).hasSizeBetween(120, 170);
    }

    @Test
    void shouldLeadWhereTheirLinksSay() throws IOException {
        List<String> astray = new ArrayList<>();
        Map<String, String> all = pages();
        all.forEach((name, text) -> astray.addAll(astray(DOCS.resolve(name), text)));
        astray.addAll(astray(README, Files.readString(README)));
        astray.addAll(astray(Path.of("../CHANGELOG.md"), Files.readString(Path.of("../CHANGELOG.md"))));
        assertThat(astray).isEmpty();
        assertThat(astray(DOCS.resolve("guide.md"), "[a](none.md) [b](guide.md#none) [c](guide.md#guide) [d](../docs)"))
                .hasSize(2);
    }

    private static List<String> astray(Path page, String text) {
        List<String> astray = new ArrayList<>();
        for (String link : found(LINK, FENCE.matcher(text).replaceAll(""))) {
            if (link.contains("://")) {
                continue;
            }
            String[] parts = link.split("#", 2);
            Path target =
                    parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
            if (!Files.exists(target) || parts.length == 2 && !headings(target).contains(parts[1])) {
                astray.add(page + " -> " + link);
            }
        }
        return astray;
    }

    /** As they are linked to. */
    private static Set<String> headings(Path page) {
        Set<String> headings = new HashSet<>();
        try (Stream<String> lines = Files.lines(page)) {
            lines.filter(line -> line.startsWith("#"))
                    .map(line -> line.replaceFirst("#+ ", "")
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^\\w\\- ]", "")
                            .replace(' ', '-'))
                    .forEach(headings::add);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return headings;
    }

    @Test
    void shouldShowNoJavaButWhatIsCompiledAndRun() throws IOException {
        List<Quoted.Part> parts = Quoted.parts();
        Set<String> shown = new HashSet<>();
        Map<String, String> all = pages();
        all.put("README.md", Files.readString(README));
        all.forEach((name, text) -> {
            for (String block : found(JAVA, text)) {
                assertThat(parts.stream().anyMatch(part -> part.block().equals(block)))
                        .as("%s: %s", name, block)
                        .isTrue();
                shown.add(block);
            }
        });
        String tests = "";
        for (String test : List.of(
                "docs/GuideTest",
                "docs/ReadmeTest",
                "docs/MonitoringTest",
                "docs/StreamsTest",
                "examples/ExamplesTest")) {
            tests += Files.readString(TESTS.resolve(test + ".java"));
        }
        for (Quoted.Part part : parts) {
            assertThat(shown)
                    .as("%s of %s is shown", part.name(), part.example())
                    .contains(part.block());
            assertThat(tests.contains(part.example()))
                    .as("%s is run", part.example())
                    .isTrue();
        }
    }

    @Test
    void shouldTypeOnlyCommandsThatThereAre() throws IOException {
        Map<String, String> all = pages();
        all.put("README.md", Files.readString(README));
        int commands = 0;
        for (Map.Entry<String, String> page : all.entrySet()) {
            for (String command : found(COMMAND, page.getValue())) {
                List<String> words =
                        Arrays.asList(command.replaceAll(" +#.*| [|&>].*", "").split(" +"));
                String help = help(words.get(0));
                for (String option : found(OPTION, command)) {
                    assertThat(help).as("%s: %s", page.getKey(), command).containsPattern(option + "\\b");
                }
                commands++;
            }
        }
        assertThat(commands).isGreaterThan(10);
    }

    private static String help(String command) {
        if (command.startsWith("-")) {
            return CommandLineRun.of("--help").out();
        }
        CommandLineRun run = CommandLineRun.of("help", command);
        assertThat(run.exitCode()).as(command).isZero();
        String help = run.out();
        for (String inner : List.of("create", "drop", "list", "show", "move", "delete")) {
            if (help.contains("\n  " + inner + " ")) {
                help += CommandLineRun.of(command, inner, "--help").out();
            }
        }
        return help;
    }

    @Test
    void shouldSayOfEachCommandWhatItTakes() throws IOException {
        Map<String, String> said = new TreeMap<>();
        Matcher synopsis = SYNOPSIS.matcher(Files.readString(DOCS.resolve("command-line.md")));
        while (synopsis.find()) {
            said.put(synopsis.group(1), synopsis.group(2));
        }
        List<String> commands = found(
                Pattern.compile("(?m)^  ([a-z]+) {2,}"),
                CommandLineRun.of("--help").out().replaceFirst("(?s).*Commands:\n", ""));
        commands.remove("help");
        assertThat(said.keySet()).containsExactlyInAnyOrderElementsOf(commands);
        said.forEach((command, options) -> {
            String help = help(command);
            for (String option : found(OPTION, options)) {
                assertThat(help).as(command).containsPattern(option + "\\b");
            }
        });
    }

    @Test
    void shouldTellNewcomersOnlyOfWhatIsThere() throws IOException {
        Set<String> known = new HashSet<>();
        for (String type : types()) {
            Class<?> of = type(type);
            known.add(of.getSimpleName());
            Stream.of(of.getMethods()).forEach(method -> known.add(method.getName()));
        }
        known.addAll(Set.of("Map", "Duration", "of", "ofMillis", "Quote"));
        for (String name : List.of("from-rethinkdb.md", "from-hazelcast.md", "from-chronicle-queue.md")) {
            List<String> rows = Files.readAllLines(DOCS.resolve(name)).stream()
                    .filter(line -> line.startsWith("| ") && line.endsWith(" |"))
                    .toList();
            assertThat(rows).as(name).hasSizeGreaterThan(15);
            for (String row : rows.subList(1, rows.size())) {
                String ours = String.join(" ", found(Pattern.compile("`([^`]+)`"), row.split(" \\| ", 2)[1]));
                assertThat(known).as(row).containsAll(found(CALL, ours));
                for (String type : found(TYPE, ours.replaceAll("\"[^\"]*\"|\\.[A-Z_]+\\b", ""))) {
                    assertThat(known.contains(type) || type.matches("[A-Z_]{4,}"))
                            .as(type + " in " + row)
                            .isTrue();
                }
            }
        }
    }

    private static List<String> types() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/io/tailrace/tidy/api.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName("io.tailrace." + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
