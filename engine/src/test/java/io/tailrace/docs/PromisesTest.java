package io.tailrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every promise, and every fault, names the test that proves it, and that test exists. */
@Timeout(60)
class PromisesTest {
    private static final Path PAGE = Path.of("docs/promises.md");
    private static final Path FAULTS = Path.of("docs/faults.md");
    private static final Pattern PROOF = Pattern.compile("`(\\w+Test)\\.(should\\w+)`");
    private static final List<Path> TESTS =
            List.of(Path.of("src/test/java"), Path.of("../journal/src/test/java"), Path.of("../bench/src/test/java"));

    /** What promises begin with, up to the next one. */
    private static List<String> promises(String page) {
        List<String> promises = new ArrayList<>();
        for (String part : page.split("\n(?=\\* )|\n\n")) {
            if (part.startsWith("* ")) {
                promises.add(part);
            }
        }
        return promises;
    }

    private static List<String> unproved(List<String> promises) {
        return promises.stream()
                .filter(promise -> !PROOF.matcher(promise).find())
                .map(promise -> promise.lines().findFirst().orElseThrow())
                .toList();
    }

    private static List<String> missing(String page) throws IOException {
        List<String> missing = new ArrayList<>();
        Matcher proof = PROOF.matcher(page);
        while (proof.find()) {
            if (!exists(proof.group(1), proof.group(2))) {
                missing.add(proof.group(1) + "." + proof.group(2));
            }
        }
        return missing;
    }

    private static boolean exists(String type, String method) throws IOException {
        for (Path root : TESTS) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file :
                        files.filter(path -> path.endsWith(type + ".java")).toList()) {
                    if (Files.readString(file).contains(" " + method + "(")) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    @Test
    void shouldNameATestForEachPromiseButTheOneThatPromisesNothing() throws IOException {
        assertThat(unproved(promises(Files.readString(PAGE))))
                .singleElement()
                .asString()
                .contains("promises nothing");
    }

    @Test
    void shouldNameTestsThatExist() throws IOException {
        assertThat(missing(Files.readString(PAGE))).isEmpty();
    }

    @Test
    void shouldNameATestThatExistsForEachFault() throws IOException {
        List<String> rows = Files.readAllLines(FAULTS).stream()
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .toList();
        assertThat(rows)
                .hasSizeGreaterThan(25)
                .allMatch(row -> PROOF.matcher(row).find());
        assertThat(missing(Files.readString(FAULTS))).isEmpty();
    }

    @Test
    void shouldNoticeATestThatIsNotThereAndAPromiseWithoutOne() throws IOException {
        String page =
                "* kept. `KillTest.shouldBeThere`\n* not said how\n\n## Other\n\n* also kept. `NoTest.shouldBe`\n";

        assertThat(missing(page)).containsExactly("KillTest.shouldBeThere", "NoTest.shouldBe");
        assertThat(unproved(promises(page))).containsExactly("* not said how");
    }
}
