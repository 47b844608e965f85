package io.tailrace.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code architecture.md} to the classes there are, in the packages it says they look at. */
class ArchitectureTest {
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+)`");

    private static String page() throws IOException {
        return Files.readString(TidyTest.source("engine", "main")
                .resolve("../../../docs/architecture.md")
                .normalize());
    }

    private static Set<String> classes() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String module : List.of("journal", "engine", "bench")) {
            for (String set : List.of("main", "test")) {
                try (Stream<Path> files = Files.walk(TidyTest.source(module, set))) {
                    files.map(file -> file.getFileName().toString())
                            .filter(file -> file.endsWith(".java"))
                            .map(file -> file.substring(0, file.length() - ".java".length()))
                            .forEach(names::add);
                }
            }
        }
        return names;
    }

    private static Set<String> unknown(String text) throws IOException {
        Set<String> named = NAME.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).isNotEmpty();
        named.removeAll(classes());
        return named;
    }

    @Test
    void shouldNameClassesThatExist() throws IOException {
        assertThat(unknown(page())).isEmpty();
    }

    @Test
    void shouldCatchAClassThatIsGone() throws IOException {
        assertThat(unknown(page() + " `StateReplay`")).containsExactly("StateReplay");
    }

    @Test
    void shouldFitOnThreePages() throws IOException {
        assertThat(page().lines().count()).isLessThanOrEqualTo(150);
    }
}
