package io.tailrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.journal.JvmFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The flags of the JVM stand in several places, and are the same in all of them. */
@Timeout(60)
class FlagsTest {
    private static final int OLDEST = 17;
    private static final int NEWER = 24;

    private static String pom() throws IOException {
        return Files.readString(Path.of("../pom.xml"));
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }

    private static List<String> element(String text, String name) {
        int start = text.indexOf("<" + name + ">") + name.length() + 2;
        return words(text.substring(start, text.indexOf("</" + name + ">", start)));
    }

    @Test
    void shouldStartTheTestsWithThem() throws IOException {
        List<String> older = element(pom(), "tailrace.jvm.flags");
        List<String> newer = element(pom(), "tailrace.jvm.flags.jdk24");
        assertThat(older).containsExactlyInAnyOrderElementsOf(JvmFlags.needed(OLDEST));
        List<String> all = new ArrayList<>(older);
        all.addAll(newer);
        assertThat(all).containsExactlyInAnyOrderElementsOf(JvmFlags.needed(NEWER));
    }

    @Test
    void shouldHaveThemInTheManifestOfTheJar() throws IOException {
        List<String> inManifest = new ArrayList<>();
        element(pom(), "Add-Exports").forEach(name -> inManifest.add("--add-exports=" + name + "=ALL-UNNAMED"));
        element(pom(), "Add-Opens").forEach(name -> inManifest.add("--add-opens=" + name + "=ALL-UNNAMED"));
        assertThat(inManifest).containsExactlyInAnyOrderElementsOf(JvmFlags.needed(OLDEST));
        assertThat(element(pom(), "Enable-Native-Access")).containsExactly("ALL-UNNAMED");
    }

    @Test
    void shouldHaveThemInTheFileBesideTheJar() throws IOException {
        List<String> inFile = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("target/tailrace.args"))) {
            if (!line.startsWith("#")) {
                inFile.addAll(words(line));
            }
        }
        assertThat(inFile).startsWith("-XX:+IgnoreUnrecognizedVMOptions");
        assertThat(inFile.subList(1, inFile.size())).containsExactlyInAnyOrderElementsOf(JvmFlags.needed(NEWER));
    }

    @Test
    void shouldHaveThemInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        List<String> lines = new ArrayList<>();
        readme.lines().filter(line -> line.startsWith("--add-")).forEach(lines::add);
        assertThat(lines).containsExactlyInAnyOrderElementsOf(JvmFlags.needed(OLDEST));
        assertThat(JvmFlags.needed(NEWER)).allSatisfy(flag -> assertThat(readme).contains(flag));
        assertThat(readme).contains("java @engine/target/tailrace.args");
    }
}
