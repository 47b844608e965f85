package io.tailrace.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every number of the pages that are checked in, and of the table in the project's README, is in the raw results. */
class ReportPagesTest {
    private static final Path REPORTS = Path.of("../perf-reports");
    private static final Path README = Path.of("../README.md");
    private static final Pattern NUMBER = Pattern.compile("\\d+(,\\d{3})*(\\.\\d+)?");
    private static final Pattern WORDS = Pattern.compile("<text [^>]*class=\"(?![^\"]*tick)[^\"]*\">([^<]*)</text>");

    @TempDir
    private Path directory;

    @Test
    void shouldHaveEveryNumberOfThePagesInTheRawResults() throws IOException {
        Set<String> raw = raw(REPORTS);
        assertThat(raw).isNotEmpty();
        for (String page : Report.PAGES) {
            assertThat(strangers(Files.readString(REPORTS.resolve(page)), new Template(page).prose(), raw))
                    .as(page)
                    .isEmpty();
        }
    }

    @Test
    void shouldHaveEveryNumberOfThePicturesInTheRawResults() throws IOException {
        Set<String> raw = raw(REPORTS);
        for (Path picture : pictures()) {
            Matcher words = WORDS.matcher(Files.readString(picture));
            while (words.find()) {
                assertThat(strangers(words.group(1), List.of(), raw))
                        .as("%s: %s", picture, words.group(1))
                        .isEmpty();
            }
        }
    }

    @Test
    void shouldHaveEveryNumberOfTheTableInTheReadmeInTheRawResults() throws IOException {
        assertThat(strangers(table(Files.readString(README)), List.of(), raw(REPORTS)))
                .isEmpty();
    }

    private static String table(String readme) {
        assertThat(readme).contains(Report.BEGIN, Report.END);
        return readme.substring(readme.indexOf(Report.BEGIN), readme.indexOf(Report.END));
    }

    /** Nothing was typed: the pages that are checked in are those that the raw results make. */
    @Test
    void shouldMakeThePagesThatAreThereAgain() throws IOException {
        Path raw = Files.createDirectories(directory.resolve("raw"));
        try (Stream<Path> files = Files.list(REPORTS.resolve("raw"))) {
            for (Path file : files.toList()) {
                Files.copy(file, raw.resolve(file.getFileName()));
            }
        }
        Path readme = Files.copy(README, directory.resolve("PROJECT.txt"));
        Report.write(directory, readme);
        assertThat(readme).hasSameTextualContentAs(README);
        for (Path made : all(directory)) {
            assertThat(REPORTS.resolve(made.getFileName())).hasSameTextualContentAs(made);
        }
        assertThat(all(REPORTS)).hasSameSizeAs(all(directory));
    }

    /** A canary: a page with one digit changed is found out, and so is a number that somebody has added. */
    @Test
    void shouldNoticeANumberThatIsNotMeasured() throws IOException {
        Set<String> raw = new HashSet<>();
        collect(Json.read("{\"p99\": 1234.567, \"what\": \"at 50,000/s\", \"times\": 0.4567}"), raw);
        assertThat(strangers("| at 50,000/s | 1,235 | 0.46x |", List.of(), raw)).isEmpty();
        assertThat(strangers("| at 50,000/s | 1,236 | 0.46x |", List.of(), raw)).containsExactly("1,236");
        assertThat(strangers("it took 77 ms", List.of(), raw)).containsExactly("77");
        assertThat(strangers("it took 77 ms", List.of("it took 77 ms"), raw)).isEmpty();
    }

    private static Set<String> strangers(String text, List<String> prose, Set<String> raw) {
        Set<String> strangers = new TreeSet<>();
        text.lines().filter(line -> !prose.contains(line)).forEach(line -> {
            // Names of files, and of percentiles and budgets, are no results.
            Matcher numbers =
                    NUMBER.matcher(line.replaceAll("\\]\\([^)]*\\)|\\bp\\d+(\\.\\d+)?\\b|\\bB\\d+\\S*|<!--.*-->", ""));
            while (numbers.find()) {
                if (!raw.contains(numbers.group())) {
                    strangers.add(numbers.group());
                }
            }
        });
        return strangers;
    }

    /** Numbers as pages write them, and those inside names and other texts. */
    private static Set<String> raw(Path reports) throws IOException {
        Set<String> found = new HashSet<>();
        for (RawFile file : RawFile.all(reports.resolve("raw"))) {
            collect(file.json(), found);
            collect(file.name(), found);
        }
        return found;
    }

    private static void collect(Object json, Set<String> into) {
        if (json instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                collect(name, into);
                collect(value, into);
            });
        } else if (json instanceof Iterable<?> list) {
            list.forEach(element -> collect(element, into));
        } else if (json instanceof Number number) {
            into.add(Numbers.text(number.doubleValue()));
            into.add(number.toString());
        } else if (json instanceof String text) {
            Matcher numbers = NUMBER.matcher(text);
            while (numbers.find()) {
                into.add(numbers.group());
            }
        }
    }

    private static List<Path> pictures() throws IOException {
        return all(REPORTS).stream()
                .filter(path -> path.toString().endsWith(".svg"))
                .toList();
    }

    private static List<Path> all(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.filter(path -> path.toString().matches(".*\\.(md|svg)"))
                    .toList();
        }
    }
}
