package io.tailrace.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every library that ships is on a list with its licence, and its own description says that it offers that one. */
@Timeout(60)
class LicencesTest {
    private static final Pattern SHIPPED =
            Pattern.compile("\\s*([\\w.-]+):([\\w.-]+):jar:(?:[\\w.-]+:)?([\\w.-]+):(compile|runtime).*");
    private static final Pattern PARENT = Pattern.compile("(?s)<parent>(.*?)</parent>");
    private static final Pattern LICENCES = Pattern.compile("(?s)<licenses>(.*?)</licenses>");

    /** How the descriptions of libraries name what is on the list. */
    private static final Map<String, Pattern> NAMES = Map.of(
            "Apache-2.0", Pattern.compile("(?i)apache.*2(\\.0)?\\b|LICENSE-2\\.0"),
            "MIT", Pattern.compile("(?i)\\bMIT\\b"),
            "BSD-2-Clause", Pattern.compile("(?i)BSD-2-Clause"),
            "BSD-3-Clause", Pattern.compile("(?i)BSD-3-Clause"));

    private record Library(String group, String artifact, String version) {
        String name() {
            return group + ":" + artifact;
        }
    }

    @Test
    void shouldShipOnlyWhatIsSignedOff() throws IOException {
        Map<String, String> signed = signed();
        List<String> unknown = new ArrayList<>();
        for (Library library : shipped()) {
            if (!signed.containsKey(library.name())) {
                unknown.add(library.name());
            }
        }
        assertThat(unknown).as("libraries without a licence on the list").isEmpty();
        assertThat(signed.values()).allMatch(NAMES::containsKey);
    }

    @Test
    void shouldTakeEachUnderALicenceThatItOffers() throws IOException {
        String repository = System.getProperty("tailrace.repository");
        assumeTrue(repository != null, "run by Maven, which says where descriptions of libraries are");
        Map<String, String> signed = signed();
        for (Library library : shipped()) {
            String offered = offered(Path.of(repository), library);
            Pattern name = NAMES.get(signed.get(library.name()));
            assertThat(name.matcher(offered).find())
                    .as("%s is listed as %s and offers %s", library.name(), signed.get(library.name()), offered)
                    .isTrue();
        }
    }

    @Test
    void shouldTellALibraryThatOffersAnother() {
        assertThat(NAMES.get("Apache-2.0")
                        .matcher("<name>GNU Lesser General Public License 2.1</name>")
                        .find())
                .isFalse();
        assertThat(NAMES.get("MIT")
                        .matcher("<name>Eclipse Public License - v 2.0</name>")
                        .find())
                .isFalse();
    }

    private static Map<String, String> signed() throws IOException {
        Map<String, String> signed = new TreeMap<>();
        try (InputStream in = LicencesTest.class.getResourceAsStream("licences.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    signed.put(line.split(" ")[0], line.split(" ")[1]);
                }
            }
        }
        return signed;
    }

    /** All of them but our own. */
    private static List<Library> shipped() throws IOException {
        List<Library> shipped = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("target/shipped.txt"))) {
            Matcher matcher = SHIPPED.matcher(line.replaceAll("\u001b\\[[0-9;]*m", ""));
            if (matcher.matches() && !matcher.group(1).equals("io.tailrace")) {
                shipped.add(new Library(matcher.group(1), matcher.group(2), matcher.group(3)));
            }
        }
        assertThat(shipped).as("target/shipped.txt").hasSizeGreaterThan(15);
        return shipped;
    }

    /** What a library says of its licences, or its parent, or the parent of that. */
    private static String offered(Path repository, Library library) throws IOException {
        Path description = repository
                .resolve(library.group().replace('.', '/'))
                .resolve(library.artifact())
                .resolve(library.version())
                .resolve(library.artifact() + "-" + library.version() + ".pom");
        String text = Files.readString(description);
        Matcher licences = LICENCES.matcher(text);
        if (licences.find()) {
            return licences.group(1);
        }
        Matcher parent = PARENT.matcher(text);
        assertThat(parent.find()).as("licence or parent of %s", library.name()).isTrue();
        String of = parent.group(1);
        return offered(repository, new Library(tag(of, "groupId"), tag(of, "artifactId"), tag(of, "version")));
    }

    private static String tag(String text, String name) {
        Matcher matcher =
                Pattern.compile("<" + name + ">\\s*(.*?)\\s*</" + name + ">").matcher(text);
        assertThat(matcher.find()).as(name).isTrue();
        return matcher.group(1);
    }
}
