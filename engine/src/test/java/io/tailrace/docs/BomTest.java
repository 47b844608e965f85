package io.tailrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The modules that users import together are those that are published, in the version of the build. */
@Timeout(60)
class BomTest {
    private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");
    private static final Pattern MODULE = Pattern.compile("<artifactId>(tailrace-\\w+)</artifactId>");
    private static final Pattern PLUGIN =
            Pattern.compile("<artifactId>(maven-\\w+-plugin)</artifactId>\\s*<version>([^<]+)</version>");

    private static String pom(String path) throws IOException {
        return Files.readString(Path.of("..").resolve(path));
    }

    private static List<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }

    @Test
    void shouldHoldEveryPublishedModuleInTheVersionOfTheBuild() throws IOException {
        String bom = pom("engine/bom/pom.xml");
        String root = pom("pom.xml");
        assertThat(groups(VERSION, bom).get(0)).isEqualTo(groups(VERSION, root).get(0));
        TreeSet<String> published = new TreeSet<>();
        for (String module : List.of("journal", "engine", "bench")) {
            String text = pom(module + "/pom.xml");
            if (!text.contains("<tailrace.unpublished>true</tailrace.unpublished>")) {
                published.add(groups(MODULE, text).get(0));
            }
        }
        List<String> held = groups(MODULE, bom.substring(bom.indexOf("<dependencyManagement>")));
        assertThat(held).containsExactlyInAnyOrderElementsOf(published).hasSize(2);
    }

    @Test
    void shouldBuildWithTheSamePlugins() throws IOException {
        List<String> all = plugins(pom("pom.xml"));
        assertThat(plugins(pom("engine/bom/pom.xml"))).hasSize(3).allMatch(all::contains);
    }

    private static List<String> plugins(String text) {
        return PLUGIN.matcher(text)
                .results()
                .map(MatchResult::group)
                .map(found -> found.replaceAll("\\s+", ""))
                .toList();
    }

    @Test
    void shouldBeShown() throws IOException {
        assertThat(pom("engine/docs/building.md")).contains("<artifactId>tailrace-bom</artifactId>");
    }
}
